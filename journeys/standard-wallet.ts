import {
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
  X509Certificate,
} from 'node:crypto'
import { type CallbackContext, clientAuthenticationAnonymous, setGlobalConfig } from '@openid4vc/oauth2'
import { Openid4vciClient } from '@openid4vc/openid4vci'
import { Openid4vpClient } from '@openid4vc/openid4vp'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'

// Journeys run on http://localhost.
setGlobalConfig({ allowInsecureUrls: true })

interface HolderKey {
  readonly privateKey: KeyObject
  readonly jwk: { readonly kty: string; readonly crv: string; readonly x: string; readonly y: string }
}
interface Kept {
  readonly key: HolderKey
  readonly credential: string
}

/** A wallet app of the libraries that wallet apps are made of (Open Wallet Foundation), as they are published. */
export interface StandardWallet {
  readonly kept: readonly Kept[]
  /** Opens an offer, as from a code that was scanned. */
  fetch(offer: string, digits: string, copies: number): Promise<void>
  /** Answers a request, as from a code that was scanned, with the one that was shown least often. */
  show(request: string): Promise<Response>
}

const base64url = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url')
const signature = (text: string, key: KeyObject) =>
  sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')

function newKey(): HolderKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { kty = '', crv = '', x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return { privateKey, jwk: { kty, crv, x, y } }
}

const hashed = (data: string | ArrayBuffer, alg: string) =>
  createHash(alg.replace('-', ''))
    .update(typeof data === 'string' ? data : Buffer.from(data))
    .digest()

/** By hand, for what opens it must not be what made it: ECDH-ES and A128GCM (RFC 7518, sections 4.6 and 5.3). */
function encryptedFor(
  jwk: { readonly kid?: string | undefined },
  text: string,
  { apu = '', apv = '' }: { readonly apu?: string | undefined; readonly apv?: string | undefined },
): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const recipient = createPublicKey({ key: jwk as never, format: 'jwk' })
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  const enc = 'A128GCM'
  const header = base64url({ alg: 'ECDH-ES', enc, kid: jwk.kid, epk: { kty, crv, x, y }, apu, apv })
  const counted = (bytes: Buffer) => Buffer.concat([number(bytes.length), bytes])
  const secret = diffieHellman({ privateKey, publicKey: recipient })
  const key = createHash('sha256')
    .update(
      Buffer.concat([number(1), secret, counted(Buffer.from(enc)), counted(Buffer.from(apu, 'base64url'))]),
    )
    .update(Buffer.concat([counted(Buffer.from(apv, 'base64url')), number(128)]))
    .digest()
    .subarray(0, 16)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-128-gcm', key, iv).setAAD(Buffer.from(header))
  const sealed = Buffer.concat([cipher.update(text), cipher.final()])
  const parts = [iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))
  return [header, '', ...parts].join('.')
}
function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/**
 * `issuer`: its address; the wallet takes the issuer's key from there (SD-JWT VC, section 5). `authority`: the
 * certificate, in PEM, of whoever vouches for verifiers; requests that are signed are answered where it does.
 */
export function standardWallet(issuer: string, authority?: string): StandardWallet {
  const kept: Kept[] = []
  const keys = new Map<string, HolderKey>()
  const notUsed = () => {
    throw new Error('not asked for here')
  }
  const callbacks = {
    hash: (data: Uint8Array, alg: string) => createHash(alg.replace('-', '')).update(data).digest(),
    generateRandom: (bytes: number) => randomBytes(bytes),
    signJwt: (signer, { header, payload }) => {
      const key = signer.method === 'jwk' ? keys.get(signer.publicJwk.x ?? '') : undefined
      if (!key) throw new Error('not a key of this wallet')
      const signed = `${base64url(header)}.${base64url(payload)}`
      return { jwt: `${signed}.${signature(signed, key.privateKey)}`, signerJwk: key.jwk }
    },
    clientAuthentication: clientAuthenticationAnonymous(),
    verifyJwt: async (signer, { compact }) => {
      if (signer.method !== 'x5c' || authority === undefined) throw new Error('not asked for here')
      const chain = signer.x5c.map((one) => new X509Certificate(Buffer.from(one, 'base64')))
      const root = new X509Certificate(authority)
      const issuers = [...chain.slice(1), root]
      const [first] = chain
      if (!first || !chain.every((one, at) => one.verify(issuers[at]!.publicKey))) return { verified: false }
      const [header = '', payload = '', signed = ''] = compact.split('.')
      const text = Buffer.from(`${header}.${payload}`)
      const key = { key: first.publicKey, dsaEncoding: 'ieee-p1363' } as const
      if (!verify('sha256', text, key, Buffer.from(signed, 'base64url'))) return { verified: false }
      const { kty = '', ...jwk } = first.publicKey.export({ format: 'jwk' })
      return { verified: true, signerJwk: { ...jwk, kty } as never }
    },
    getX509CertificateMetadata: (certificate) => {
      const names = new X509Certificate(Buffer.from(String(certificate), 'base64')).subjectAltName ?? ''
      const named = (kind: string) =>
        names.split(', ').flatMap((name) => (name.startsWith(kind) ? [name.slice(kind.length)] : []))
      return { sanDnsNames: named('DNS:'), sanUriNames: named('URI:') }
    },
    decryptJwe: notUsed,
    encryptJwe: ({ publicJwk, apu, apv }, text) => ({
      jwe: encryptedFor(publicJwk, text, { apu, apv }),
      encryptionJwk: publicJwk,
    }),
  } satisfies CallbackContext

  async function fetch(link: string, digits: string, copies: number): Promise<void> {
    const client = new Openid4vciClient({ callbacks })
    const credentialOffer = await client.resolveCredentialOffer(link)
    const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer)
    const [credentialConfigurationId = ''] = credentialOffer.credential_configuration_ids
    const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
      credentialOffer,
      issuerMetadata,
      txCode: digits,
    })
    const { c_nonce } = await client.requestNonce({ issuerMetadata })
    const made = Array.from({ length: copies }, newKey)
    for (const key of made) keys.set(key.jwk.x, key)
    const proofs = await Promise.all(
      made.map(({ jwk }) =>
        client.createCredentialRequestJwtProof({
          issuerMetadata,
          credentialConfigurationId,
          nonce: c_nonce,
          signer: { method: 'jwk', publicJwk: jwk, alg: 'ES256' },
        }),
      ),
    )
    const { credentialResponse } = await client.retrieveCredentials({
      issuerMetadata,
      credentialConfigurationId,
      accessToken: accessTokenResponse.access_token,
      proofs: { jwt: proofs.map(({ jwt }) => jwt) },
    })
    const issued = credentialResponse.credentials ?? []
    for (const [index, one] of issued.entries()) {
      const credential = typeof one === 'string' ? one : String(one.credential)
      await read(credential)
      kept.push({ credential, key: made[index]! })
    }
  }

  /** A wallet keeps what its issuer signed, and nothing else. */
  async function read(credential: string): Promise<void> {
    const metadata = await (await globalThis.fetch(`${issuer}/.well-known/jwt-vc-issuer`)).json()
    const { kid } = JSON.parse(Buffer.from(credential.split('.')[0] ?? '', 'base64url').toString())
    const jwk = metadata.jwks.keys.find((key: { kid: string }) => key.kid === kid)
    const reader = new SDJwtVcInstance({
      hasher: hashed,
      verifier: (text, signed) =>
        verify(
          'sha256',
          Buffer.from(text),
          { key: jwk, format: 'jwk', dsaEncoding: 'ieee-p1363' },
          Buffer.from(signed, 'base64url'),
        ),
      statusListFetcher: async (uri) => (await globalThis.fetch(uri)).text(),
    })
    await reader.verify(credential)
  }

  async function show(link: string): Promise<Response> {
    const client = new Openid4vpClient({ callbacks })
    const { params } = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link })
    const resolved = await client.resolveOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: params,
    })
    const [asked] = askedFor(resolved.dcql?.query)
    const one = kept.shift()
    if (!asked || !one) throw new Error('nothing to show')
    kept.push(one)
    const holder = new SDJwtVcInstance({
      hasher: hashed,
      kbSigner: (text) => signature(text, one.key.privateKey),
      kbSignAlg: 'ES256',
    })
    const { client_id, nonce } = resolved.authorizationRequestPayload
    const presentation = await holder.present(
      one.credential,
      Object.fromEntries(asked.claims.map(({ path: [name] }) => [name, true])),
      { kb: { payload: { aud: client_id ?? '', nonce, iat: Math.floor(Date.now() / 1000) } } },
    )
    const encrypted = resolved.authorizationRequestPayload.response_mode === 'direct_post.jwt'
    const { authorizationResponsePayload, jarm } = await client.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: resolved.authorizationRequestPayload,
      authorizationResponsePayload: { vp_token: { [asked.id]: [presentation] } },
      ...(encrypted && {
        jarm: {
          encryption: { nonce: randomBytes(16).toString('base64url') },
          serverMetadata: {
            authorization_signing_alg_values_supported: [],
            authorization_encryption_alg_values_supported: ['ECDH-ES'],
            authorization_encryption_enc_values_supported: ['A128GCM'],
          },
        },
      }),
    })
    const { response_uri } = resolved.authorizationRequestPayload as { response_uri?: string }
    const { response } = await client.submitOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: { response_uri },
      authorizationResponsePayload,
      ...(jarm && { jarm }),
    })
    return response
  }

  return { kept, fetch, show }
}

interface Asked {
  readonly id: string
  readonly claims: readonly { readonly path: readonly [string] }[]
}
const askedFor = (query: unknown): readonly Asked[] => (query as { credentials: Asked[] }).credentials
