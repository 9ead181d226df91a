import { createHash, X509Certificate } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import { Openid4vpClient } from '@openid4vc/openid4vp'
import { CompactEncrypt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, openAuthority } from '../testing/authority.ts'
import { createPresentationDesk } from './presentation-desk.ts'
import { readVerifierIdentity, type VerifierFiles, type VerifierIdentity } from './verifier-identity.ts'

const ORIGIN = 'https://pass.example.gov'
const DAY = 86_400_000
let authority: Authority
let files: VerifierFiles
let identity: VerifierIdentity
let now: Instant

beforeAll(() => {
  authority = openAuthority()
  const { cert, key } = authority.issue('verifier', 10, ['pass.example.gov'])
  files = { certificates: cert, key, namedBy: 'hash', publicUrl: ORIGIN }
  const read = readVerifierIdentity(files)
  if (!read.ok) throw new Error(read.faults.join())
  identity = read.identity
  now = Date.now() as Instant
})
afterAll(() => authority?.remove())

const deskOf = (by: VerifierIdentity | undefined = identity) =>
  createPresentationDesk({
    store: { throttles: { take: async () => true } as never },
    keyRing: { root: { signer: { keyId: 'x' } }, demo: true } as never,
    trustList: async () => undefined,
    publicUrl: ORIGIN,
    identity: by,
    now: () => now,
  })

async function asked(desk = deskOf()) {
  const id = (await desk.ask('192.0.2.1')) ?? ''
  const state = desk.stateOf(id)
  if (state.kind !== 'waiting') throw new Error(state.kind)
  return { desk, id, link: new URLSearchParams(state.link.slice('openid4vp://?'.length)) }
}
async function requested(desk = deskOf()) {
  const { id, link } = await asked(desk)
  const jwt = (await desk.request(id)) ?? ''
  const { payload } = await jwtVerify(jwt, new X509Certificate(files.certificates).publicKey)
  return { desk, id, link, jwt, payload: payload as unknown as Payload }
}
interface Payload {
  readonly state: string
  readonly nonce: string
  readonly client_id: string
  readonly client_metadata: {
    readonly jwks: { readonly keys: readonly [{ readonly kid: string; readonly x: string }] }
  }
}
async function sealed(
  { client_metadata }: Payload,
  answer: object,
  { alg = 'ECDH-ES', enc = 'A256GCM', kid = client_metadata.jwks.keys[0].kid } = {},
): Promise<URLSearchParams> {
  const key = await importJWK({ ...client_metadata.jwks.keys[0], alg } as never, alg)
  const response = await new CompactEncrypt(Buffer.from(JSON.stringify(answer)))
    .setProtectedHeader({ alg, enc, kid })
    .encrypt(key)
  return new URLSearchParams({ response })
}

describe('a signed request', () => {
  test('is had at its address, says what the link says, and bears the certificate without its root', async () => {
    const { link, id, jwt, payload } = await requested()
    expect([...link.keys()]).toEqual(['client_id', 'request_uri'])
    expect(link.get('request_uri')).toBe(`${ORIGIN}/openid4vp/request/${id}`)
    expect(link.get('client_id')).toMatch(/^x509_hash:[\w-]{43}$/)
    expect(decodeProtectedHeader(jwt)).toEqual({
      alg: 'ES256',
      typ: 'oauth-authz-req+jwt',
      x5c: [new X509Certificate(files.certificates).raw.toString('base64')],
    })
    expect(payload).toMatchObject({
      aud: 'https://self-issued.me/v2',
      client_id: link.get('client_id'),
      response_type: 'vp_token',
      response_mode: 'direct_post.jwt',
      response_uri: `${ORIGIN}/openid4vp/response`,
      state: id,
      dcql_query: { credentials: [{ id: 'pass', format: 'dc+sd-jwt' }] },
      client_metadata: {
        encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'],
        jwks: { keys: [{ kty: 'EC', crv: 'P-256', use: 'enc', alg: 'ECDH-ES' }] },
      },
    })
    expect(payload.client_metadata.jwks.keys[0]).not.toHaveProperty('d')
  })

  test('has a key of its own for the answer', async () => {
    const desk = deskOf()
    const keys = [await requested(desk), await requested(desk)].map(
      ({ payload }) => payload.client_metadata.jwks.keys[0].x,
    )
    expect(new Set(keys).size).toBe(2)
  })

  test('is no more once it is answered, forgotten or late', async () => {
    const { desk, id } = await requested()
    expect(await desk.request('x'.repeat(43))).toBeUndefined()
    await desk.answer(new URLSearchParams({ state: id, error: 'access_denied' }))
    expect(await desk.request(id)).toBeUndefined()
    const late = await requested()
    now = (now + 3 * 60_000) as Instant
    expect(await late.desk.request(late.id)).toBeUndefined()
  })

  test('is unsigned where the certificate has ended, or has not begun', async () => {
    for (const change of [{ validTo: now }, { validFrom: (now + 1) as Instant }]) {
      const { desk, id, link } = await asked(deskOf({ ...identity, ...change }))
      expect(link.get('client_id')).toBe(`redirect_uri:${ORIGIN}/openid4vp/response`)
      expect(link.get('response_mode')).toBe('direct_post')
      expect(await desk.request(id)).toBeUndefined()
    }
  })
})

const notUsed = () => {
  throw new Error('nothing is signed or encrypted here')
}

describe('a signed request', () => {
  test.each(['hash', 'host'] as const)(
    'is taken by the library of wallet apps, named by our certificate’s %s',
    async (namedBy) => {
      const read = readVerifierIdentity({ ...files, namedBy })
      if (!read.ok) throw new Error(read.faults.join())
      const { desk, id, link } = await asked(deskOf(read.identity))
      const signer = new X509Certificate(files.certificates)
      const client = new Openid4vpClient({
        callbacks: {
          fetch: async () =>
            new Response(await desk.request(id), {
              headers: { 'content-type': 'application/oauth-authz-req+jwt' },
            }),
          hash: (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest(),
          verifyJwt: async (_, { compact }) => {
            await jwtVerify(compact, signer.publicKey)
            return { verified: true, signerJwk: signer.publicKey.export({ format: 'jwk' }) as never }
          },
          getX509CertificateMetadata: () => ({ sanDnsNames: ['pass.example.gov'], sanUriNames: [] }),
          decryptJwe: notUsed,
          encryptJwe: notUsed,
          signJwt: notUsed,
        },
      })
      const { client: verifier, authorizationRequestPayload } =
        await client.resolveOpenId4vpAuthorizationRequest({
          authorizationRequestPayload: Object.fromEntries(link) as never,
        })
      expect(verifier).toMatchObject({
        prefix: namedBy === 'host' ? 'x509_san_dns' : 'x509_hash',
        effective: read.identity.clientId,
      })
      expect(authorizationRequestPayload).toMatchObject({ response_mode: 'direct_post.jwt', state: id })
    },
  )
})

describe('an answer to it', () => {
  test('is taken encrypted, and judged', async () => {
    const { desk, id, payload } = await requested()
    const answer = await sealed(payload, { state: id, vp_token: { pass: ['eyJh.e30.AA~'] } })
    expect(await desk.answer(answer)).toBe(true)
    expect(desk.stateOf(id)).toMatchObject({ kind: 'shown' })
    expect(await desk.answer(answer), 'once').toBe(false)
  })

  test('that declines is taken, encrypted or not', async () => {
    const one = await requested()
    expect(await one.desk.answer(await sealed(one.payload, { state: one.id, error: 'access_denied' }))).toBe(
      true,
    )
    expect(one.desk.stateOf(one.id)).toEqual({ kind: 'declined' })
    const other = await requested()
    expect(await other.desk.answer(new URLSearchParams({ state: other.id, error: 'x' }))).toBe(true)
  })

  test('in the clear is refused, and so is one that was made for another question', async () => {
    const desk = deskOf()
    const [one, other] = [await requested(desk), await requested(desk)]
    const token = { pass: ['eyJh.e30.AA~'] }
    const clear = new URLSearchParams({ state: one.id, vp_token: JSON.stringify(token) })
    expect(await desk.answer(clear)).toBe(false)
    expect(await desk.answer(await sealed(one.payload, { state: other.id, vp_token: token }))).toBe(false)
    expect(await desk.answer(await sealed(one.payload, { vp_token: token }))).toBe(false)
    const { kid } = other.payload.client_metadata.jwks.keys[0]
    expect(await desk.answer(await sealed(one.payload, { state: other.id, vp_token: token }, { kid }))).toBe(
      false,
    )
    expect(desk.stateOf(one.id).kind).toBe('waiting')
    expect(desk.stateOf(other.id).kind).toBe('waiting')
  })

  test.each([
    ['wrapped in another way', { alg: 'ECDH-ES+A256KW' }],
    ['by another cipher', { enc: 'A256CBC-HS512' }],
    ['for a key that nobody gave', { kid: 'another' }],
  ])('encrypted %s is refused', async (_, how) => {
    const { desk, id, payload } = await requested()
    expect(await desk.answer(await sealed(payload, { state: id, vp_token: { pass: ['x~'] } }, how))).toBe(
      false,
    )
  })

  test.each(['', 'x', 'a.b.c.d.e', `${Buffer.from('{}').toString('base64url')}....`])(
    'that is none (%j) is refused',
    async (response) => {
      const { desk } = await requested()
      expect(await desk.answer(new URLSearchParams({ response }))).toBe(false)
    },
  )
})

describe('the certificate that signs requests', () => {
  const faultsOf = (change: Partial<VerifierFiles>) => {
    const read = readVerifierIdentity({ ...files, ...change })
    return read.ok ? [] : read.faults
  }

  test('may stand with those that issued it, and is good until the first of them ends', () => {
    const read = readVerifierIdentity({ ...files, certificates: files.certificates + authority.root })
    expect(read).toMatchObject({ ok: true, identity: { x5c: identity.x5c, clientId: identity.clientId } })
    const days = (identity.validTo - Date.now()) / DAY
    expect(Math.round(days)).toBe(10)
  })

  test('can name us by our host, where it does', () => {
    const read = readVerifierIdentity({ ...files, namedBy: 'host' })
    expect(read).toMatchObject({ ok: true, identity: { clientId: 'x509_san_dns:pass.example.gov' } })
    expect(faultsOf({ namedBy: 'host', publicUrl: 'https://other.example' }).join()).toContain(
      'does not name other.example',
    )
  })

  test('is refused with what is wrong: no certificate, another key, itself its issuer, out of order', () => {
    const other = authority.issue('other')
    expect(faultsOf({ certificates: 'x' })[0]).toContain('holds no certificate')
    expect(faultsOf({ key: 'x' })[0]).toContain('no private key on the curve P-256')
    expect(faultsOf({ key: other.key })[0]).toContain('does not belong to VERIFIER_CERT')
    expect(faultsOf({ certificates: authority.root }).join()).toContain('signed itself')
    expect(faultsOf({ certificates: files.certificates + other.cert }).join()).toContain(
      'certificate 2 did not issue',
    )
  })
})
