import { randomBytes } from 'node:crypto'
import { liveCode, openTrustList, type PublicJwk, type Trust, verify } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { LivePasses } from '@excelsior/portal'
import { StoreUnavailable } from '@excelsior/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from './installation.ts'
import { createLivePasses } from './live-passes.ts'
import { passIdIn } from './pass-id.ts'
import type { IssuedPass } from './retrieval-flow.ts'
import { openWalletStand, type WalletStand } from './testing/wallet-stand.ts'
import { createTrustPublication } from './trust-publication.ts'

let stand: WalletStand
let live: LivePasses
let wallet: CryptoKeyPair
let key: PublicJwk
const now = systemClock
const signer = () => stand.installation.keyRing.signer(now())

beforeAll(async () => {
  stand = await openWalletStand()
  live = createLivePasses(stand.installation.store, stand.installation.issuer.id, signer)
  // As a browser makes it: its private half leaves it never.
  wallet = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', wallet.publicKey)
  key = { kty, crv, x, y } as PublicJwk
})
afterAll(() => stand.close())

async function trustNow(): Promise<Trust> {
  const { installation } = stand
  const list = await createTrustPublication(installation, now)()
  const opened = await openTrustList(new TextEncoder().encode(list), {
    pinnedRoot: installation.keyRing.root.signer.keyId,
    now: now(),
    allowDemo: true,
  })
  if (!opened.ok) throw new Error(opened.reason)
  return opened.trust
}

async function bound(pass: IssuedPass): Promise<string> {
  const answer = await live.bind(pass, key, now())
  if (answer.kind !== 'bound') throw new Error(answer.kind)
  return answer.text
}

const signs = async (bytes: Uint8Array) =>
  new Uint8Array(
    await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, wallet.privateKey, Uint8Array.from(bytes)),
  )
const idIn = async (text: string) => passIdIn({ qr: text } as IssuedPass)

describe('a pass bound to the key of a wallet', () => {
  test('says what the pass says, and counts with the key’s signature of just now alone', async () => {
    const pass = await stand.issue({ type: 'pcr' })
    const text = await bound(pass)
    const trust = await trustNow()
    const plain = await verify(pass.qr, trust, now())
    expect(await verify(await liveCode(text, now(), signs), trust, now())).toEqual({ ...plain, live: true })
    expect(plain.status).toBe('valid')
    expect(await verify(text, trust, now())).toMatchObject({ status: 'not-accepted', reason: 'copy' })
    const old = await liveCode(text, (now() - 61_000) as Instant, signs)
    expect(await verify(old, trust, now())).toMatchObject({ status: 'not-accepted', reason: 'copy' })
  })

  test('has an id and a row of its own', async () => {
    const pass = await stand.issue()
    const { passes } = stand.installation.store
    const ids = [await passIdIn(pass), await idIn(await bound(pass)), await idIn(await bound(pass))]
    expect(new Set(ids.map((id) => id.toString('hex'))).size).toBe(3)
    const rows = await Promise.all(ids.map((id) => passes.find(id)))
    for (const row of rows) expect(row).toMatchObject({ type: 'vaccination', expires: pass.expires })
  })

  test('is withdrawn with the pass that it is made of, and with all passes of its holder', async () => {
    const { passes } = stand.installation.store
    const [one, other] = [await stand.issue({}, 21), await stand.issue({}, 22)]
    const texts = [await bound(one), await bound(other)]
    await passes.revoke(await passIdIn(one), now())
    await passes.revokeAllOf([22 as never], now())
    const trust = await trustNow()
    for (const text of texts) {
      const code = await liveCode(text, now(), signs)
      expect(await verify(code, trust, now())).toMatchObject({ status: 'revoked', reason: 'pass-revoked' })
    }
  })

  test('is made of no pass that was withdrawn, has ended, or is unknown', async () => {
    const { passes } = stand.installation.store
    const [withdrawn, ended, unknown] = [await stand.issue(), await stand.issue(), await stand.issue()]
    await passes.revoke(await passIdIn(withdrawn), now())
    const elsewhere = createLivePasses(
      { walletCredentials: { ...stand.installation.store.walletCredentials, intend: async () => undefined } },
      stand.installation.issuer.id,
      signer,
    )
    expect([
      await live.bind(withdrawn, key, now()),
      await live.bind(ended, key, ended.expires),
      await elsewhere.bind(unknown, key, now()),
    ]).toEqual(Array(3).fill({ kind: 'over' }))
  })

  test('is not signed where its row cannot be written', async () => {
    let signed = 0
    const away = createLivePasses(
      {
        walletCredentials: {
          ...stand.installation.store.walletCredentials,
          intend: () => Promise.reject(new StoreUnavailable('away')),
        },
      },
      stand.installation.issuer.id,
      () => ({
        keyId: signer().keyId,
        sign: (bytes) => {
          signed++
          return signer().sign(bytes)
        },
      }),
    )
    await expect(away.bind(await stand.issue(), key, now())).rejects.toThrow(StoreUnavailable)
    expect(signed).toBe(0)
  })

  test('needs a point of the curve, and no private key', async () => {
    const pass = await stand.issue()
    const { issuer, store } = stand.installation
    const intend = () => Promise.reject(new Error('a row for no key'))
    const rowless = createLivePasses(
      { walletCredentials: { ...store.walletCredentials, intend } },
      issuer.id,
      signer,
    )
    const other = randomBytes(32).toString('base64url')
    const keys: unknown[] = [
      { ...key, y: key.x },
      { ...key, x: other },
      { ...key, x: 'A'.repeat(43), y: 'A'.repeat(43) },
      { ...key, x: `${key.x}A` },
      { ...key, x: key.x.slice(1) },
      { ...key, x: 7 },
      { ...key, crv: 'P-384' },
      { ...key, kty: 'OKP' },
      { ...key, alg: 'RS256' },
      { ...key, use: 'enc' },
      { ...key, d: other },
      { kty: 'RSA', n: other, e: 'AQAB' },
      { kty: 'EC', crv: 'P-256', x: key.x },
      ...[undefined, null, 'key', 7, [], [key]],
    ]
    for (const each of keys)
      expect(await rowless.bind(pass, each, now()), JSON.stringify(each)).toEqual({ kind: 'not-a-key' })
    await expect(rowless.bind(pass, key, now())).rejects.toThrow('a row for no key')
  })
})
