import { type Instant, parseInstant } from '@excelsior/domain'
import { afterEach, expect, test, vi } from 'vitest'
import { sign, testKey } from '../../../../tools/pass-vectors/keys.ts'
import { openTrustList } from './open-trust-list.ts'
import { signTrustList } from './sign-trust-list.ts'
import type { TrustListContent } from './trust-list.ts'

const at = (text: string): Instant => parseInstant(text)!
const ROOT = testKey('root')
const OWN_ALONE: TrustListContent = {
  version: 1,
  issuedAt: at('2021-11-20T06:00:00Z'),
  nextUpdate: at('2021-11-27T06:00:00Z'),
  demo: false,
  issuers: [],
  rules: { zone: 'America/New_York', accepts: ['vaccination'], photoIdFrom: 18 },
  revocation: {
    passes: ['00000000000000ca'],
    canaries: { revoked: '00000000000000ca', notRevoked: '00000000000000cb' },
  },
}
const WITH_WITHDRAWN_CARDS: TrustListContent = {
  ...OWN_ALONE,
  revocation: {
    ...OWN_ALONE.revocation,
    cards: [
      { issuer: 'https://cards.example', list: { kid: 'a', method: 'rid', ctr: 1, rids: ['withdrawn'] } },
    ],
  },
}

const signed = async (content: TrustListContent) => {
  const signer = { keyId: ROOT.thumbprint, sign: async (bytes: Uint8Array) => sign(ROOT, bytes) }
  return new TextEncoder().encode(await signTrustList(content, ROOT.jwk, signer))
}
const options = { pinnedRoot: ROOT.thumbprint, now: at('2021-11-20T12:00:00Z'), allowDemo: false }

afterEach(() => {
  vi.doUnmock('./listed-foreign.ts')
  vi.resetModules()
})

test('a list that speaks of others’ credentials is not taken by half where its reader cannot be loaded', async () => {
  const lists = [await signed(OWN_ALONE), await signed(WITH_WITHDRAWN_CARDS)] as const
  expect((await openTrustList(lists[1], options)).ok).toBe(true)

  vi.resetModules()
  vi.doMock('./listed-foreign.ts', () => {
    throw new Error('not on this device')
  })
  const { openTrustList: openWithout } = await import('./open-trust-list.ts')
  expect(await openWithout(lists[1], options)).toEqual({ ok: false, reason: 'malformed' })
  expect((await openWithout(lists[0], options)).ok).toBe(true)
})
