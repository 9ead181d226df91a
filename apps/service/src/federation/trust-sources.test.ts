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
import { fetchCardIssuers } from './card-issuers.ts'
import type { Fetch } from './fetch-outside.ts'
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

describe('a hostile neighbour', () => {
  const SIGNERS = readFileSync(new URL('../../../../vectors/dcc/trustlist.json', import.meta.url))

  test('whose address suddenly serves what nobody signs, gets no issuer in', async () => {
    await reasonOf(await signed())
    for (const unsigned of [
      SIGNERS,
      JSON.stringify({
        participating_issuers: [{ iss: 'https://forged.example', name: 'State of California' }],
      }),
    ]) {
      web[ADDRESS] = unsigned
      web['https://forged.example/.well-known/jwks.json'] = JSON.stringify({ keys: [] })
      expect(await refreshTrustSources(taking())).toMatchObject([
        { taken: { ok: false, reason: 'other-kind' } },
      ])
      expect((await readTrustSources(dataDir)).map(({ kind }) => kind)).toEqual(['department'])
    }
  })

  test('nor does a directory, or a list of signers, become a department by a root that nobody confirmed', async () => {
    const address = 'https://gateway.example/list'
    expect(await reasonOf(SIGNERS, {}, address)).toBe('taken')
    web[address] = await signed({}, testKey('stranger'))
    expect(await refreshTrustSources(taking())).toMatchObject([
      { taken: { ok: false, reason: 'other-kind' } },
    ])
    expect(await verdict()).toBe('not-genuine untrusted-issuer')
  })

  test('cannot begin to sign in another department’s name, or to be called by it', async () => {
    await reasonOf(await signed())
    const [own] = listed().issuers
    web[ADDRESS] = await signed({ version: 6, issuers: [own!, { ...own!, id: 'US-CA', name: 'California' }] })
    expect(await refreshTrustSources(taking())).toMatchObject([
      { taken: { ok: false, reason: 'new-issuer', found: 'US-CA California' } },
    ])
    web[ADDRESS] = await signed({ version: 6, issuers: [{ ...own!, name: 'New York State' }] })
    expect(await refreshTrustSources(taking())).toMatchObject([
      { taken: { ok: false, reason: 'new-issuer', found: 'US-NJ New York State' } },
    ])
    const twin = testKey('twin root')
    const called = { issuers: [{ ...own!, id: 'US-CT', name: 'NEW  jersey' }] }
    expect(await reasonOf(await signed(called, twin), { pinnedRoot: twin.thumbprint })).toBe(
      'conflict new jersey',
    )
  })

  test('cannot crowd out another’s keys by listing others in their place', async () => {
    await reasonOf(SIGNERS, {}, 'https://gateway.example/list')
    const [first] = (await readTrustSources(dataDir))[0]!.issuers
    const { kid } = first!.keys[0]!
    const [own] = listed().issuers
    const key = { kid, jwk: KEY.jwk, format: 'dcc', usage: ['vaccination'] } as const
    const issuers = [{ ...own!, keys: [...own!.keys, key] }]
    expect(await reasonOf(await signed({ issuers }))).toBe(`conflict dcc ${kid} `)
  })

  test('signs in the name of its own address alone, and never in ours', async () => {
    const [own] = listed().issuers
    const keyOf = (iss: string) => ({ kid: iss, jwk: KEY.jwk, format: 'shc', usage: ['other'], iss }) as const
    const names = ['https://pass.nj.example', 'https://cards.ca.example', 'nobody']
    await reasonOf(await signed({ issuers: [{ ...own!, keys: [...own!.keys, ...names.map(keyOf)] }] }))
    const [source] = await readTrustSources(dataDir)
    expect(source!.issuers[0]!.keys.map(({ iss }) => iss)).toEqual([undefined, names[0]])
    expect(source!.leftOut).toEqual(
      names.slice(1).map((keyId) => ({ issuer: 'US-NJ', keyId, reason: 'another-address' })),
    )
    const asUs = {
      version: 6,
      issuers: [{ ...own!, keys: [...own!.keys, { ...keyOf('US-NY'), iss: 'US-NY' }] }],
    }
    expect(await reasonOf(await signed(asUs), {}, '/srv/list.json')).toBe('conflict US-NY')
  })

  test('whose list claims to hold for years is asked anew after a month', async () => {
    await reasonOf(await signed({ nextUpdate: (NOW + 3_650 * DAY) as Instant }))
    expect((await readTrustSources(dataDir))[0]!.goodUntil).toBe(NOW + 30 * DAY)
    expect((await trustNow()).issuers.get('US-NJ')?.source?.nextUpdate).toBe(NOW + 30 * DAY)
  })

  test('whose list swells does not make ours too large for scanners', async () => {
    await reasonOf(await signed())
    const many = Array.from({ length: 120_000 }, (_, index) =>
      (index + 2 ** 40).toString(16).padStart(16, '0'),
    )
    web[ADDRESS] = await signed({ version: 6, ...revoking(...many) })
    expect(web[ADDRESS].length, 'a list that scanners would take').toBeLessThan(4 * 1024 * 1024)
    expect(await refreshTrustSources(taking())).toMatchObject([{ taken: { ok: false, reason: 'too-large' } }])
    expect(await verdict()).toBe('valid')
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

  test('does not have us ask this machine, unless it comes from this machine', async () => {
    for (const iss of ['http://127.0.0.1:8080/admin', 'https://localhost', 'https://[::1]/x']) {
      const text = JSON.stringify({ participating_issuers: [{ iss, name: 'x' }] })
      expect(await reasonOf(text, {}, DIRECTORY)).toBe('malformed')
      web[`${iss}/.well-known/jwks.json`] = keySet(KEY)
      expect(await reasonOf(text, {}, 'http://127.0.0.1:9000/issuers.json')).toBe('taken')
      await removeTrustSource(dataDir, (await readTrustSources(dataDir))[0]!.id)
    }
  })

  test('leaves out published private keys, and keys under another id than their thumbprint', async () => {
    web[`${ISS}/.well-known/jwks.json`] = JSON.stringify({
      keys: [
        { ...KEY.jwk, kid: KEY.thumbprint, use: 'sig', x5c: ['AAAA'] },
        { ...testKey('leaked').jwk, kid: testKey('leaked').thumbprint, d: 'AAAA' },
        { ...testKey('named').jwk, kid: 'of-my-own' },
      ],
    })
    await reasonOf(directory, {}, DIRECTORY)
    const [source] = await readTrustSources(dataDir)
    expect(source!.issuers[0]!.keys).toEqual([
      { kid: KEY.thumbprint, jwk: { ...KEY.jwk, use: 'sig' }, format: 'shc', usage: expect.anything() },
    ])
    expect(source!.leftOut).toEqual([
      { issuer: ISS, keyId: testKey('leaked').thumbprint, reason: 'private-key' },
      { issuer: ISS, keyId: 'of-my-own', reason: 'wrong-key-id' },
    ])
  })

  test('one issuer’s odd keys and lists keep neither the others nor our own list from being had', async () => {
    const odd = { kty: 'RSA', n: 'AQAB', e: 'AQAB' }
    const keys = [
      { ...odd, kid: 'x'.repeat(200) },
      { ...odd, kid: '' },
      { ...odd, kid: 'rsa' },
    ]
    web[`${OTHER}/.well-known/jwks.json`] = keySet(testKey('other'))
    web[`${ISS}/.well-known/jwks.json`] = JSON.stringify({ keys })
    expect(await reasonOf(directory, {}, DIRECTORY)).toBe('taken')
    const { issuers } = federated(await readTrustSources(dataDir))
    expect(issuers.map(({ keys: [key] }) => key?.kid)).toEqual(['rsa', testKey('other').thumbprint])
    await signed({ issuers })

    web[`${ISS}/.well-known/jwks.json`] = keySet(KEY, { crlVersion: 1 })
    const list = JSON.stringify({ kid: KEY.thumbprint, method: 'rid', ctr: 1, rids: [] })
    const deep = list.replace('{', `{"x":${'['.repeat(20)}${']'.repeat(20)},`)
    web[`${ISS}/.well-known/crl/${KEY.thumbprint}.json`] = deep
    web[DIRECTORY] = directory
    expect(await refreshTrustSources(taking())).toMatchObject([{ taken: { ok: true } }])
    expect(told.join()).toContain(`${ISS} sent no list of withdrawn cards of its key`)
  })

  test('an issuer that sends more than there is room for stays as it was', async () => {
    web[`${ISS}/.well-known/jwks.json`] = keySet(KEY, { crlVersion: 1 })
    const rids = Array.from({ length: 12_000 }, (_, index) => `withdrawn-${index}`)
    const list = { kid: KEY.thumbprint, method: 'rid', ctr: 1, rids }
    web[`${ISS}/.well-known/crl/${KEY.thumbprint}.json`] = JSON.stringify(list)
    await reasonOf(directory, {}, DIRECTORY)
    expect(told.join()).toContain(`${ISS} sent more keys and withdrawn cards than there is room for`)
  })

  test('whose issuers all are slow is not asked for ever: who was not asked keeps its keys', async () => {
    let minutes = 0
    const slow: Fetch = async () => {
      minutes += 3
      return { ok: true, bytes: new Uint8Array(Buffer.from(keySet(KEY))) }
    }
    const named = Array.from({ length: 60 }, (_, index) => ({ iss: `https://${index}.example`, name: 'x' }))
    const known = { ...named[0]!, keySet: keySet(KEY), withdrawn: [] }
    const { issuers } = await fetchCardIssuers(
      named,
      { issuers: named.map(({ iss }) => ({ ...known, iss })) },
      slow,
      (who, why) => told.push(`${who} ${why}`),
      () => minutes * 60_000,
    )
    expect(minutes).toBeLessThan(60)
    expect(issuers.length).toBe(60)
    expect(told[0]).toContain('was not asked: the time was over; its keys stay as they were')
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
