import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  signRootHandover,
  signTrustList,
  type TrustListContent,
  trustOf,
  verify,
} from '@excelsior/credentials'
import { type Instant, parseInstant } from '@excelsior/domain'
import { beforeEach, describe, expect, test } from 'vitest'
import { sign, type TestKey, testKey } from '../../../../tools/pass-vectors/keys.ts'
import { claims, codeOf } from '../../../../tools/pass-vectors/message.ts'
import type { Fetch } from './card-issuers.ts'
import {
  federated,
  readTrustSources,
  refreshTrustSources,
  removeTrustSource,
  type Taking,
  takeTrustSource,
  trustSourcesState,
} from './trust-sources.ts'

const NOW = parseInstant('2021-11-20T17:00:00Z') as Instant
const DAY = 86_400_000
const ROOT = testKey('root of a neighbour')
const KEY = testKey('neighbour')
const PASS_ID = '6d1f0b5a2c9e8374'
const ADDRESS = 'https://pass.nj.example/.well-known/excelsior/trust.json'

/** The neighbour's own list, which also names somebody that the neighbour trusts. */
function listed(change: Partial<TrustListContent> = {}): TrustListContent {
  const key = { jwk: KEY.jwk, format: 'pass', usage: ['vaccination'] } as const
  return {
    version: 5,
    issuedAt: (NOW - 3_600_000) as Instant,
    nextUpdate: (NOW + DAY) as Instant,
    demo: false,
    issuers: [
      { id: 'US-NJ', name: 'New Jersey', keys: [{ ...key, kid: Buffer.from(KEY.kid).toString('hex') }] },
      {
        id: 'US-PA',
        name: 'Pennsylvania',
        keys: [{ ...key, kid: 'aaaaaaaa' }],
        source: { issuedAt: NOW, nextUpdate: (NOW + DAY) as Instant, passes: [] },
      },
    ],
    rules: { zone: 'America/New_York', accepts: ['vaccination'], photoIdFrom: 18 },
    revocation: {
      passes: ['00000000000000ca'],
      canaries: { revoked: '00000000000000ca', notRevoked: '00000000000000cb' },
    },
    ...change,
  }
}
const revoking = (...passes: string[]) => {
  const { revocation } = listed()
  return { revocation: { ...revocation, passes: [...revocation.passes, ...passes] } }
}
const signed = async (change: Partial<TrustListContent> = {}, root: TestKey = ROOT) =>
  Buffer.from(
    await signTrustList(listed(change), root.jwk, {
      keyId: root.thumbprint,
      sign: async (bytes) => sign(root, bytes),
    }),
  )

let dataDir: string
let web: Record<string, string | Buffer>
let told: string[]
const fetch: Fetch = async (url) => {
  const found = web[url.href]
  return found === undefined
    ? { ok: false, why: 'cannot be reached' }
    : { ok: true, bytes: new Uint8Array(Buffer.from(found)) }
}
const taking = (more: Partial<Taking> = {}): Taking => ({
  dataDir,
  now: NOW,
  ownId: 'US-NY',
  demo: false,
  fetch,
  tell: (sentence) => told.push(sentence),
  pinnedRoot: ROOT.thumbprint,
  ...more,
})
const reasonOf = async (bytes: Uint8Array | string, more: Partial<Taking> = {}, address = ADDRESS) => {
  const taken = await takeTrustSource(new Uint8Array(Buffer.from(bytes)), address, taking(more))
  return taken.ok ? 'taken' : taken.found === undefined ? taken.reason : `${taken.reason} ${taken.found}`
}

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'excelsior-federation-'))
  web = {}
  told = []
  return () => rmSync(dataDir, { recursive: true, force: true })
})

/** What our own list says, with everybody who joined. */
async function trustNow() {
  const { issuers, ...withdrawn } = federated(await readTrustSources(dataDir))
  return trustOf({
    version: 1,
    issuedAt: (NOW - 300_000) as Instant,
    nextUpdate: (NOW + 7 * DAY) as Instant,
    demo: false,
    issuers: [{ id: 'US-NY', name: 'New York State', keys: [] }, ...issuers],
    rules: { zone: 'America/New_York', accepts: ['vaccination'], photoIdFrom: 18 },
    revocation: { passes: [], ...withdrawn, canaries: { revoked: '', notRevoked: '' } },
  })
}
const THEIR_PASS = codeOf(claims({ issuer: 'US-NJ' }), { key: KEY })
const verdict = async (now = NOW) => {
  const { status, reason } = await verify(THEIR_PASS, await trustNow(), now)
  return reason === null ? status : `${status} ${reason}`
}

describe('another department', () => {
  test('joins, and its passes are valid at our doors; leaves, and they are not genuine', async () => {
    expect(await verdict()).toBe('not-genuine untrusted-issuer')
    expect(await reasonOf(await signed())).toBe('taken')
    expect(await verdict()).toBe('valid')
    expect(await removeTrustSource(dataDir, ROOT.thumbprint)).toBe(true)
    expect(await verdict()).toBe('not-genuine untrusted-issuer')
    expect(await removeTrustSource(dataDir, ROOT.thumbprint)).toBe(false)
    expect(await removeTrustSource(dataDir, '../keys/master')).toBe(false)
  })

  test('vouches for itself alone, not for whom it trusts', async () => {
    await reasonOf(await signed())
    const { issuers } = federated(await readTrustSources(dataDir))
    expect(issuers.map(({ id }) => id)).toEqual(['US-NJ'])
  })

  test('says which of its passes are revoked, and the next refresh brings it', async () => {
    await reasonOf(await signed())
    web[ADDRESS] = await signed({ version: 6, ...revoking(PASS_ID) })
    const before = await trustSourcesState(dataDir)
    await new Promise((resolve) => setTimeout(resolve, 10)) // a file's time has milliseconds
    expect(await refreshTrustSources(taking())).toMatchObject([{ taken: { ok: true } }])
    expect(await trustSourcesState(dataDir)).not.toBe(before)
    expect(await verdict()).toBe('revoked pass-revoked')
    web[ADDRESS] = await signed({ version: 7 })
    await refreshTrustSources(taking())
    expect(await verdict(), 'lifted again').toBe('valid')
  })

  test('whose list can no longer be had stays until that list’s own end, and then cannot be checked', async () => {
    await reasonOf(await signed())
    expect(await refreshTrustSources(taking())).toMatchObject([{ taken: 'cannot be reached' }])
    expect(await verdict((NOW + DAY - 1) as Instant)).toBe('valid')
    expect(await verdict((NOW + DAY) as Instant)).toBe('unknown trust-expired')
  })

  test.each([
    ['an older list', { version: 4 }, 'older-version'],
    ['a list that has ended', { version: 6, nextUpdate: NOW }, 'expired'],
    ['a demonstration’s list', { version: 6, demo: true }, 'demo-list'],
  ] as const)('is not replaced by %s', async (_, change, reason) => {
    await reasonOf(await signed())
    expect(await reasonOf(await signed(change))).toBe(reason)
    expect(await verdict()).toBe('valid')
  })

  test('is not replaced by a list that somebody else signed, and who did is told', async () => {
    await reasonOf(await signed())
    const stranger = testKey('stranger')
    expect(await reasonOf(await signed({ version: 9 }, stranger))).toBe(`wrong-root ${stranger.thumbprint}`)
    web[ADDRESS] = await signed({ version: 9 }, stranger)
    expect(await refreshTrustSources(taking())).toMatchObject([
      { taken: { ok: false, reason: 'wrong-root' } },
    ])
    expect(await verdict()).toBe('valid')
  })

  test('is refused whole where it would sign as ourselves, or as another that joined', async () => {
    const asUs = listed()
      .issuers.map((issuer) => ({ ...issuer, id: 'US-NY' }))
      .slice(0, 1)
    expect(await reasonOf(await signed({ issuers: asUs }))).toBe('conflict US-NY')
    expect(await reasonOf(await signed())).toBe('taken')
    const twin = testKey('twin root')
    expect(await reasonOf(await signed({}, twin), { pinnedRoot: twin.thumbprint })).toBe('conflict US-NJ')
    expect(await trustSourcesState(dataDir)).not.toContain(twin.thumbprint)
  })

  test('whose root hands over to another stays what it was, under the new one', async () => {
    await reasonOf(await signed())
    const next = testKey('next root')
    const word = await signRootHandover(
      ROOT.jwk,
      { keyId: ROOT.thumbprint, sign: async (bytes) => sign(ROOT, bytes) },
      next.thumbprint,
    )
    web[ADDRESS] = await signed({ version: 8, handovers: [word] }, next)
    expect(await refreshTrustSources(taking())).toMatchObject([{ taken: { ok: true } }])
    expect((await readTrustSources(dataDir)).map(({ id }) => id)).toEqual([next.thumbprint])
    expect(await verdict()).toBe('valid')
    web[ADDRESS] = await signed({ version: 7, handovers: [word] }, next)
    expect(await refreshTrustSources(taking())).toMatchObject([
      { taken: { ok: false, reason: 'older-version' } },
    ])
  })

  test('of which a file on disk was changed is no longer believed', async () => {
    await reasonOf(await signed())
    const [name] = readdirSync(join(dataDir, 'trust'))
    const path = join(dataDir, 'trust', name!)
    writeFileSync(path, readFileSync(path, 'utf8').replace('"payload', '"payloads'))
    expect(await verdict()).toBe('not-genuine untrusted-issuer')
  })
})

describe('a directory of health card issuers', () => {
  const ISS = 'https://cards.example/shc'
  const OTHER = 'https://other.example'
  const DIRECTORY = 'https://directory.example/issuers.json'
  const directory = JSON.stringify({
    participating_issuers: [
      { iss: ISS, name: 'Cards' },
      { iss: OTHER, name: 'Others' },
    ],
  })
  const keySet = (key: TestKey, more: object = {}) =>
    JSON.stringify({ keys: [{ ...key.jwk, kid: key.thumbprint, use: 'sig', alg: 'ES256', ...more }] })

  test('brings each issuer’s keys, and tells of those that cannot be reached', async () => {
    web[`${ISS}/.well-known/jwks.json`] = keySet(KEY)
    expect(await reasonOf(directory, {}, DIRECTORY)).toBe('taken')
    const [source] = await readTrustSources(dataDir)
    expect(source).toMatchObject({ kind: 'cards', source: DIRECTORY, issuers: [{ id: ISS, name: 'Cards' }] })
    expect(told).toEqual([`${OTHER} cannot be reached`])
    expect((await trustNow()).keys.has(`shc ${KEY.thumbprint} ${ISS}`)).toBe(true)
  })

  test('refreshed, an issuer that is away keeps its keys, and one that left loses them', async () => {
    web[`${ISS}/.well-known/jwks.json`] = keySet(KEY)
    web[`${OTHER}/.well-known/jwks.json`] = keySet(testKey('other'))
    await reasonOf(directory, {}, DIRECTORY)
    delete web[`${ISS}/.well-known/jwks.json`]
    web[DIRECTORY] = JSON.stringify({ participating_issuers: [{ iss: ISS, name: 'Cards' }] })
    expect(await refreshTrustSources(taking())).toMatchObject([{ taken: { ok: true } }])
    const [source] = await readTrustSources(dataDir)
    expect(source?.issuers.map(({ id }) => id)).toEqual([ISS])
    expect(told).toEqual([`${ISS} cannot be reached; its keys stay as they were`])
  })

  test('brings the lists of withdrawn cards of keys that say they have one', async () => {
    web[`${ISS}/.well-known/jwks.json`] = keySet(KEY, { crlVersion: 1 })
    web[`${ISS}/.well-known/crl/${KEY.thumbprint}.json`] = JSON.stringify({
      kid: KEY.thumbprint,
      method: 'rid',
      ctr: 1,
      rids: ['abc'],
    })
    await reasonOf(directory, {}, DIRECTORY)
    expect((await readTrustSources(dataDir))[0]?.cards).toMatchObject([
      { issuer: ISS, list: { rids: ['abc'] } },
    ])
    delete web[`${ISS}/.well-known/crl/${KEY.thumbprint}.json`]
    told = []
    await reasonOf(directory, {}, 'https://directory.example/second.json')
    expect(told.join(), 'keys without the list of what they withdrew would let that through').toContain(
      'did not send its list of withdrawn cards',
    )
  })

  test.each([
    ['no list', '{"participating_issuers":{}}'],
    ['an empty one', '{"participating_issuers":[]}'],
    ['an issuer on http', '{"participating_issuers":[{"iss":"http://cards.example","name":"x"}]}'],
    ['an issuer with a query', '{"participating_issuers":[{"iss":"https://cards.example?x","name":"x"}]}'],
    ['an issuer that is no address', '{"participating_issuers":[{"iss":"cards","name":"x"}]}'],
    ['no JSON', '<!doctype html>'],
  ])('with %s is refused', async (_, text) => {
    expect(await reasonOf(text, {}, DIRECTORY)).toBe('malformed')
  })
})

test('a list of EU signers that names none, or is none, is refused', async () => {
  expect(await reasonOf('[]', {}, 'https://gateway.example/list')).toBe('malformed')
  expect(await reasonOf('[{"kid":"x","rawData":"AAAA"}]', {}, 'https://gateway.example/list')).toBe(
    'malformed',
  )
})
