import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command } from './keys.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'excelsior-keys-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

async function run(args: readonly string[], env: Record<string, string> = {}) {
  return runCommand(command, args, { env: { DATA_DIR: dataDir, ...env }, cwd: dataDir })
}

const keysIn = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('keys', () => {
  test('list shows the first key in use, and where to pin the root', async () => {
    const { code, out, err } = await run(['list', '--json'])
    expect(code).toBe(0)
    expect(keysIn(out)).toMatchObject([{ keyId: expect.stringMatching(/^[0-9a-f]{8}$/), state: 'in-use' }])
    expect(err).toMatch(/root key: \S{43}\n$/)
  })

  test('signers lists none where no EU certificate was issued', async () => {
    const { code, out } = await run(['signers'])
    expect([code, JSON.parse(out)]).toEqual([0, []])
  })

  test('rotate publishes a key for a week ahead; at once it signs', async () => {
    const [next] = keysIn((await run(['rotate', '--json'])).out)
    expect(next.state).toBe('published')
    expect(Date.parse(next.useFrom) - Date.parse(next.createdAt)).toBe(7 * 86_400_000)
    const [now] = keysIn((await run(['rotate', '--at-once', '--json'])).out)
    expect(now.state).toBe('in-use')
  })

  test('revoke withdraws the key, and another takes over', async () => {
    const [{ keyId }] = keysIn((await run(['list', '--json'])).out)
    expect(await run(['revoke', keyId])).toMatchObject({ code: 0, out: expect.stringContaining('revoked') })
    expect(keysIn((await run(['list', '--json'])).out).map(({ state }) => state)).toEqual([
      'revoked',
      'in-use',
    ])
  })

  test('looks after the keys of health cards the same way, each format for itself', async () => {
    const [first] = keysIn((await run(['list', '--format', 'shc', '--json'])).out)
    expect(first).toMatchObject({ keyId: expect.stringMatching(/^[\w-]{43}$/), state: 'in-use' })
    expect(keysIn((await run(['rotate', '--format', 'shc', '--json'])).out)).toMatchObject([
      { state: 'published' },
    ])
    expect(await run(['revoke', first.keyId])).toMatchObject({ code: 1, out: '' })
    expect(await run(['revoke', first.keyId, '--format', 'shc'])).toMatchObject({ code: 0 })
    const states = keysIn((await run(['list', '--format', 'shc', '--json'])).out).map(({ state }) => state)
    expect(states).toEqual(['revoked', 'in-use'])
    expect(keysIn((await run(['list', '--json'])).out)).toMatchObject([{ state: 'in-use' }])
  })

  test('a key that nobody knows, and keys that do not open, are answers of no', async () => {
    expect(await run(['revoke', '00000000'])).toMatchObject({ code: 1, out: '' })
    expect(await run(['list'], { EXCELSIOR_KEK: 'too short' })).toMatchObject({ code: 1, out: '' })
  })

  test.each([
    [['list', '--format', 'dcc']],
    [['rotate', '--root', '--format', 'shc']],
    [[]],
    [['show']],
    [['revoke']],
    [['rotate', '1f3a09c2']],
    [['list', '--at-once']],
    [['list', '--what']],
  ])('wrong usage: %j', async (args) => {
    await expect(run(args)).rejects.toThrow(UsageError)
  })
})
