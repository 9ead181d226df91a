import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command } from './verify.ts'

const REPOSITORY = new URL('../../../../', import.meta.url).pathname
const FOLDER = 'vectors/dcc'
const AT = ['--at', '2021-11-20T12:00:00Z']

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'excelsior-certificates-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (args: readonly string[], input = '') =>
  runCommand(command, args, { env: { DATA_DIR: join(folder, 'data') }, cwd: REPOSITORY, input })
const codeNamed = (name: string) => `${FOLDER}/codes/${name}.txt`

describe('verify by a folder with the list of signers of EU certificates', () => {
  test('tells whether one is genuine, and which signer of the list does not count', async () => {
    const { code, out, err } = await run(['--trust', FOLDER, ...AT, '--json', codeNamed('vaccination')])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      format: 'dcc',
      genuine: true,
      status: 'valid',
      kind: 'vaccination',
      holder: { givenName: 'Ebba Märta', familyName: 'Lindqvist', birthDate: '1979-04-23' },
      expires: '2022-06-14T00:00:00+00:00',
      issuer: 'XA',
      reason: null,
    })
    expect(err).toBe('Left out: key AQIDBAUGBwg= of XA (wrong-key-id)\n')
  })

  test('shows a name in both its scripts', async () => {
    const { out } = await run(['--trust', FOLDER, ...AT, codeNamed('name-of-other-letters')])
    expect(out).toContain('name     Ελένη Σταύρου\nlatin    ELENI STAVROU\n')
  })

  test('knows those that were withdrawn, where their list is beside it', async () => {
    const revoked = ['--trust', FOLDER, ...AT, '--json', codeNamed('revoked-by-its-identifier')]
    expect(JSON.parse((await run(revoked)).out)).toMatchObject({ status: 'revoked' })
    copyFileSync(join(REPOSITORY, FOLDER, 'trustlist.json'), join(folder, 'trustlist.json'))
    const alone = ['--trust', folder, ...AT, '--json', codeNamed('revoked-by-its-identifier')]
    expect(JSON.parse((await run(alone)).out)).toMatchObject({ status: 'valid' })
  })

  test('takes a time without an offset as UTC, line by line', async () => {
    const text = readFileSync(join(REPOSITORY, codeNamed('vaccination')), 'utf8')
    const lines = ['2022-06-14T00:00:00', '2022-06-14T00:00:01', '2022-06-14T02:00:00+0200'].map((at, id) =>
      JSON.stringify({ id, text, at }),
    )
    const { out } = await run(['--trust', FOLDER, '--batch', '-'], lines.join('\n'))
    const statuses = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).status)
    expect(statuses).toEqual(['valid', 'expired', 'valid'])
  })

  test.each(['trustlist.json', 'revocation.json'])('refuses a damaged %s whole', async (name) => {
    const damaged = mkdtempSync(join(folder, 'damaged-'))
    copyFileSync(join(REPOSITORY, FOLDER, 'trustlist.json'), join(damaged, 'trustlist.json'))
    writeFileSync(join(damaged, name), readFileSync(join(REPOSITORY, FOLDER, name)).subarray(0, 500))
    await expect(run(['--trust', damaged, ...AT, codeNamed('vaccination')])).rejects.toThrow(UsageError)
  })
})
