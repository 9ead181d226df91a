import { randomUUID } from 'node:crypto'
import type { Instant, Limit } from '@excelsior/domain'
import type { Sender, Store } from '@excelsior/store'
import {
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
} from 'jose'
import { networkOf } from './network.ts'
import { Quantum } from './quantum.ts'
import type { Seal } from './seal.ts'
import { SENDER_ALGORITHMS, type SenderAlgorithm, type SenderKey, storedKey } from './sender-keys.ts'

export const TOKEN_PATH = '/auth/token'
/** SMART Backend Services: the life of an access token, and the most that an assertion may still have to live. */
export const TOKEN_SECONDS = 300
const ASSERTION_SECONDS = 300
/** Between the sender's clock and ours. */
const CLOCK_TOLERANCE_SECONDS = 30
const MOST_ASSERTION = 8192
const MOST_TOKEN = 4096
/** A token for each message, every few seconds, from one network. */
const PER_NETWORK: Limit = { count: 1200, periodMilliseconds: 3_600_000 }
/** Refusals leave at these steps, whatever was wrong: longer than any look-up and check takes. Milliseconds. */
const REFUSAL_STEP = 50
const PURPOSE = 'sender token'
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

export type Granted =
  | { readonly kind: 'granted'; readonly token: string; readonly scopes: readonly string[] }
  | { readonly kind: 'refused'; readonly error: OAuthError; readonly description: string }
  | { readonly kind: 'busy' }

/** RFC 6749, section 5.2. */
export type OAuthError = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope'

/** What an access token says, once it is known to be ours and in time. */
export interface TokenHolder {
  readonly name: string
  readonly scopes: readonly string[]
  /** RFC 7638, of the key that the assertion was signed with: the token is good while that key is registered. */
  readonly thumbprint: string
}

export interface SenderTokens {
  /** The token endpoint's own address: what assertions have to be made out to. */
  readonly audience: string
  /** The token endpoint's work: `form` is its body. */
  grant(form: URLSearchParams, address: string): Promise<Granted>
  /** Undefined for whatever is not ours, was changed, or is over. */
  open(token: string): TokenHolder | undefined
}

export interface SenderTokenParts {
  readonly store: Pick<Store, 'senders'>
  readonly seal: Seal
  readonly audience: string
  readonly now: () => Instant
}

export const keyThumbprint = (key: SenderKey): Promise<string> => calculateJwkThumbprint(key.jwk)

export async function createSenderTokens({
  store,
  seal,
  audience,
  now,
}: SenderTokenParts): Promise<SenderTokens> {
  const refusals = new Quantum(REFUSAL_STEP)
  const nobody = await nobodysKeys()

  async function grant(form: URLSearchParams, address: string): Promise<Granted> {
    const at = now()
    const charge = { key: `sender token network ${networkOf(address)}`, limit: PER_NETWORK }
    if (!(await store.senders.throttles.take([charge], at))) return { kind: 'busy' }
    const wanted = readForm(form)
    if ('kind' in wanted) return wanted
    const { assertion, clientId } = wanted

    const proven = await authenticate(assertion, at)
    if (!proven || (clientId !== undefined && clientId !== proven.sender.source.name)) return NOT_ACCEPTED
    const { sender, key, jti, expires } = proven
    const asked = wanted.scope?.split(' ').filter((scope) => scope !== '')
    const scopes = asked ? sender.scopes.filter((scope) => asked.includes(scope)) : sender.scopes
    if (scopes.length === 0)
      return refused('invalid_scope', 'None of these scopes is registered for this sender.')
    if (!(await store.senders.useAssertion(sender.source.id, jti, expires))) return NOT_ACCEPTED

    const thumbprint = await keyThumbprint(key)
    const inside = { n: sender.source.name, s: scopes, k: thumbprint, e: at + TOKEN_SECONDS * 1000 }
    return { kind: 'granted', token: seal.close(Buffer.from(JSON.stringify(inside)), PURPOSE), scopes }
  }

  /** One look-up and one signature to check, whoever says that they are whom. */
  async function authenticate(assertion: string, at: Instant) {
    const said = claimed(assertion)
    const sender = await store.senders.named(said.name)
    const known = sender?.keys
      .map(storedKey)
      .find((one): one is SenderKey => one?.kid === said.kid && one.alg === said.alg)
    const key = known ?? nobody[said.alg]
    try {
      const { payload } = await jwtVerify(assertion, await importJWK(key.jwk, key.alg), {
        algorithms: [key.alg],
        audience,
        issuer: said.name,
        subject: said.name,
        requiredClaims: ['exp', 'jti'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(at),
      })
      const { exp = 0, jti, aud } = payload
      const left = exp - at / 1000
      if (!sender || !known || aud !== audience || typeof jti !== 'string') return undefined
      if (jti === '' || jti.length > 256 || left > ASSERTION_SECONDS + CLOCK_TOLERANCE_SECONDS)
        return undefined
      const expires = ((Math.ceil(exp) + CLOCK_TOLERANCE_SECONDS) * 1000) as Instant
      return { sender, key, jti, expires } satisfies Proven
    } catch {
      return undefined
    }
  }

  return {
    audience,
    async grant(form, address) {
      const arrived = performance.now()
      const granted = await grant(form, address)
      return granted.kind === 'refused' ? refusals.run(arrived, async () => granted) : granted
    },
    open(token) {
      if (token.length > MOST_TOKEN) return undefined
      const opened = seal.open(token, PURPOSE)
      if (!opened) return undefined
      const { n, s, k, e } = JSON.parse(Buffer.from(opened).toString())
      return e > now() ? { name: n, scopes: s, thumbprint: k } : undefined
    },
  }
}

interface Proven {
  readonly sender: Sender
  readonly key: SenderKey
  readonly jti: string
  /** Until then the assertion could be shown again. */
  readonly expires: Instant
}

const refused = (error: OAuthError, description: string): Granted => ({ kind: 'refused', error, description })

/** The same for everybody, whatever was wrong. */
const NOT_ACCEPTED = refused(
  'invalid_client',
  'The assertion is not accepted: look at the name, the key and its id, the algorithm, the audience, the time, and whether it was used before.',
)

function readForm(form: URLSearchParams):
  | Granted
  | {
      readonly assertion: string
      readonly scope: string | undefined
      readonly clientId: string | undefined
    } {
  const names = [...form.keys()]
  if (new Set(names).size < names.length)
    return refused('invalid_request', 'A parameter is given more than once.')
  const grantType = form.get('grant_type')
  if (grantType === null) return refused('invalid_request', 'grant_type is missing.')
  if (grantType !== 'client_credentials')
    return refused('unsupported_grant_type', 'Only client_credentials is taken here.')
  if (form.get('client_assertion_type') !== ASSERTION_TYPE)
    return refused('invalid_request', `client_assertion_type has to be ${ASSERTION_TYPE}.`)
  const assertion = form.get('client_assertion')
  if (!assertion) return refused('invalid_request', 'client_assertion is missing.')
  if (assertion.length > MOST_ASSERTION) return refused('invalid_request', 'client_assertion is too long.')
  return {
    assertion,
    scope: form.get('scope') ?? undefined,
    clientId: form.get('client_id') ?? undefined,
  }
}

/** Who it says it is of, and how it is signed: nothing is believed yet. */
function claimed(assertion: string): {
  readonly name: string
  readonly kid: string
  readonly alg: SenderAlgorithm
} {
  try {
    const { kid, alg } = decodeProtectedHeader(assertion)
    const { sub } = decodeJwt(assertion)
    const known = SENDER_ALGORITHMS.find((one) => one === alg)
    if (
      known &&
      typeof kid === 'string' &&
      typeof sub === 'string' &&
      sub.length <= 200 &&
      !sub.includes('\0')
    )
      return { name: sub, kid, alg: known }
  } catch {
    // no JWT: refused below, in the same time as any other
  }
  return { name: '', kid: '', alg: 'ES384' }
}

/** Checked against where there is no key to check against. Their private parts are forgotten. */
async function nobodysKeys(): Promise<Readonly<Record<SenderAlgorithm, SenderKey>>> {
  const make = async (alg: SenderAlgorithm): Promise<SenderKey> => {
    const { publicKey } = await generateKeyPair(alg, { extractable: true })
    return { kid: randomUUID(), alg, jwk: await exportJWK(publicKey) }
  }
  const [ES384, RS384] = await Promise.all([make('ES384'), make('RS384')])
  return { ES384, RS384 }
}
