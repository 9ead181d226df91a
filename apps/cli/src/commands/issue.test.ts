import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jsqr from 'jsqr'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Command, UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command as issue } from './issue.ts'
import { command as keys } from './keys.ts'
import { command as passes } from './passes.ts'
import { command as verify } from './verify.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'excelsior-issue-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(command: Command, args: readonly string[], input = '') {
  const { code, out, err } = await runCommand(command, args, {
    env: { DATA_DIR: join(folder, 'data') },
    cwd: folder,
    input,
  })
  return { code, out, err, lines: out.trimEnd().split('\n') }
}

const PASS = {
  type: 'vaccination',
  givenName: 'Amalia',
  familyName: 'Okonkwo-Reyes',
  birthDate: '1988-03-04',
  expires: '2099-05-01T00:00:00-04:00',
}

describe('issue', () => {
  test('signs passes that verify here, and draws codes that others read', async () => {
    const over = { ...PASS, type: 'pcr', familyName: '', birthDate: '1956', expires: '2020-01-01T00:00:00Z' }
    const input = `${JSON.stringify(PASS)}\n${JSON.stringify(over)}\n`
    const { code, lines } = await run(issue, ['--format', 'pass', '-'], input)
    expect([code, lines.length]).toEqual([0, 2])
    const [first, second] = lines.map((line) => JSON.parse(line))
    expect(first).toMatchObject({
      format: 'pass',
      qr: { version: 9 },
      passId: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
    expect(read(first.qr.modules)).toBe(first.text)

    const verdicts = [await run(verify, ['--json', first.text]), await run(verify, ['--json', second.text])]
    expect(JSON.parse(verdicts[0]!.out)).toMatchObject({
      status: 'valid',
      kind: 'vaccination',
      holder: { givenName: 'Amalia', familyName: 'Okonkwo-Reyes', birthDate: '1988-03-04' },
      expires: '2099-05-01T00:00:00-04:00',
      demo: true,
    })
    expect(JSON.parse(verdicts[1]!.out)).toMatchObject({
      status: 'expired',
      kind: 'pcr',
      holder: { familyName: '', birthDate: '1956' },
    })
  })

  test('takes one object over several lines, or a list', async () => {
    writeFileSync(join(folder, 'one.json'), JSON.stringify(PASS, null, 2))
    writeFileSync(join(folder, 'list.json'), JSON.stringify([PASS, PASS]))
    expect((await run(issue, ['--format', 'pass', 'one.json'])).lines).toHaveLength(1)
    expect((await run(issue, ['--format', 'pass', 'list.json'])).lines).toHaveLength(2)
  })

  test.each([
    ['"type"', { type: 'booster' }],
    ['"birthDate"', { birthDate: '1988-02-30' }],
    ['"expires"', { expires: '2099-05-01' }],
    ['"expires"', { expires: 4_081_464_000 }],
    ['"expires"', { expires: '2106-02-07T06:28:16Z' }],
    ['no name', { givenName: '', familyName: ' ' }],
    ['"givenName"', { givenName: 7 }],
  ])(
    'rejects a faulty pass by naming %s, not what stands there, and signs the others',
    async (named, fault) => {
      const input = `${JSON.stringify({ ...PASS, ...fault })}\n${JSON.stringify(PASS)}\n`
      const { code, lines, err } = await run(issue, ['--format', 'pass', '-'], input)
      expect([code, lines.length]).toEqual([1, 1])
      expect(err).toContain('pass 1')
      expect(err).toContain(named)
      expect(err).not.toContain('Okonkwo')
    },
  )

  test('answers 2 for what is no JSON, and refuses other formats', async () => {
    expect((await run(issue, ['--format', 'pass', '-'], 'no JSON')).code).toBe(2)
    expect((await run(issue, ['--format', 'pass', 'nowhere.json'])).code).toBe(2)
    await expect(run(issue, ['--format', 'pkpass', '-'])).rejects.toThrow(UsageError)
    await expect(run(issue, ['-'])).rejects.toThrow(UsageError)
  })
})

describe('issue --format shc', () => {
  const records = [
    { kind: 'immunization', cvx: '208', date: '2021-04-02', jurisdiction: 'US-NY' },
    { kind: 'immunization', cvx: '208', date: '2021-04-23', jurisdiction: 'US-NY' },
    { kind: 'lab', test: 'pcr', result: 'negative', collected: '2021-11-19T08:30:00-05:00' },
  ]
  const verdictOn = async (text: string) => JSON.parse((await run(verify, ['--json', text])).out)

  test('signs health cards that are valid here, of doses or of a test', async () => {
    const input = [PASS, { ...PASS, type: 'pcr' }]
      .map((item) => JSON.stringify({ ...item, records }))
      .join('\n')
    const { code, lines } = await run(issue, ['--format', 'shc', '-'], input)
    expect([code, lines.length]).toEqual([0, 2])
    const [vaccination, test] = lines.map((line) => JSON.parse(line))
    expect(vaccination).toMatchObject({ format: 'shc', passId: expect.stringMatching(/^[0-9a-f]{16}$/) })
    expect(vaccination.text).toMatch(/^shc:\/\d+$/)
    expect(vaccination.qr.version).toBeLessThanOrEqual(22)
    expect(read(vaccination.qr.modules)).toBe(vaccination.text)
    expect(await verdictOn(vaccination.text)).toMatchObject({
      format: 'shc',
      genuine: true,
      status: 'valid',
      kind: 'vaccination',
      holder: { givenName: 'Amalia', familyName: 'Okonkwo-Reyes', birthDate: '1988-03-04' },
      expires: '2099-05-01T00:00:00-04:00',
    })
    expect(await verdictOn(test.text)).toMatchObject({ format: 'shc', status: 'valid', kind: 'test' })
  })

  test('is withdrawn like a pass', async () => {
    const input = JSON.stringify({ ...PASS, records })
    const { text, passId } = JSON.parse((await run(issue, ['--format', 'shc', '-'], input)).lines[0]!)
    await run(passes, ['revoke', '--pass', passId, '--reason', 'a test'])
    expect(await verdictOn(text)).toMatchObject({ status: 'revoked', reason: 'pass-revoked' })
  })

  test.each([
    ['records', {}],
    ['records[0]', { records: [{ kind: 'immunization', date: '2021-02-30' }] }],
    ['no record', { records: [records[2]] }],
  ])('rejects what lacks what it should state, naming %s', async (named, more) => {
    const { code, err } = await run(issue, ['--format', 'shc', '-'], JSON.stringify({ ...PASS, ...more }))
    expect(code).toBe(1)
    expect(err).toContain(named)
  })

  test('needs https outside a demonstration', async () => {
    const input = JSON.stringify({ ...PASS, records })
    const env = { DATA_DIR: join(folder, 'real'), DEMO: 'off', PUBLIC_URL: 'http://pass.example.gov' }
    await expect(runCommand(issue, ['--format', 'shc', '-'], { env, cwd: folder, input })).rejects.toThrow(
      UsageError,
    )
  })
})

describe('issue --format dcc', () => {
  const records = [
    { kind: 'immunization', cvx: '208', date: '2021-01-10' },
    { kind: 'immunization', cvx: '208', date: '2021-02-10' },
    { kind: 'lab', test: 'pcr', result: 'positive', collected: '2021-09-01T08:00:00-04:00' },
    { kind: 'lab', test: 'pcr', result: 'negative', collected: '2021-11-19T08:00:00-05:00' },
  ]
  const certificate = (type: string) => JSON.stringify({ ...PASS, type, records })

  test('signs certificates that others check by the list of our signers, until one is withdrawn', async () => {
    const input = ['vaccination', 'pcr', 'recovery'].map(certificate).join('\n')
    const { code, lines } = await run(issue, ['--format', 'dcc', '-'], input)
    expect([code, lines.length]).toEqual([0, 3])
    const issued = lines.map((line) => JSON.parse(line))
    expect(read(issued[0].qr.modules)).toBe(issued[0].text)

    const theirs = join(folder, 'theirs')
    mkdirSync(theirs)
    writeFileSync(join(theirs, 'trustlist.json'), (await run(keys, ['signers'])).out)
    const verdicts = await Promise.all(
      issued.map(({ text }) => run(verify, ['--json', '--trust', theirs, text])),
    )
    expect(verdicts.map(({ out }) => JSON.parse(out))).toMatchObject(
      ['vaccination', 'test', 'recovery'].map((kind) => {
        const { givenName, familyName, birthDate } = PASS
        const holder = { givenName, familyName, birthDate }
        return { format: 'dcc', status: 'valid', kind, holder, issuer: 'United States' }
      }),
    )

    const { text, passId } = issued[0]
    expect(JSON.parse((await run(verify, ['--json', text])).out)).toMatchObject({ genuine: true })
    expect((await run(passes, ['revoke', '--pass', passId, '--reason', 'a test'])).code).toBe(0)
    expect(JSON.parse((await run(verify, ['--json', text])).out)).toMatchObject({ status: 'revoked' })
  })

  test.each([
    ['no record', { records: [] }],
    ['not Latin', { familyName: '陳' }],
    ['records', { records: undefined }],
  ])('rejects what it cannot state, naming %s', async (named, more) => {
    const { code, err } = await run(
      issue,
      ['--format', 'dcc', '-'],
      JSON.stringify({ ...PASS, records, ...more }),
    )
    expect(code).toBe(1)
    expect(err).toContain(named)
  })
})

/** By an independent decoder, at three pixels a module. */
function read(modules: readonly (readonly number[])[]): string | undefined {
  const side = (modules.length + 8) * 3
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const dark = modules[Math.floor(y / 3) - 4]?.[Math.floor(x / 3) - 4] === 1
      if (dark) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3)
    }
  }
  return jsqr.default(pixels, side, side)?.data
}
