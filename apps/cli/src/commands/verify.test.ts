import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command } from './verify.ts'

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url))
const ROOT = 'DptMS7PI-_IzRSoKDVFcGbYnON_8rjBhxYLH-FUmT7I'
const TRUST = ['--trust', 'vectors/pass', '--root', ROOT]
const NOON = '2021-11-20T12:00:00-05:00'
const AT = ['--at', NOON]
const vector = (name: string) => readFileSync(join(REPOSITORY, 'vectors/pass', name))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'excelsior-verify-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(args: readonly string[], { input = '' } = {}) {
  return runCommand(command, args, { env: { DATA_DIR: join(folder, 'data') }, cwd: REPOSITORY, input })
}

const json = async (args: readonly string[], input = '') => {
  const { code, out } = await run([...args, '--json'], { input })
  return { code, verdict: JSON.parse(out) }
}

const VALID = {
  format: 'pass',
  genuine: true,
  status: 'valid',
  kind: 'vaccination',
  holder: { givenName: 'Amalia Sofía', familyName: 'Okonkwo-Reyes', birthDate: '1988-03-04' },
  expires: '2022-05-01T00:00:00-04:00',
  issuer: 'New York State (test)',
  reason: null,
}
const GOOD = vector('codes/vaccination.txt').toString()

describe('verify', () => {
  test('prints the verdict on a file, and 0 where it is valid', async () => {
    expect(await json([...TRUST, ...AT, 'vectors/pass/codes/vaccination.txt'])).toEqual({
      code: 0,
      verdict: VALID,
    })
  })

  test('takes the text from standard input or from the argument, with blanks in it and around', async () => {
    const blanks = vector('codes/two-blanks-in-a-row.txt').toString()
    expect((await json([...TRUST, ...AT, '-'], ` ${blanks}\n`)).verdict.status).toBe('valid')
    expect((await json([...TRUST, ...AT, blanks])).verdict.status).toBe('valid')
  })

  test('finds the code in a photograph', async () => {
    expect(await json([...TRUST, ...AT, 'vectors/pass/pictures/photograph.jpg'])).toEqual({
      code: 0,
      verdict: VALID,
    })
  })

  test('reads a file of Apple Wallet as it is', async () => {
    const expected = { code: 0, verdict: { ...VALID, format: 'pkpass' } }
    const trust = ['--trust', 'vectors/pkpass', '--root', ROOT, ...AT]
    expect(await json([...trust, 'vectors/pkpass/files/compressed.pkpass'])).toEqual(expected)
    const { code, verdict } = await json([...trust, 'vectors/pkpass/files/file-changed.pkpass'])
    expect([code, verdict.reason]).toEqual([1, 'bad-signature'])
    const other = [...trust, 'vectors/pkpass/files/shows-another-name.pkpass']
    expect((await json(other)).verdict).toEqual({ ...expected.verdict, showsOther: true })
    const large = join(folder, 'large.pkpass')
    writeFileSync(large, Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(4 * 1024 * 1024)]))
    expect(await run([...trust, large])).toMatchObject({ code: 2, err: expect.stringContaining('4 MiB') })
  })

  test.each([
    ['expired-this-moment', 'expired', null],
    ['revoked-pass', 'revoked', 'pass-revoked'],
    ['algorithm-none', 'not-genuine', 'bad-signature'],
    ['web-address', 'not-genuine', 'unreadable'],
    ['unknown-key-younger-than-the-list', 'unknown', 'unknown-key'],
  ])('answers 1 for %s, and says so', async (name, status, reason) => {
    const { code, verdict } = await json([...TRUST, ...AT, `vectors/pass/codes/${name}.txt`])
    expect({ code, status: verdict.status, reason: verdict.reason }).toEqual({ code: 1, status, reason })
  })

  test('judges at the moment that is asked for', async () => {
    const file = 'vectors/pass/codes/last-second.txt'
    expect((await json([...TRUST, '--at', '2021-11-20T12:00:00.999-05:00', file])).verdict.status).toBe(
      'valid',
    )
    expect((await json([...TRUST, '--at', '2021-11-20T12:00:01-05:00', file])).verdict.status).toBe('expired')
  })

  test('cannot check with a list of another time', async () => {
    const file = 'vectors/pass/codes/vaccination.txt'
    expect((await json([...TRUST, '--at', '2021-11-27T06:00:00Z', file])).verdict.reason).toBe(
      'trust-expired',
    )
    expect((await json([...TRUST, '--at', '2021-11-20T05:58:59Z', file])).verdict.reason).toBe(
      'clock-in-doubt',
    )
  })

  test('cannot check where another root key signed than the one that is pinned', async () => {
    const other = ['--trust', 'vectors/pass', '--root', 'x'.repeat(43)]
    const { code, out, err } = await run([...other, ...AT, '--json', 'vectors/pass/codes/vaccination.txt'])
    expect([code, JSON.parse(out).reason]).toEqual([1, 'trust-missing'])
    expect(err).toContain('wrong-root')
  })

  test('cannot check with nothing to check by', async () => {
    expect((await json([...AT, 'vectors/pass/codes/vaccination.txt'])).verdict).toMatchObject({
      genuine: null,
      status: 'unknown',
      reason: 'trust-missing',
    })
  })

  test('tells which root key a list was taken from on first use', async () => {
    const { err } = await run(['--trust', 'vectors/pass/trust.json', ...AT, 'vectors/pass/codes/pcr.txt'])
    expect(err).toContain(ROOT)
  })

  test('prints for people without what could play with their terminal', async () => {
    const { out } = await run([...TRUST, ...AT, 'vectors/pass/codes/name-with-markup.txt'])
    expect(out).toContain('VALID\n')
    expect(out).not.toMatch(/[\u202a-\u202e]/)
  })

  test.each([
    ['no file', []],
    ['two files', ['a', 'b']],
    ['a moment that is none', ['--at', 'yesterday', 'a']],
    ['an option that is none', ['--trsut', 'x', 'a']],
    ['a folder without a list', ['--trust', 'docs', 'a']],
    ['http to another machine', ['--trust', 'http://example.org/trust.json', 'a']],
    ['a name and password in the address', ['--trust', 'https://a:b@localhost/trust.json', 'a']],
  ])('%s is wrong usage', async (_, args) => {
    await expect(run(args)).rejects.toThrow(UsageError)
  })

  test('answers 2 for a file that cannot be read, or shows no code', async () => {
    writeFileSync(
      join(folder, 'half.png'),
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2),
    )
    expect((await run([...TRUST, 'nowhere.txt'])).code).toBe(2)
    expect((await run([...TRUST, 'docs'])).code).toBe(2)
    expect((await run([...TRUST, join(folder, 'half.png')])).code).toBe(2)
  })
})

describe('verify --batch', () => {
  const expected = vector('expected.jsonl')
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

  test('answers all vectors, in order, as one by one', async () => {
    const lines = expected.map(({ file, at }, id) =>
      JSON.stringify({ id, text: vector(file).toString(), at }),
    )
    const { code, out } = await run([...TRUST, '--batch', '-'], { input: `${lines.join('\n')}\n` })
    expect(code).toBe(0)
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(answers.map(({ id, genuine, status }) => ({ id, genuine, status }))).toEqual(
      expected.map(({ genuine, status }, id) => ({ id, genuine, status })),
    )
    expect(answers[0]).toEqual({ id: 0, ...VALID })
  })

  test('answers all lines before one that is none, and names that one without repeating it', async () => {
    const good = JSON.stringify({ id: 'a', text: GOOD, at: NOON })
    const { code, out, err } = await run([...TRUST, '--batch', '-'], {
      input: `${good}\n{"secret\n${good}\n`,
    })
    expect(code).toBe(2)
    expect(out.trimEnd().split('\n')).toHaveLength(1)
    expect(err).toContain('line 2')
    expect(err).not.toContain('secret')
  })

  test('answers a long file by several threads in its order, up to a line that is none', async () => {
    const asked = expected.map(({ file, at }) => ({ text: vector(file).toString(), at }))
    const answer = (id: number) => expected[id % expected.length]
    const lines = Array.from({ length: 8_000 }, (_, id) =>
      JSON.stringify({ id, ...asked[id % asked.length] }),
    )
    const file = join(folder, 'long.jsonl')
    writeFileSync(file, `${lines.join('\n')}\n{"secret\n${lines.join('\n')}\n`)
    const { code, out, err } = await run([...TRUST, '--batch', file])
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(answers.map(({ id, genuine, status }) => ({ id, genuine, status }))).toEqual(
      lines.map((_, id) => ({ id, genuine: answer(id).genuine, status: answer(id).status })),
    )
    expect(code).toBe(2)
    expect(err).toContain('line 8001')
    expect(err).not.toContain('secret')
  })

  test('works as a program, through a pipe', () => {
    const input = `${JSON.stringify({ id: 7, text: GOOD, at: NOON })}\n`
    const args = ['apps/cli/src/excelsior.ts', 'verify', '--batch', '-', ...TRUST]
    const out = execFileSync(process.execPath, args, { cwd: REPOSITORY, input, encoding: 'utf8' })
    expect(JSON.parse(out)).toEqual({ id: 7, ...VALID })
  })
})

describe('a list from an address', () => {
  let server: Server
  let origin: string
  let answer: { status: number; headers?: Record<string, string>; body: string | Buffer }
  beforeAll(async () => {
    server = createServer((_, response) => response.writeHead(answer.status, answer.headers).end(answer.body))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/trust.json`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  const reasonWith = async (next: typeof answer) => {
    answer = next
    return (await json(['--trust', origin, '--root', ROOT, ...AT, 'vectors/pass/codes/pcr.txt'])).verdict
      .reason
  }

  test('is taken', async () => {
    expect(await reasonWith({ status: 200, body: vector('trust.json') })).toBeNull()
  })

  test.each([
    ['a redirect', () => ({ status: 302, headers: { location: origin }, body: '' })],
    ['an error', () => ({ status: 500, body: vector('trust.json') })],
    ['a login page', () => ({ status: 200, body: '<!doctype html>' })],
    ['nothing', () => ({ status: 200, body: '' })],
    ['60 % of it', () => ({ status: 200, body: vector('trust.json').subarray(0, 2000) })],
    ['more than a list may have', () => ({ status: 200, body: Buffer.alloc(5_000_000, ' ') })],
  ])('is not made up for by %s', async (_, next) => {
    expect(await reasonWith(next())).toBe('trust-missing')
  })
})

test('a page that would be drawn for hours is given up, and the exit code says unreadable', async () => {
  const content = '/S sh\n'.repeat(100_000)
  const pdf = [
    '%PDF-1.4',
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Shading<</S 4 0 R>>>>>>endobj',
    '4 0 obj<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 595 842]/Extend[true true]/Function<</FunctionType 2/Domain[0 1]/C0[1 0 0]/C1[0 0 1]/N 1>>>>endobj',
    `5 0 obj<</Length ${content.length}>>stream\n${content}endstream endobj`,
    'trailer<</Root 1 0 R>>\n%%EOF',
  ].join('\n')
  const file = join(folder, 'hours.pdf')
  writeFileSync(file, pdf)
  const { code, out, err } = await run([...TRUST, file])
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain('cannot be searched within')
}, 40_000)
