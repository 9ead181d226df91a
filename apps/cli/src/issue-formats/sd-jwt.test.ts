import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testKey } from '../../../../tools/pass-vectors/keys.ts'
import type { Command } from '../command.ts'
import { command as issue } from '../commands/issue.ts'
import { command as passes } from '../commands/passes.ts'
import { command as verify } from '../commands/verify.ts'
import { runCommand } from '../testing/run-command.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'excelsior-issue-sd-jwt-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (command: Command, args: readonly string[], input = '') =>
  runCommand(command, args, { env: { DATA_DIR: join(folder, 'data') }, cwd: folder, input })

const PASS = {
  type: 'vaccination',
  givenName: 'Amalia',
  familyName: 'Okonkwo-Reyes',
  birthDate: '1988-03-04',
  expires: '2099-05-01T00:00:00-04:00',
}

test('an SD-JWT VC from the command line is valid here until it is withdrawn', async () => {
  const withKey = { ...PASS, holderKey: testKey('holder').jwk }
  const { code, out } = await run(issue, ['--format', 'sd-jwt', '-'], JSON.stringify([PASS, withKey]))
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect([code, lines.length]).toEqual([0, 2])
  const [first, bound] = lines
  expect(first).toMatchObject({ format: 'sd-jwt', passId: expect.stringMatching(/^[0-9a-f]{16}$/) })
  for (const { text } of [first, bound])
    expect(JSON.parse((await run(verify, ['--json', text])).out)).toMatchObject({
      format: 'sd-jwt',
      status: 'valid',
      kind: 'vaccination',
      holder: { givenName: 'Amalia', familyName: 'Okonkwo-Reyes', birthDate: '1988-03-04' },
    })
  expect((await run(passes, ['revoke', '--pass', first.passId, '--reason', 'lost'])).code).toBe(0)
  expect(JSON.parse((await run(verify, ['--json', first.text])).out)).toMatchObject({ status: 'revoked' })
}, 120_000)

test('a holder’s key that is none is told', async () => {
  const wrong = { ...PASS, holderKey: { kty: 'EC', crv: 'P-384', x: 'x', y: 'y' } }
  const { code, err } = await run(issue, ['--format', 'sd-jwt', '-'], JSON.stringify(wrong))
  expect([code, err]).toEqual([1, expect.stringContaining('"holderKey" is no public key')])
}, 120_000)
