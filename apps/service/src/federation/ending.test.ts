import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ListedKey } from '@excelsior/credentials'
import { type Instant, parseInstant } from '@excelsior/domain'
import { openKeyRing } from '@excelsior/keys'
import { beforeEach, describe, expect, test } from 'vitest'
import { testKey } from '../../../../tools/pass-vectors/keys.ts'
import { startWatchingEndings } from '../jobs/watching-endings.ts'
import { endingInWords, endingSoon } from './ending.ts'
import { writeTrustFile } from './trust-files.ts'
import type { TrustNotes } from './trust-notes.ts'
import type { TrustSource } from './trust-source.ts'

const NOW = parseInstant('2021-11-20T17:00:00Z') as Instant
const DAY = 86_400_000
const after = (days: number) => (NOW + days * DAY) as Instant
const key = (kid: string, days?: number, more: Partial<ListedKey> = {}): ListedKey => ({
  kid,
  jwk: testKey(kid).jwk,
  format: 'dcc',
  usage: ['test'],
  ...(days === undefined ? {} : { notAfter: after(days) }),
  ...more,
})
const source = (keys: readonly ListedKey[], change: Partial<TrustSource> = {}): TrustSource => ({
  id: 'certificates-1',
  kind: 'certificates',
  source: 'https://gateway.example/list',
  takenAt: NOW,
  goodUntil: after(30),
  version: null,
  demo: false,
  issuers: [{ id: 'DE', name: 'Germany', keys }],
  leftOut: [],
  ...change,
})
const NO_NOTES: TrustNotes = { source: [], issuers: [], statusLists: [] }
const FAILED = [{ what: 'https://gateway.example/list', why: 'cannot be reached', at: NOW }]
const told = (one: TrustSource, notes: Partial<TrustNotes> = {}) =>
  endingSoon({ sources: [{ source: one, notes: { ...NO_NOTES, ...notes } }], own: [] }, NOW).map((ending) =>
    endingInWords(ending, NOW),
  )

describe('a signer of others', () => {
  test('is told of from thirty days before its end, with whose it is and the day', () => {
    expect(told(source([key('a', 31), key('b')]))).toEqual([])
    expect(told(source([key('a', 30), key('b')]))).toEqual([
      'A key of Germany for EU certificates (a) ends on 2021-12-20. Of 2 that count, the others go on.',
    ])
    expect(told(source([key('a', 30)]))).toEqual([
      'A key of Germany for EU certificates (a) ends on 2021-12-20. From then on nothing of theirs counts.',
    ])
    expect(told(source([key('a', 9), key('b', 3)]))).toEqual([
      '2 keys of Germany for EU certificates end within thirty days, the first (b) on 2021-11-23. After the last of them nothing of theirs counts.',
    ])
  })

  test('that has ended, or was revoked, is history', () => {
    expect(told(source([key('a', 0), key('b', 3, { revoked: true }), key('c', 90)]))).toEqual([])
  })
})

describe('a list', () => {
  test('that renews itself is not told of; one that could not be had, or came from a file, is', () => {
    const soon = source([key('a')], { goodUntil: after(7) })
    expect(told(soon)).toEqual([])
    expect(told(soon, { source: FAILED })).toEqual([
      'What is known of Germany ends on 2021-11-27: it was not renewed from https://gateway.example/list. From then on nothing of theirs can be checked.',
    ])
    expect(told({ ...soon, source: '/srv/list.json' })).toHaveLength(1)
    expect(told({ ...soon, goodUntil: after(-1) }, { source: FAILED })[0]).toContain('ended on 2021-11-19')
  })

  test('of statuses likewise', () => {
    const uri = 'https://lists.example/1'
    const statuses = [
      { issuer: 'DE', uri, goodUntil: after(1), size: 8, rice: 0, count: 0, places: '' },
    ] as const
    expect(told(source([key('a')], { statuses }))).toEqual([])
    expect(told(source([key('a')], { statuses }), { statusLists: [{ ...FAILED[0]!, what: uri }] })).toEqual([
      'The status list https://lists.example/1 of Germany ends on 2021-11-21 and was not renewed: from then on what is on it cannot be checked.',
    ])
  })
})

test('a certificate that a setting names is told of, with what comes of it', () => {
  const certificates = [
    { setting: 'VERIFIER_CERT', ends: after(30) },
    { setting: 'MLLP_CERT', ends: after(31) },
  ] as const
  const endings = endingSoon({ sources: [], own: [], certificates }, NOW)
  expect(endings.map((ending) => endingInWords(ending, NOW))).toEqual([
    'VERIFIER_CERT ends on 2021-12-20: from then on what is asked of wallet apps is unsigned, and some answer no more. Get a new one, name it there, and start again.',
  ])
})

describe('the service', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'excelsior-ending-'))
    return () => rmSync(folder, { recursive: true, force: true })
  })

  test('says so at its start, and counts it', async () => {
    const ring = await openKeyRing({ folder: join(folder, 'keys'), demo: true, now: NOW })
    const signers = ring.documentSigners.keys({ country: 'US', organisation: 'New York State' })
    signers.signer(NOW)
    const said: string[] = []
    const watch = async (now: Instant) => {
      const watching = startWatchingEndings(
        { keyRing: ring },
        { dataDir: folder },
        { warn: () => undefined },
        (message) => said.push(message),
        () => now,
      )
      await watching.looked
      watching.stop()
      return watching.count()
    }
    expect(await watch(NOW)).toBe(0)
    expect(await watch(after(1_440))).toBe(1)
    expect(said.join()).toContain(
      `Our signer of EU certificates ${signers.list(NOW)[0]!.keyId} ends on 2025-11-19`,
    )
    const credentials = {
      metadata: JSON.stringify({
        issuer: 'https://issuer.example',
        jwks: { keys: [{ ...testKey('x').jwk, kid: 'k1' }] },
      }),
    }
    await writeTrustFile(folder, 'sources', 'credentials-1', {
      kind: 'credentials',
      source: '/srv/issuer.json',
      takenAt: NOW,
      credentials,
    })
    said.length = 0
    expect(await watch(after(3))).toBe(1)
    expect(said).toEqual([
      'What is known of issuer.example ends on 2021-12-20: it was not renewed from /srv/issuer.json. From then on nothing of theirs can be checked.',
    ])
  })
})
