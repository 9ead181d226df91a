import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import {
  openTrustList,
  type Signer,
  signStatusList,
  signTrustList,
  type TrustListContent,
  verify,
} from '@excelsior/credentials'
import { type Instant, parseInstant } from '@excelsior/domain'
import { beforeEach, describe, expect, test } from 'vitest'
import { sign, type TestKey, testKey } from '../../../../tools/pass-vectors/keys.ts'
import type { Fetch } from './fetch-outside.ts'
import { fetchStatusLists, type KeptList } from './status-lists.ts'
import { readTrustNotes } from './trust-notes.ts'
import {
  federated,
  readTrustSources,
  refreshStatusLists,
  refreshTrustSources,
  type Taking,
  takeTrustSource,
  trustSourcesState,
} from './trust-sources.ts'

const NOW = parseInstant('2021-11-20T17:00:00Z') as Instant
const HOUR = 3_600_000
const DAY = 24 * HOUR
const ISS = 'https://issuer.example/health'
const METADATA = 'https://issuer.example/.well-known/jwt-vc-issuer/health'
const LISTS = 'https://issuer.example/status'
const FIRST = 'https://lists.example/1'
const KEY = testKey('issuer of credentials')
const ROOT = testKey('own root')
const signerOf = (key: TestKey, keyId = 'k1'): Signer => ({ keyId, sign: async (bytes) => sign(key, bytes) })

const metadata = (more: object = {}) =>
  JSON.stringify({
    issuer: ISS,
    jwks: { keys: [{ ...KEY.jwk, kid: 'k1' }] },
    status_list_aggregation_endpoint: LISTS,
    ...more,
  })

/** A credential of theirs, about something that is no pass of ours. */
async function credential(index: number, uri = FIRST): Promise<string> {
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url')
  const claims = {
    iss: ISS,
    vct: 'https://issuer.example/card',
    iat: NOW / 1000 - 60,
    exp: (NOW + 365 * DAY) / 1000,
    given_name: 'Noor',
    family_name: 'Haddad',
    status: { status_list: { idx: index, uri } },
  }
  const signed = `${part({ alg: 'ES256', typ: 'dc+sd-jwt', kid: 'k1' })}.${part(claims)}`
  return `${signed}.${Buffer.from(sign(KEY, Buffer.from(signed))).toString('base64url')}~`
}

interface ListChange {
  readonly revoked?: readonly number[]
  readonly at?: Instant
  readonly life?: number
  readonly keepFor?: number
  readonly key?: TestKey
  readonly keyId?: string
  readonly uri?: string
  readonly issuer?: string
  readonly bytes?: Uint8Array
}
function list(change: ListChange = {}): Promise<string> {
  const { revoked = [7], at = NOW, life = DAY, keepFor = HOUR, uri = FIRST, issuer = ISS } = change
  const bits = change.bytes ?? new Uint8Array(128)
  for (const place of revoked) bits[place >> 3]! |= 1 << (place & 7)
  const content = { uri, issuer, issuedAt: (at - 60_000) as Instant, expires: (at + life) as Instant }
  return signStatusList(
    { ...content, keepFor, packed: deflateSync(bits) },
    signerOf(change.key ?? KEY, change.keyId),
  )
}

let dataDir: string
let web: Record<string, string>
let asked: string[]
const fetch: Fetch = async (url, mostBytes, accept) => {
  asked.push(`${url.href} ${accept ?? ''}`.trim())
  const found = web[url.href]
  if (found === undefined) return { ok: false, why: 'cannot be reached' }
  if (found.length > mostBytes) return { ok: false, why: `sent more than ${mostBytes} bytes` }
  return { ok: true, bytes: new Uint8Array(Buffer.from(found)) }
}
const taking = (more: Partial<Taking> = {}): Taking => ({
  dataDir,
  now: NOW,
  ownId: 'US-NY',
  demo: false,
  fetch,
  tell: () => undefined,
  ...more,
})

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'excelsior-statuses-'))
  asked = []
  web = { [METADATA]: metadata(), [LISTS]: JSON.stringify({ status_lists: [FIRST] }), [FIRST]: await list() }
  return () => rmSync(dataDir, { recursive: true, force: true })
})

const add = async (more: Partial<Taking> = {}, text = web[METADATA]!, address = METADATA) => {
  const taken = await takeTrustSource(new Uint8Array(Buffer.from(text)), address, taking(more))
  return taken.ok ? taken.source.id : taken.reason
}
/** One round of the service's job, as it would be at that time. */
async function round(now = NOW, which: 'all' | 'due' = 'all') {
  if (which === 'all') await refreshTrustSources(taking({ now }))
  return refreshStatusLists(taking({ now }), { round: which })
}
/** Without a network, by the signed list alone, as scanners, wallets and the command line judge. */
async function verdict(index: number, now = NOW, uri = FIRST) {
  const { issuers, ...withdrawn } = federated(await readTrustSources(dataDir))
  const [revoked, notRevoked] = ['0000000000000000', '0000000000000001']
  const content: TrustListContent = {
    version: 1,
    issuedAt: (now - 300_000) as Instant,
    nextUpdate: (now + 7 * DAY) as Instant,
    demo: false,
    issuers: [{ id: 'US-NY', name: 'New York State', keys: [] }, ...issuers],
    rules: { zone: 'America/New_York', accepts: ['vaccination'], photoIdFrom: 18 },
    revocation: { ...withdrawn, passes: [revoked], canaries: { revoked, notRevoked } },
  }
  const signed = await signTrustList(content, ROOT.jwk, signerOf(ROOT, ROOT.thumbprint))
  const opened = await openTrustList(Buffer.from(signed), { pinnedRoot: null, now, allowDemo: false })
  if (!opened.ok) throw new Error(opened.reason)
  const { status, reason } = await verify(await credential(index, uri), opened.trust, now)
  return `${status} ${reason}`
}
const GOOD = 'not-accepted not-by-the-rules'
const REVOKED = 'revoked pass-revoked'
const NOT_KNOWN = 'unknown revocation-unknown'

describe('an issuer of SD-JWT VCs', () => {
  test('joins by what it says of itself; its credentials are judged by its status lists, and nobody is asked', async () => {
    expect(await verdict(3)).toBe('not-genuine untrusted-issuer')
    await add()
    expect(await verdict(3), 'before a list was fetched').toBe(NOT_KNOWN)
    expect(await round()).toEqual([])
    asked = []
    expect(await verdict(3)).toBe(GOOD)
    expect(await verdict(7)).toBe(REVOKED)
    expect(await verdict(1024), 'beyond the end of the list').toBe(NOT_KNOWN)
    expect(await verdict(3, NOW, 'https://lists.example/2'), 'a list that it did not publish').toBe(NOT_KNOWN)
    expect(asked).toEqual([])
  })

  test('is asked for its lists as the standard has it', async () => {
    await add()
    asked = []
    await round()
    expect(asked).toEqual([METADATA, LISTS, `${FIRST} application/statuslist+jwt`])
  })

  test('speaks for its own address alone', async () => {
    expect(await add({}, metadata({ issuer: 'https://another.example' }))).toBe('malformed')
    expect(await add({}, metadata({ issuer: 'https://issuer.example' }))).toBe('malformed')
    expect(await add({}, metadata(), 'https://issuer.example/.well-known/jwt-vc-issuer')).toBe('malformed')
    const atRoot = metadata({ issuer: 'https://issuer.example' })
    expect(await add({}, atRoot, 'https://issuer.example/.well-known/jwt-vc-issuer')).toMatch(/^credentials-/)
  })

  test('may have its keys elsewhere, and is called by its address whatever it calls itself', async () => {
    const elsewhere = metadata({
      jwks: undefined,
      jwks_uri: 'https://keys.example/set',
      name: 'New York State',
    })
    expect(await add({}, elsewhere)).toBe('no-keys')
    web['https://keys.example/set'] = JSON.stringify({ keys: [{ ...KEY.jwk, kid: 'k1' }] })
    expect(await add({}, elsewhere)).toMatch(/^credentials-/)
    const [source] = await readTrustSources(dataDir)
    expect(source!.issuers).toMatchObject([{ id: ISS, name: 'issuer.example/health', keys: [{ kid: 'k1' }] }])
  })

  test('has no keys that anybody has, or that nobody can find; with none left it is refused', async () => {
    const jwks = {
      keys: [
        { ...KEY.jwk, kid: 'k1' },
        { ...KEY.jwk, kid: 'leaked', d: 'AAAA' },
        { ...KEY.jwk },
        { kty: 'RSA', n: 'AAAA', e: 'AQAB', kid: 'rsa' },
      ],
    }
    await add({}, metadata({ jwks }))
    const [source] = await readTrustSources(dataDir)
    expect(source!.issuers[0]!.keys.map(({ kid }) => kid)).toEqual(['k1'])
    expect(source!.leftOut.map(({ reason }) => reason)).toEqual([
      'private-key',
      'wrong-key-id',
      'not-a-p256-key',
    ])
    expect(await add({}, metadata({ jwks: { keys: jwks.keys.slice(1) } }))).toBe('malformed')
  })

  test('does not have us ask this machine', async () => {
    await add({}, metadata({ status_list_aggregation_endpoint: 'http://127.0.0.1:8080/status' }))
    await round()
    web[LISTS] = JSON.stringify({ status_lists: ['http://localhost/1'] })
    await add()
    await round()
    expect(asked.filter((address) => /127|localhost/.test(address))).toEqual([])
    expect(
      (await readTrustNotes(dataDir, (await readTrustSources(dataDir))[0]!.id)).statusLists,
    ).toMatchObject([{ what: LISTS, why: 'names addresses that nobody may be asked at' }])
  })

  test('that a file here tells of does not have us ask this machine from elsewhere', async () => {
    web[LISTS] = JSON.stringify({ status_lists: ['http://localhost/1'] })
    await add({}, metadata(), 'issuer.json')
    await round()
    expect(asked).toEqual([LISTS])
    const here = 'http://localhost/status'
    web[here] = JSON.stringify({ status_lists: ['http://localhost/1'] })
    await add({}, metadata({ status_list_aggregation_endpoint: here }), 'issuer.json')
    await round()
    expect(asked.slice(1)).toEqual([here, 'http://localhost/1 application/statuslist+jwt'])
  })

  test.each(['\u001b[2Jx', 'é', '\u202egro.elpmaxe'])(
    'has no list at an address with %j in it',
    async (odd) => {
      web[LISTS] = JSON.stringify({ status_lists: [`https://lists.example/${odd}`] })
      const id = await add()
      await round()
      expect((await readTrustNotes(dataDir, id)).statusLists).toMatchObject([{ what: LISTS }])
      expect(asked.slice(-1)).toEqual([LISTS])
    },
  )

  test.each([
    'https://issuer.example/other/../health',
    'https://issuer\uff0eexample/health',
    'HTTPS://ISSUER.example/health',
  ])('is not called %s, which shows another’s address', async (issuer) =>
    expect(await add({}, metadata({ issuer }))).toBe('malformed'),
  )
})

describe('a status list', () => {
  test('that can no longer be had stays until its own end, and then nothing on it can be checked', async () => {
    const id = await add()
    await round()
    delete web[FIRST]
    const later = (NOW + HOUR) as Instant
    expect(await round(later)).toEqual([{ what: FIRST, why: 'cannot be reached', at: later }])
    expect((await readTrustNotes(dataDir, id)).statusLists).toHaveLength(1)
    expect(await verdict(7, (NOW + DAY - 1000) as Instant)).toBe(REVOKED)
    expect(await verdict(3, (NOW + DAY) as Instant)).toBe(NOT_KNOWN)
    expect(await verdict(7, (NOW + DAY) as Instant)).toBe(NOT_KNOWN)
    web[FIRST] = await list({ at: (NOW + DAY) as Instant })
    await round((NOW + DAY) as Instant)
    expect(await verdict(3, (NOW + DAY) as Instant)).toBe(GOOD)
    expect((await readTrustNotes(dataDir, id)).statusLists, 'what went wrong is over').toEqual([])
  })

  test('is replaced as a whole: who was withdrawn since, and who no more', async () => {
    await add()
    await round()
    const before = await trustSourcesState(dataDir)
    await new Promise((resolve) => setTimeout(resolve, 10)) // a file's time has milliseconds
    web[FIRST] = await list({ revoked: [3], at: (NOW + HOUR) as Instant })
    await round((NOW + HOUR) as Instant)
    expect(await trustSourcesState(dataDir), 'our own list is signed anew').not.toBe(before)
    expect(await verdict(3)).toBe(REVOKED)
    expect(await verdict(7)).toBe(GOOD)
  })

  test.each([
    [
      'that another key signed',
      { key: testKey('stranger') },
      'sent a status list that no key of this issuer signed',
    ],
    ['of another key id', { keyId: 'k2' }, 'sent a status list that no key of this issuer signed'],
    [
      'in another’s name',
      { issuer: 'https://another.example' },
      'sent a status list that no key of this issuer signed',
    ],
    ['of another address', { uri: 'https://lists.example/2' }, 'sent no status list of that address'],
    ['that is over', { at: (NOW - 2 * DAY) as Instant }, 'sent a status list that is past its end'],
    ['of tomorrow', { at: (NOW + DAY) as Instant }, 'sent a status list of a time to come'],
    [
      'older than the one that is known',
      { at: (NOW - HOUR) as Instant, revoked: [] },
      'sent a status list older than the one that is known',
    ],
  ] as const)('%s does not take its place, and that is told', async (_, change, why) => {
    const id = await add()
    await round()
    web[FIRST] = await list(change)
    await round()
    expect((await readTrustNotes(dataDir, id)).statusLists).toEqual([{ what: FIRST, why, at: NOW }])
    expect(await verdict(7)).toBe(REVOKED)
  })

  test('that does not hold is none, where there was none before', async () => {
    await add()
    web[FIRST] = await list({ key: testKey('stranger') })
    await round()
    expect(await verdict(3)).toBe(NOT_KNOWN)
  })

  test('that its issuer would have fetched every ten minutes is, but not each five seconds', async () => {
    await add()
    web[FIRST] = await list({ keepFor: 600_000 })
    await round()
    asked = []
    await round((NOW + 599_000) as Instant, 'due')
    expect(asked).toEqual([])
    web[FIRST] = await list({ keepFor: 5_000, at: (NOW + 600_000) as Instant })
    await round((NOW + 600_000) as Instant, 'due')
    await round((NOW + 605_000) as Instant, 'due')
    expect(asked).toEqual([`${FIRST} application/statuslist+jwt`])
  })

  test('of a key that its issuer has no more counts for nothing', async () => {
    await add()
    await round()
    const jwks = {
      keys: [
        { ...testKey('next').jwk, kid: 'k2' },
        { ...KEY.jwk, kid: 'k3' },
      ],
    }
    web[METADATA] = metadata({ jwks })
    delete web[FIRST]
    await round((NOW + HOUR) as Instant)
    expect((await readTrustSources(dataDir))[0]!.statuses).toBeUndefined()
  })

  test('that is no longer published goes; where it is not told which there are, all stay', async () => {
    await add()
    await round()
    delete web[LISTS]
    await round()
    expect(await verdict(7)).toBe(REVOKED)
    web[LISTS] = JSON.stringify({ status_lists: [] })
    await round()
    expect(await verdict(7)).toBe(NOT_KNOWN)
  })

  test('claiming to hold for years is good for a month', async () => {
    await add()
    web[FIRST] = await list({ life: 3_650 * DAY })
    await round()
    expect((await readTrustSources(dataDir))[0]!.statuses![0]!.goodUntil).toBe(NOW + 30 * DAY)
  })

  test('can be named by whoever adds the source, and stays so where it is added again', async () => {
    const without = metadata({ status_list_aggregation_endpoint: undefined })
    web[METADATA] = without
    await add({ statusLists: [FIRST] }, without)
    await round()
    expect(await verdict(7)).toBe(REVOKED)
    await add({}, without)
    await round()
    expect(await verdict(7)).toBe(REVOKED)
  })

  test('larger than there is room for stays out, and the others come', async () => {
    const large = 'https://lists.example/large'
    web[LISTS] = JSON.stringify({ status_lists: [large, FIRST] })
    web[large] = await list({ uri: large, bytes: new Uint8Array(randomBytes(600_000)) })
    const id = await add()
    await round()
    expect((await readTrustNotes(dataDir, id)).statusLists).toEqual([
      { what: large, why: 'is larger than there is room for', at: NOW },
    ])
    expect(await verdict(7)).toBe(REVOKED)
  })

  test('that has grown too large leaves nothing: the one before may call good what was withdrawn since', async () => {
    const id = await add()
    await round()
    expect(await verdict(3)).toBe(GOOD)
    const bytes = new Uint8Array(randomBytes(600_000))
    web[FIRST] = await list({ bytes, revoked: [3], at: (NOW + HOUR) as Instant })
    const later = (NOW + HOUR) as Instant
    await round(later)
    expect((await readTrustNotes(dataDir, id)).statusLists).toEqual([
      { what: FIRST, why: 'is larger than there is room for', at: later },
    ])
    expect(await verdict(3, later)).toBe(NOT_KNOWN)
    web[FIRST] = await list({ revoked: [3], at: (NOW + 2 * HOUR) as Instant })
    await round((NOW + 2 * HOUR) as Instant)
    expect(await verdict(3)).toBe(REVOKED)
  })

  test('that says something new while all sources leave no room goes, and one that does not stays', async () => {
    const second = 'https://lists.example/2'
    web[LISTS] = JSON.stringify({ status_lists: [FIRST, second] })
    web[second] = await list({ uri: second })
    const id = await add()
    await round()
    const others: [id: string, iss: string][] = []
    for (let other = 0; other < 8; other++) {
      const iss = `https://issuer${other}.example`
      const text = metadata({ issuer: iss, status_list_aggregation_endpoint: undefined })
      others.push([await add({}, text, `${iss}/.well-known/jwt-vc-issuer`), iss])
    }
    // They filled the room since.
    const places = 'A'.repeat(262_000)
    for (const [otherId, issuer] of others) {
      const listed = { issuer, uri: FIRST, goodUntil: NOW + DAY, size: 8, rice: 0, count: 0, places }
      const lists = [{ listed, keyId: 'k1', issuedAt: NOW, askAfter: NOW + DAY }]
      writeFileSync(join(dataDir, 'trust', 'statuses', `${otherId}.json`), JSON.stringify({ lists }))
    }
    const later = (NOW + HOUR) as Instant
    web[FIRST] = await list({ revoked: [3, 7], at: later })
    web[second] = await list({ uri: second, at: later })
    expect(await refreshStatusLists(taking({ now: later }), { id })).toMatchObject([
      { what: METADATA, why: 'has status lists that there is no room for' },
    ])
    const source = (await readTrustSources(dataDir)).find((each) => each.id === id)
    expect(source!.statuses).toMatchObject([{ uri: second, goodUntil: later + DAY }])
  })

  test('names more than 32, or is slow: bounded, and told', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `https://lists.example/n${index}`)
    web[LISTS] = JSON.stringify({ status_lists: many })
    const id = await add()
    await round()
    const { statusLists } = await readTrustNotes(dataDir, id)
    expect(statusLists[0]).toMatchObject({ what: METADATA, why: 'names more than 32 status lists' })
    expect(asked.filter((address) => address.includes('/n'))).toHaveLength(32)

    const [source] = await readTrustSources(dataDir)
    let minutes = 0
    const slow: Fetch = async (url, most) => {
      minutes += url.href === LISTS ? 0 : 2
      return fetch(url, most)
    }
    const { failed } = await fetchStatusLists(
      source!,
      [] as KeptList[],
      slow,
      NOW,
      'all',
      () => minutes * 60_000,
    )
    expect(failed.map(({ why }) => why)).toContain('was not asked: the time was over')
    expect(minutes).toBeLessThan(20)
  })
})

test('another department’s issuer of other credentials has its lists named', async () => {
  const iss = 'https://pass.nj.example'
  const own = { jwk: KEY.jwk, usage: ['vaccination', 'other'] }
  const kid = createHash('sha256').update('x').digest('hex').slice(0, 8)
  const content: TrustListContent = {
    version: 1,
    issuedAt: (NOW - HOUR) as Instant,
    nextUpdate: (NOW + DAY) as Instant,
    demo: false,
    issuers: [
      {
        id: 'US-NJ',
        name: 'New Jersey',
        keys: [
          { ...own, kid, format: 'pass' },
          { ...own, kid: 'k1', format: 'sd-jwt', iss },
        ],
      },
    ],
    rules: { zone: 'America/New_York', accepts: ['vaccination'], photoIdFrom: 18 },
    revocation: {
      passes: ['00000000000000ca'],
      canaries: { revoked: '00000000000000ca', notRevoked: '00000000000000cb' },
    },
  }
  const text = await signTrustList(content, ROOT.jwk, signerOf(ROOT, ROOT.thumbprint))
  web[FIRST] = await list({ issuer: iss })
  const address = `${iss}/.well-known/excelsior/trust.json`
  expect(await add({ pinnedRoot: ROOT.thumbprint, statusLists: [FIRST] }, text, address)).toBe(
    ROOT.thumbprint,
  )
  expect(await refreshStatusLists(taking())).toEqual([])
  expect((await readTrustSources(dataDir))[0]!.statuses).toMatchObject([
    { issuer: 'US-NJ', uri: FIRST, count: 1 },
  ])
})
