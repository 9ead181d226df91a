import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { formatOf, LIMITS, PASS_VCT } from '@excelsior/credentials'
import { type Instant, type Limit, PASS_TYPES, type PassContent, parsePartialDate } from '@excelsior/domain'
import type { OtherWallets, WalletOffer } from '@excelsior/portal'
import type { Store } from '@excelsior/store'
import { networkOf } from '../network.ts'
import type { IssuedPass } from '../retrieval-flow.ts'
import { readKeyProof } from './proofs.ts'
import { type SdJwtIssuer, STATUS_LISTS_PATH } from './sd-jwt-issuer.ts'
import type { SealedGrants } from './sealed-grants.ts'

/** The one kind of credential that there is here. */
export const CONFIGURATION = 'excelsior-pass'
export const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'
/** Credentials in one answer: as many different places they can be shown without being known again. */
export const BATCH = 8
export const TOKEN_SECONDS = 300
const OFFER_LIFE = 10 * 60_000
const CODE_DIGITS = 6
const CODE_TRIES = 3
/** A wallet may ask again after a proof that was refused, and once more for other keys. */
const TOKEN_USES = 4
/** For one pass: some wallets, and some slips. */
const OFFERS: Limit = { count: 10, periodMilliseconds: 3_600_000 }
const PER_NETWORK: Limit = { count: 600, periodMilliseconds: 3_600_000 }

/** RFC 6749, section 5.2. */
export type TokenAnswer =
  | { readonly kind: 'granted'; readonly token: string }
  | { readonly kind: 'busy' }
  | {
      readonly kind: 'refused'
      readonly error: 'invalid_request' | 'invalid_grant' | 'unsupported_grant_type'
    }

/** OpenID4VCI 1.0, section 8.3.1.2; `invalid_token` by RFC 6750. */
export type CredentialError =
  | 'invalid_token'
  | 'invalid_credential_request'
  | 'unknown_credential_configuration'
  | 'unknown_credential_identifier'
  | 'invalid_proof'
  | 'invalid_nonce'
  | 'invalid_encryption_parameters'
  | 'credential_request_denied'

export type CredentialAnswer =
  | { readonly kind: 'issued'; readonly credentials: readonly string[] }
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused'; readonly error: CredentialError }

export interface CredentialDesk extends OtherWallets {
  token(form: URLSearchParams, address: string): Promise<TokenAnswer>
  nonce(): string
  credential(token: string | undefined, body: unknown, address: string): Promise<CredentialAnswer>
}

export interface CredentialDeskParts {
  readonly store: Pick<Store, 'throttles'>
  readonly grants: SealedGrants
  readonly issuer: SdJwtIssuer
  readonly publicUrl: string
  readonly now: () => Instant
}

/** What an offer, and then a token, stand for. */
interface Offered {
  readonly content: PassContent
  readonly origin: string
}

export function createCredentialDesk({
  store,
  grants,
  issuer,
  publicUrl,
  now,
}: CredentialDeskParts): CredentialDesk {
  const isBusy = async (what: string, address: string, at: Instant) =>
    !(await store.throttles.take([{ key: `${what} ${networkOf(address)}`, limit: PER_NETWORK }], at))

  return {
    async offer(pass, at): Promise<WalletOffer | undefined> {
      const origin = await passIdIn(pass)
      if (!(await store.throttles.take([{ key: `wallet offer ${origin}`, limit: OFFERS }], at)))
        return undefined
      const digits = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0')
      const { type, givenName, familyName, birthDate, expires } = pass
      const content: PassContent = { type, givenName, familyName, birthDate, expires }
      const until = (at + OFFER_LIFE) as Instant
      const code = await grants.give(
        'code',
        { content, origin, digits: digest(digits).toString('hex') },
        until,
      )
      const offer = {
        credential_issuer: publicUrl,
        credential_configuration_ids: [CONFIGURATION],
        grants: {
          [PRE_AUTHORIZED]: {
            'pre-authorized_code': code,
            tx_code: { input_mode: 'numeric', length: CODE_DIGITS },
          },
        },
      }
      const link = `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`
      return { link, digits, until }
    },

    async token(form, address) {
      const at = now()
      const grant = form.get('grant_type')
      const code = form.get('pre-authorized_code')
      const digits = form.get('tx_code')
      if (grant === null || hasTwice(form)) return { kind: 'refused', error: 'invalid_request' }
      if (grant !== PRE_AUTHORIZED) return { kind: 'refused', error: 'unsupported_grant_type' }
      if (code === null || digits === null) return { kind: 'refused', error: 'invalid_request' }
      if (await isBusy('wallet token', address, at)) return { kind: 'busy' }
      const found = record(await grants.use('code', code, CODE_TRIES, at))
      const right = typeof found.digits === 'string' ? Buffer.from(found.digits, 'hex') : undefined
      const offered = readOffered(found)
      if (!right || !offered || !timingSafeEqual(right, digest(digits))) return NOT_GRANTED
      // Of two wallets with the code and its digits, one.
      if (!(await grants.end('code', code))) return NOT_GRANTED
      const token = await grants.give('token', offered, (at + TOKEN_SECONDS * 1000) as Instant)
      return { kind: 'granted', token }
    },

    nonce: () => grants.nonce(now()),

    async credential(token, body, address) {
      const at = now()
      if (await isBusy('wallet credential', address, at)) return { kind: 'busy' }
      const request = readRequest(body)
      if (typeof request === 'string' && token !== undefined) return refused(request)
      const offered =
        token === undefined
          ? undefined
          : readOffered(record(await grants.use('token', token, TOKEN_USES, at)))
      if (!offered || typeof request === 'string') return refused('invalid_token')

      const proven = await Promise.all(request.map((proof) => readKeyProof(proof, publicUrl, at)))
      const keys = proven.filter((proof) => proof !== undefined)
      const [first] = keys
      const different = new Set(keys.map(({ jwk }) => `${jwk.x} ${jwk.y}`)).size === request.length
      if (!first || !different || keys.some(({ nonce }) => nonce !== first.nonce))
        return refused('invalid_proof')
      if (!(await grants.useNonce(first.nonce, at))) return refused('invalid_nonce')

      const toSign = keys.map(({ jwk }) => ({ content: offered.content, holderKey: jwk }))
      const signed = at < offered.content.expires && (await issuer.issue(toSign, offered.origin, at))
      return signed
        ? { kind: 'issued', credentials: signed.map(({ text }) => text) }
        : refused('credential_request_denied')
    },
  }
}

const NOT_GRANTED = { kind: 'refused', error: 'invalid_grant' } as const
const refused = (error: CredentialError): CredentialAnswer => ({ kind: 'refused', error })

/** RFC 6749, section 3.2: a parameter comes once. */
const hasTwice = (form: URLSearchParams) => new Set(form.keys()).size !== [...form.keys()].length

const digest = (text: string) => createHash('sha256').update(text).digest()

/** The proofs of a credential request (OpenID4VCI 1.0, section 8.2), or what is wrong with it. */
function readRequest(body: unknown): readonly string[] | CredentialError {
  const { credential_configuration_id, credential_identifier, proofs, credential_response_encryption } =
    record(body)
  if (credential_response_encryption !== undefined) return 'invalid_encryption_parameters'
  if (credential_identifier !== undefined) {
    return credential_configuration_id === undefined
      ? 'unknown_credential_identifier'
      : 'invalid_credential_request'
  }
  if (typeof credential_configuration_id !== 'string') return 'invalid_credential_request'
  if (credential_configuration_id !== CONFIGURATION) return 'unknown_credential_configuration'
  if (proofs === undefined) return 'invalid_proof'
  const { jwt, ...others } = record(proofs)
  if (!Array.isArray(jwt) || Object.keys(others).length > 0) return 'invalid_proof'
  if (jwt.length === 0 || jwt.length > BATCH || !jwt.every((proof) => typeof proof === 'string')) {
    return jwt.length > BATCH ? 'invalid_credential_request' : 'invalid_proof'
  }
  return jwt as readonly string[]
}

function readOffered({ content, origin }: Record<string, unknown>): Offered | undefined {
  const { type, givenName, familyName, birthDate, expires } = record(content)
  const known = PASS_TYPES.find((name) => name === type)
  const born = typeof birthDate === 'string' ? parsePartialDate(birthDate) : undefined
  if (!known || !born || typeof origin !== 'string') return undefined
  if (typeof givenName !== 'string' || typeof familyName !== 'string' || typeof expires !== 'number')
    return undefined
  return {
    content: { type: known, givenName, familyName, birthDate: born, expires: expires as Instant },
    origin,
  }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

/** The id in its code. */
async function passIdIn({ qr }: IssuedPass): Promise<string> {
  const opened = await formatOf(qr)?.open(qr, LIMITS)
  const id = opened?.ok ? opened.ids[0] : undefined
  if (id === undefined) throw new Error('a pass of our own does not open')
  return id
}

/** Issuer metadata (OpenID4VCI 1.0, section 12.2.4). `names`: by BCP 47 tag. */
export function issuerMetadata(publicUrl: string, names: ReadonlyMap<string, WalletNames>): object {
  const all = [...names]
  const display = (word: keyof WalletNames) => all.map(([locale, words]) => ({ name: words[word], locale }))
  const claim = (name: string, word: keyof WalletNames) => ({
    path: [name],
    mandatory: true,
    display: display(word),
  })
  return {
    credential_issuer: publicUrl,
    credential_endpoint: `${publicUrl}/openid4vci/credential`,
    nonce_endpoint: `${publicUrl}/openid4vci/nonce`,
    batch_credential_issuance: { batch_size: BATCH },
    display: display('service'),
    credential_configurations_supported: {
      [CONFIGURATION]: {
        format: 'dc+sd-jwt',
        vct: PASS_VCT,
        cryptographic_binding_methods_supported: ['jwk'],
        credential_signing_alg_values_supported: ['ES256'],
        proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
        credential_metadata: {
          display: display('service'),
          claims: [
            claim('given_name', 'givenName'),
            claim('family_name', 'familyName'),
            claim('birthdate', 'birthDate'),
            claim('pass_type', 'type'),
          ],
        },
      },
    },
  }
}

export interface WalletNames {
  readonly service: string
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: string
  readonly type: string
}

/** Authorization server metadata (RFC 8414). */
export const authorizationServerMetadata = (publicUrl: string): object => ({
  issuer: publicUrl,
  token_endpoint: `${publicUrl}/openid4vci/token`,
  token_endpoint_auth_methods_supported: ['none'],
  grant_types_supported: [PRE_AUTHORIZED],
  response_types_supported: [],
  'pre-authorized_grant_anonymous_access_supported': true,
})

/** Where plain verifiers find our keys (SD-JWT VC, section 5). */
export function jwtVcIssuerMetadata(
  publicUrl: string,
  keys: readonly { keyId: string; jwk: object }[],
): object {
  return {
    issuer: publicUrl,
    jwks: { keys: keys.map(({ keyId, jwk }) => ({ ...jwk, kid: keyId, alg: 'ES256', use: 'sig' })) },
    // Token Status List, section 9.1.
    status_list_aggregation_endpoint: publicUrl + STATUS_LISTS_PATH,
  }
}
