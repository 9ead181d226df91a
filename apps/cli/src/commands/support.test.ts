import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openInstallation, PROJECT_ROOT, readConfig, systemClock } from '@excelsior/service'
import type { Store } from '@excelsior/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'excelsior-support-'))
chmodSync(folder, 0o711) // where root runs the tests, the database is another user
const env = { DATA_DIR: join(folder, 'data') }

/** Beside the command, which finds the database as it was left. */
async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const read = readConfig(env, PROJECT_ROOT)
  if (!read.ok) throw new Error(read.faults.join('; '))
  const installation = await openInstallation(read.config, 'command', () => undefined)
  try {
    return await work(installation.store)
  } finally {
    await installation.close()
  }
}

let numbers: string[] = []
beforeAll(async () => {
  numbers = await withStore(async ({ support }) => [
    await support.add({ topic: 'scanner', text: 'It stays dark.\nAll day.', language: 'en' }, systemClock()),
    await support.add(
      { topic: 'getting', text: '¿Por qué?', contact: 'ada@example.org', language: 'es' },
      systemClock(),
    ),
  ])
})
afterAll(() => rmSync(folder, { recursive: true }))

async function run(...args: string[]) {
  return runCommand(command, args, { env, cwd: folder })
}

const audited = () =>
  withStore(async ({ audit }) =>
    (await audit.recent(10)).filter(({ action }) => action === 'support-contacts-shown'),
  )

describe('support list', () => {
  test('shows number, time, topic and text as it was written, and no way to answer', async () => {
    const { code, out } = await run('list', '--json')
    expect(code).toBe(0)
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT/)
    expect(lines).toEqual([
      { number: numbers[1], at, topic: 'getting', language: 'es', text: '¿Por qué?' },
      { number: numbers[0], at, topic: 'scanner', language: 'en', text: 'It stays dark.\nAll day.' },
    ])
    const plain = await run('list')
    expect(plain.out).toContain('    It stays dark.\n    All day.\n')
    expect(plain.out).not.toContain('ada@')
    expect(await audited()).toEqual([])
  })

  test('shows with --contact how to answer, and leaves a trace of it that names nobody', async () => {
    const { out } = await run('list', '--contact', '--json')
    expect(out).toContain('"contact":"ada@example.org"')
    expect(await audited()).toMatchObject([{ actor: 'command line', detail: { messages: 2, contacts: 1 } }])
  })

  test.each([[[]], [['show']], [['list', 'all']], [['list', '--what']]])('wrong usage: %j', async (args) => {
    await expect(run(...args)).rejects.toThrow(UsageError)
  })
})
