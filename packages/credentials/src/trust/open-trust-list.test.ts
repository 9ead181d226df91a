import { type Instant, parseInstant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { newYork } from '../../../../tools/new-york-policy.ts'
import { sign, type TestKey, testKey } from '../../../../tools/pass-vectors/keys.ts'
import { passKeyId, type Signer } from '../index.ts'
import { openTrustList } from './open-trust-list.ts'
import { writeRevokedPrefixes } from './revoked-prefixes.ts'
import { signRootHandover } from './root-handover.ts'
import { signTrustList } from './sign-trust-list.ts'
import type { TrustListContent } from './trust-list.ts'

const at = (text: string): Instant => parseInstant(text)!
const NOW = at('2021-11-20T12:00:00Z')
const ROOT = testKey('root')
const KEY = testKey('1')

const CONTENT: TrustListContent = {
  version: 7,
  issuedAt: at('2021-11-20T06:00:00Z'),
  nextUpdate: at('2021-11-27T06:00:00Z'),
  demo: false,
  issuers: [
    {
      id: 'US-NY',
      name: 'New York State',
      jurisdiction: 'US-NY',
      keys: [
        {
          kid: passKeyId(KEY.thumbprint),
          jwk: KEY.jwk,
          format: 'pass',
          usage: ['vaccination', 'later-kind'],
        },
      ],
    },
  ],
  rules: { zone: 'America/New_York', accepts: ['vaccination'], photoIdFrom: 18 },
  revocation: {
    passes: ['00000000000000ca', 'dead000000000001'],
    canaries: { revoked: '00000000000000ca', notRevoked: '00000000000000cb' },
  },
}

const signerOf = (key: TestKey): Signer => ({
  keyId: key.thumbprint,
  sign: async (bytes) => sign(key, bytes),
})
const signed = (content = CONTENT, root = ROOT) => signTrustList(content, root.jwk, signerOf(root))
const base64url = (text: string): string => Buffer.from(text).toString('base64url')

interface Envelope {
  payload: string
  protected: string
  signature: string
}

/** A list whose parts were changed after, or before, the signature. */
const rewritten = async (
  header: object,
  payload?: (json: Record<string, unknown>) => unknown,
  root = ROOT,
) => {
  const good: Envelope = JSON.parse(await signed())
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  const protectedPart = base64url(JSON.stringify({ ...read(good.protected), ...header }))
  const body = payload ? base64url(JSON.stringify(payload(read(good.payload)))) : good.payload
  const signature = Buffer.from(sign(root, Buffer.from(`${protectedPart}.${body}`))).toString('base64url')
  return JSON.stringify({ payload: body, protected: protectedPart, signature })
}

const open = (text: string, options: Partial<Parameters<typeof openTrustList>[1]> = {}) =>
  openTrustList(new TextEncoder().encode(text), {
    pinnedRoot: ROOT.thumbprint,
    now: NOW,
    allowDemo: false,
    ...options,
  })
const outcome = async (text: string, options: Partial<Parameters<typeof openTrustList>[1]> = {}) => {
  const opened = await open(text, options)
  return opened.ok ? 'taken' : opened.reason
}

describe('a trust list', () => {
  test('is read as it was signed', async () => {
    const opened = await open(await signed())
    expect(opened).toMatchObject({ ok: true, content: CONTENT, root: ROOT.thumbprint })
    expect(opened.ok && opened.trust.version).toBe(7)
    expect(opened.ok && opened.trust.revoked.has('dead000000000001')).toBe(true)
  })

  test('is taken on first use from whoever signed it, and then from nobody else', async () => {
    const other = testKey('another root')
    expect(await open(await signed(CONTENT, other), { pinnedRoot: null })).toMatchObject({
      root: other.thumbprint,
    })
    expect(await outcome(await signed(CONTENT, other))).toBe('wrong-root')
  })

  test('is taken up to its next update, and not at it', async () => {
    const text = await signed()
    expect(await outcome(text, { now: (CONTENT.nextUpdate - 1) as Instant })).toBe('taken')
    expect(await outcome(text, { now: CONTENT.nextUpdate })).toBe('expired')
  })

  test('is taken again, and newer ones, but no older one', async () => {
    const text = await signed()
    expect(await outcome(text, { seenVersion: 6 })).toBe('taken')
    expect(await outcome(text, { seenVersion: 7 })).toBe('taken')
    expect(await outcome(text, { seenVersion: 8 })).toBe('older-version')
  })

  test('of a demonstration is refused by a real scanner', async () => {
    const text = await signed({ ...CONTENT, demo: true, issuers: [] })
    expect(await outcome(text)).toBe('demo-list')
    expect(await outcome(text, { allowDemo: true })).toBe('taken')
  })

  test('whose revocation answers wrongly for a canary is refused', async () => {
    const text = await signed()
    expect(await outcome(text, { filterOf: () => ({ has: () => true }) })).toBe('canary')
    expect(await outcome(text, { filterOf: () => ({ has: () => false }) })).toBe('canary')
    const canaries = { revoked: '00000000000000cc', notRevoked: '00000000000000cb' }
    await expect(signed({ ...CONTENT, revocation: { passes: [], canaries } })).rejects.toThrow(RangeError)
  })

  test('cut anywhere is refused', async () => {
    const text = (await signed()).trimEnd()
    for (let length = 0; length < text.length; length += 7) {
      expect(await outcome(text.slice(0, length))).toBe('malformed')
    }
  })

  test('changed in any byte is refused', async () => {
    const bytes = new TextEncoder().encode((await signed()).trimEnd())
    for (let index = 0; index < bytes.length; index += 5) {
      const changed = Uint8Array.from(bytes)
      changed[index]! ^= 1
      const opened = await openTrustList(changed, { pinnedRoot: ROOT.thumbprint, now: NOW, allowDemo: false })
      expect(opened.ok).toBe(false)
    }
  })

  test('larger than 4 MiB is not looked at', async () => {
    expect(await outcome(' '.repeat(4 * 1024 * 1024 + 1))).toBe('too-large')
  })

  test('keys that do not count are left out, each with its reason, and the others stay', async () => {
    const [issuer] = CONTENT.issuers
    const [key] = issuer!.keys
    const keys = [
      key!,
      { ...key!, kid: 'aaaaaaaa', format: 'later' as never },
      { ...key!, kid: 'bbbbbbbb', jwk: { ...KEY.jwk, use: 'enc' } },
      { ...key!, kid: 'cccccccc', jwk: { ...KEY.jwk, alg: 'ES384' } },
      { ...key!, kid: 'dddddddd', jwk: { ...KEY.jwk, x: 'AA' } },
      { ...key!, kid: 'eeeeeeee', jwk: { ...KEY.jwk, use: 'sig', alg: 'ES256' } },
    ]
    const opened = await open(await signed({ ...CONTENT, issuers: [{ ...issuer!, keys }] }))
    expect(opened.ok && opened.trust.keys.size).toBe(2)
    expect(opened.ok && opened.trust.leftOut).toEqual([
      { issuer: 'US-NY', keyId: 'aaaaaaaa', reason: 'unsupported-format' },
      { issuer: 'US-NY', keyId: 'bbbbbbbb', reason: 'not-a-p256-key' },
      { issuer: 'US-NY', keyId: 'cccccccc', reason: 'not-a-p256-key' },
      { issuer: 'US-NY', keyId: 'dddddddd', reason: 'not-a-p256-key' },
    ])
  })
})

describe('a root that hands over to another', () => {
  const [second, third] = [testKey('second root'), testKey('third root')]
  const word = (from: TestKey, to: TestKey) => signRootHandover(from.jwk, signerOf(from), to.thumbprint)
  const by = async (root: TestKey, ...handovers: string[]) =>
    outcome(await signed({ ...CONTENT, handovers }, root))

  test('is followed, over as many as there were', async () => {
    expect(await by(second, await word(ROOT, second))).toBe('taken')
    expect(await by(third, await word(ROOT, second), await word(second, third))).toBe('taken')
    const opened = await open(await signed({ ...CONTENT, handovers: [await word(ROOT, second)] }, second))
    expect(opened.ok && opened.root, 'to be pinned now').toBe(second.thumbprint)
  })

  test('is not followed by the word of anybody else, to anybody else, or in another order', async () => {
    expect(await by(second)).toBe('wrong-root')
    expect(await by(second, await word(second, second))).toBe('wrong-root')
    expect(await by(second, await word(third, second))).toBe('wrong-root')
    expect(await by(second, await word(ROOT, third))).toBe('wrong-root')
    expect(await by(third, await word(second, third), await word(ROOT, second))).toBe('wrong-root')
  })

  test('its word changed, cut, or made with another algorithm is none', async () => {
    const good = await word(ROOT, second)
    const [header, payload, signature] = good.split('.') as [string, string, string]
    const none = base64url(
      JSON.stringify({ ...JSON.parse(Buffer.from(header, 'base64url').toString()), alg: 'none' }),
    )
    for (const faulty of [
      good.slice(0, -2),
      `${header}.${payload}.`,
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${header}.${base64url(JSON.stringify({ successor: second.thumbprint, later: 1 }))}.${signature}`,
    ])
      expect(await by(second, faulty), faulty).toBe('wrong-root')
  })

  test('does not make an old root good again', async () => {
    const text = await signed({ ...CONTENT, handovers: [await word(ROOT, second)] })
    expect(await outcome(text, { pinnedRoot: second.thumbprint })).toBe('wrong-root')
  })
})

describe('what a list says of credentials of others', () => {
  const acceptance = {
    policy: {
      name: 'Health cards',
      accepts: [
        {
          format: 'shc' as const,
          kind: 'test' as const,
          issuers: 'listed' as const,
          rules: 'own' as const,
          maximumAgeDays: 2,
        },
      ],
      otherProducts: [],
      recovery: { fromDay: 11, untilDay: 180 },
    },
    decision: newYork,
  }
  const content = { ...CONTENT, rules: { ...CONTENT.rules, acceptance } }

  test('is read as it was signed', async () => {
    const opened = await open(await signed(content))
    const listed = opened.ok ? opened.content.rules.acceptance : undefined
    expect(listed !== 'newer' && listed?.policy).toEqual(acceptance.policy)
    expect(listed !== 'newer' && listed?.decision.products).toEqual(newYork.products)
  })

  const rewrittenAcceptance = (members: object) =>
    rewritten({}, (json) => ({ ...json, rules: { ...CONTENT.rules, acceptance: members } }))

  test('for a later program is let be, and the list taken for our own passes', async () => {
    const opened = await open(await rewrittenAcceptance({ engine: 2, unheard: 'of' }))
    expect(opened.ok && opened.content.rules.acceptance).toBe('newer')
  })

  test('that cannot be read refuses the list: nobody is to be judged by half of it', async () => {
    expect(await outcome(await rewrittenAcceptance({ engine: 1 }))).toBe('malformed')
    expect(await outcome(await rewrittenAcceptance({}))).toBe('malformed')
  })
})

describe('revoked passes, many of them', () => {
  const ids = ['00000000000000ca', 'dead000000000001', 'dead000000000003']
  const content = (prefixes = writeRevokedPrefixes(ids, ['dead000000000002'])) => ({
    ...CONTENT,
    revocation: { passes: [], prefixes, canaries: { revoked: ids[0]!, notRevoked: 'ba00000000000000' } },
  })

  test('are known from the list in little', async () => {
    const opened = await open(await signed(content()))
    const has = (id: string) => opened.ok && opened.trust.revoked.has(id)
    expect(ids.map(has)).toEqual([true, true, true])
    expect(['dead000000000002', 'beef000000000001'].map(has)).toEqual([false, false])
  })

  test('cut anywhere, the list is refused whole', async () => {
    const good = writeRevokedPrefixes(ids, [])
    for (let length = 0; length < good.prefixes.length; length++) {
      const prefixes = { ...good, prefixes: good.prefixes.slice(0, length) }
      const text = await rewritten({}, (json) => ({
        ...json,
        revocation: { ...CONTENT.revocation, passes: [], prefixes },
      }))
      expect(await outcome(text)).toBe('malformed')
    }
  })
})

describe('a list that is well signed and not well formed is refused whole', () => {
  const change = (members: object) => (json: Record<string, unknown>) => ({ ...json, ...members })
  const firstKey = (members: object) => (json: Record<string, unknown>) => ({
    ...json,
    issuers: [{ ...CONTENT.issuers[0], keys: [{ ...CONTENT.issuers[0]!.keys[0], ...members }] }],
  })

  test('the same way of changing it changes nothing when there is nothing to change', async () => {
    expect(await outcome(await rewritten({}, change({})))).toBe('taken')
    expect(await outcome(await rewritten({}, change({ later: 'member' })))).toBe('taken')
    expect(await outcome(await rewritten({}, firstKey({})))).toBe('taken')
  })

  test.each([
    ['no version', change({ version: undefined })],
    ['a version of 0', change({ version: 0 })],
    ['a version that is a text', change({ version: '7' })],
    ['no next update', change({ nextUpdate: undefined })],
    ['a next update of no day', change({ nextUpdate: '2021-11-31T00:00:00Z' })],
    ['a next update before its issue', change({ nextUpdate: '2021-11-20T06:00:00Z' })],
    ['demo left out', change({ demo: undefined })],
    ['issuers that are no list', change({ issuers: {} })],
    ['one issuer twice', change({ issuers: [CONTENT.issuers[0], CONTENT.issuers[0]] })],
    ['a null issuer', change({ issuers: [null] })],
    ['a zone that does not exist', change({ rules: { ...CONTENT.rules, zone: 'America/Atlantis' } })],
    ['no revocation', change({ revocation: undefined })],
    ['no canaries', change({ revocation: { passes: [] } })],
    [
      'a pass id in capitals',
      change({ revocation: { ...CONTENT.revocation, passes: ['DEAD000000000001'] } }),
    ],
    ['a key without id', firstKey({ kid: undefined })],
    ['a key id in capitals', firstKey({ kid: 'BCF501B3' })],
    ['a key without key', firstKey({ jwk: undefined })],
    ['an end of a key that cannot be read', firstKey({ notAfter: 'soon' })],
    ['a null end of a key', firstKey({ notAfter: null })],
    ['revoked as a text', firstKey({ revoked: 'no' })],
  ])('%s', async (_, payload) => {
    expect(await outcome(await rewritten({}, payload))).toBe('malformed')
  })

  test.each([
    ['alg none', { alg: 'none' }],
    ['alg HS256', { alg: 'HS256' }],
    ['alg ES384', { alg: 'ES384' }],
    ['another type', { typ: 'JWT' }],
    ['critical extensions', { crit: ['exp'], exp: 1 }],
    ['a key id that is not the key', { kid: KEY.thumbprint }],
    ['no key', { jwk: undefined }],
    ['a key on another curve', { jwk: { ...ROOT.jwk, crv: 'secp256k1' } }],
  ])('%s in the header', async (_, header) => {
    expect(await outcome(await rewritten(header))).toBe('malformed')
  })

  test('a key of its own in the header, with its own id', async () => {
    const other = testKey('another root')
    const text = await rewritten({ jwk: other.jwk, kid: other.thumbprint }, undefined, other)
    expect(await outcome(text)).toBe('wrong-root')
  })

  test('the right root named, another one signing', async () => {
    expect(await outcome(await rewritten({}, undefined, testKey('another root')))).toBe('bad-signature')
  })

  test('an unsigned header beside the signed one', async () => {
    const good: Envelope = JSON.parse(await signed())
    expect(await outcome(JSON.stringify({ ...good, header: { kid: 'x' } }))).toBe('malformed')
  })

  test('a page of a network that wants a login', async () => {
    expect(await outcome('<!doctype html><title>Welcome</title>')).toBe('malformed')
    expect(await outcome('')).toBe('malformed')
    expect(await outcome('{}')).toBe('malformed')
  })
})
