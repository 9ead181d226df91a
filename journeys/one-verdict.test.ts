import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { credentialsIn, openTrustList, type Trust, webCryptoChecker } from '@excelsior/credentials'
import { type Instant, PASS_TYPES, parseInstant } from '@excelsior/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Terminal } from '../apps/cli/src/command.ts'
import { command } from '../apps/cli/src/commands/verify.ts'
import { checkCode } from '../apps/scanner/src/scanning/check-code.ts'
import { examine, judge } from '../apps/wallet/src/passes/check-pass.ts'
import { listOfAll, THEN, type Vector, vectorsOf } from './all-formats.ts'
import { openDepartment } from './app-stand.ts'

const REPOSITORY = resolve(import.meta.dirname, '..')
const FOLDER = join(REPOSITORY, 'vectors/pass')
const ROOT = 'DptMS7PI-_IzRSoKDVFcGbYnON_8rjBhxYLH-FUmT7I'

/** Before the list of the vectors, twice within its week, at its last millisecond, and at its end. */
const INSTANTS = [
  '2021-11-20T05:00:00Z',
  '2021-11-20T17:00:00Z',
  '2021-11-23T05:00:00Z',
  '2021-11-27T05:59:59.999Z',
  '2021-11-27T06:00:00Z',
]

/** What wallet and scanner say for each status of the command line. */
const SAID: Readonly<Record<string, readonly [wallet: readonly string[], scanner: string]>> = {
  valid: [['valid'], 'valid'],
  expired: [['ended'], 'expired'],
  'not-yet-valid': [['not-yet-valid'], 'not-yet-valid'],
  'not-accepted': [['not-accepted'], 'not-accepted'],
  revoked: [['withdrawn'], 'not-genuine'],
  'not-genuine': [['not-recognised', 'unreadable'], 'not-genuine'],
  // To its holder, a pass whose end has come has ended, whatever the list.
  unknown: [['unchecked', 'ended', 'unreadable'], 'cannot-check'],
}

const texts: readonly string[] = readFileSync(join(FOLDER, 'expected.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => readFileSync(join(FOLDER, JSON.parse(line).file), 'utf8'))

let trust: Trust
beforeAll(async () => {
  const opened = await openTrustList(new Uint8Array(readFileSync(join(FOLDER, 'trust.json'))), {
    pinnedRoot: ROOT,
    now: parseInstant('2021-11-20T17:00:00Z') as Instant,
    allowDemo: false,
  })
  if (!opened.ok) throw new Error(opened.reason)
  trust = opened.trust
})

test.each(INSTANTS)('wallet, scanner and command line say the same of every code at %s', async (at) => {
  const now = parseInstant(at) as Instant
  const circumstances = { trust, latestTime: undefined, now }
  const answers = await byCommandLine(at)
  const seen = new Set<string>()
  for (const [index, text] of texts.entries()) {
    const { status, reason } = answers[index] ?? { status: 'none', reason: null }
    const kept = { id: 'a', text: text.trim(), pinned: false }
    const wallet = (await judge(kept, circumstances, webCryptoChecker))?.standing ?? 'unreadable'
    const scanner = await checkCode(
      text,
      'picture',
      { ...circumstances, clockUnconfirmed: false, accepted: PASS_TYPES },
      webCryptoChecker,
    )
    const [standings, word] = SAID[status] ?? [[], 'none']
    expect(standings, text).toContain(wallet)
    // What cannot be read accuses nobody at the door.
    expect(scanner.word, text).toBe(reason === 'unreadable' ? 'cannot-check' : word)
    seen.add(status)
  }
  const within = now >= Date.parse('2021-11-20T06:00:00Z') && now < Date.parse('2021-11-27T06:00:00Z')
  expect(seen.has('valid')).toBe(within)
})

describe('credentials of all formats, by the list of a department that takes others’ too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'all-formats-'))
  let all: Trust
  let root: string
  beforeAll(async () => {
    const department = await openDepartment()
    root = department.root
    const list = await department.trustList({
      ...(await listOfAll()),
      issuedAt: parseInstant('2021-11-20T06:00:00Z') as Instant,
      nextUpdate: parseInstant('2021-11-27T06:00:00Z') as Instant,
    })
    writeFileSync(join(folder, 'trust.json'), list)
    const opened = await openTrustList(new TextEncoder().encode(list), {
      pinnedRoot: root,
      now: THEN,
      allowDemo: false,
    })
    if (!opened.ok) throw new Error(opened.reason)
    all = opened.trust
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each(INSTANTS)('wallet, scanner and command line say the same of each at %s', async (at) => {
    const circumstances = { trust: all, latestTime: undefined, now: parseInstant(at) as Instant }
    for (const format of ['shc', 'dcc', 'sd-jwt', 'pkpass'] as const) {
      // Several cards in one text are several answers.
      const vectors: Vector[] = []
      for (const { file, text } of vectorsOf(format))
        for (const each of await credentialsIn(text)) vectors.push({ file, text: each })
      const given = vectors.map(({ text }) => text)
      const answers = await byCommandLine(at, given, folder, root)
      const seen = new Set<string>()
      for (const [index, { file, text }] of vectors.entries()) {
        const { status, reason } = answers[index] ?? { status: 'none', reason: null }
        const [standings, word] = SAID[status] ?? [[], 'none']
        const scanner = await checkCode(
          text,
          'picture',
          { ...circumstances, clockUnconfirmed: false, accepted: PASS_TYPES },
          webCryptoChecker,
        )
        expect(scanner.word, file).toBe(reason === 'unreadable' ? 'cannot-check' : word)
        // Of a file of another wallet this one keeps the code inside: what counts is whether it lets it in.
        const examined = await examine(text, circumstances, webCryptoChecker)
        if (examined.ok) expect(['valid', 'not-yet-valid', 'not-accepted'], file).toContain(status)
        if (format !== 'pkpass') {
          const kept = { id: 'a', text: text.trim(), pinned: false }
          const wallet = (await judge(kept, circumstances, webCryptoChecker))?.standing ?? 'unreadable'
          expect(standings, file).toContain(wallet)
        } else if (status === 'valid') expect(examined.ok, file).toBe(true)
        seen.add(status)
      }
      // Later in the week a test is too old for the rules.
      if (at === INSTANTS[1]) expect(seen.has('valid') && seen.has('not-accepted'), format).toBe(true)
      if (at === INSTANTS[0] || at === INSTANTS[4]) expect(seen.has('valid'), format).toBe(false)
    }
  })
})

async function byCommandLine(
  at: string,
  given: readonly string[] = texts,
  trustFolder = 'vectors/pass',
  root = ROOT,
): Promise<readonly { status: string; reason: string | null }[]> {
  const input = given.map((text, id) => `${JSON.stringify({ id, text, at })}\n`).join('')
  let out = ''
  const terminal: Terminal = {
    out: (text) => {
      out += text
    },
    err: () => {},
    stdin: (async function* () {
      yield new TextEncoder().encode(input)
    })(),
    env: {},
    cwd: REPOSITORY,
  }
  await command.run(['--trust', trustFolder, '--root', root, '--batch', '-'], terminal)
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
