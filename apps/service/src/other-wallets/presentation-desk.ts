import { randomBytes } from 'node:crypto'
import {
  type OpenedTrustList,
  openTrustList,
  PASS_VCT,
  type Trust,
  type Verdict,
  verify,
} from '@excelsior/credentials'
import type { Instant, Limit } from '@excelsior/domain'
import { type KeyRing, nodeChecker } from '@excelsior/keys'
import type { PresentationState, Presentations } from '@excelsior/portal'
import type { Store } from '@excelsior/store'
import { networkOf } from '../network.ts'
import {
  type AnswerKey,
  answerKeyIdOf,
  encryptionMetadata,
  newAnswerKey,
  openAnswer,
  signRequest,
} from './signed-requests.ts'
import type { VerifierIdentity } from './verifier-identity.ts'

export const RESPONSE_PATH = '/openid4vp/response'
export const REQUEST_PATH = '/openid4vp/request'
/** How long a wallet has to answer, and how long the answer stays for the page that asked, milliseconds. */
const ASKED_FOR = 3 * 60_000
const SHOWN_FOR = 60_000
/** Under way at once, of some hundred bytes each. */
const MOST = 5_000
const PER_NETWORK: Limit = { count: 1200, periodMilliseconds: 3_600_000 }

/** What is asked for: who it is, when born, and which pass. Expiry and issuer stand in the clear. */
const QUERY_ID = 'pass'
const DCQL = {
  credentials: [
    {
      id: QUERY_ID,
      format: 'dc+sd-jwt',
      meta: { vct_values: [PASS_VCT] },
      claims: ['given_name', 'family_name', 'birthdate', 'pass_type'].map((name) => ({ path: [name] })),
    },
  ],
}

const FORMATS = {
  vp_formats_supported: {
    'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] },
  },
}

interface Answer {
  readonly found: Asked
  readonly declined: boolean
  readonly token: unknown
}

/** In memory only: gone when it was shown, with the process, or after a minute. */
interface Asked {
  readonly nonce: string
  /** Whom the holder's signature has to be made for. */
  readonly audience: string
  /** Where the request is signed: then its answer is encrypted, for this key. */
  readonly signed?: { readonly identity: VerifierIdentity; readonly answerKey: AnswerKey }
  readonly link: string
  readonly until: Instant
  answer?: { readonly verdict: Verdict | 'declined'; readonly until: Instant }
}

export interface PresentationDesk extends Presentations {
  /** What a wallet sent. False for what was not asked for, is too late, or was answered before. */
  answer(form: URLSearchParams): Promise<boolean>
  /** The signed request, for a wallet that was given its address; undefined where there is none any more. */
  request(id: string): Promise<string | undefined>
}

export interface PresentationDeskParts {
  readonly store: Pick<Store, 'throttles'>
  readonly keyRing: Pick<KeyRing, 'root' | 'demo'>
  /** The published trust list: what verifiers anywhere judge by. */
  readonly trustList: () => Promise<string | undefined>
  readonly publicUrl: string
  /** Signs requests while its certificate holds; without it, or once that has ended, they are unsigned. */
  readonly identity?: VerifierIdentity | undefined
  readonly now: () => Instant
}

export function createPresentationDesk({
  store,
  keyRing,
  trustList,
  publicUrl,
  identity,
  now,
}: PresentationDeskParts): PresentationDesk {
  const asked = new Map<string, Asked>()
  const responseUri = publicUrl + RESPONSE_PATH
  // Unsigned: nobody vouches for us but the address. A wallet sends its answer there and nowhere else (section 5.9.3).
  const unsignedClientId = `redirect_uri:${responseUri}`
  const trust = trustFrom(trustList, keyRing, now)

  function tidy(at: Instant): void {
    for (const [id, { until, answer }] of asked) if (at >= (answer?.until ?? until)) asked.delete(id)
  }

  function newRequest(id: string, at: Instant): Asked {
    const nonce = newWord()
    const until = (at + ASKED_FOR) as Instant
    if (!identity || at < identity.validFrom || at >= identity.validTo) {
      const parameters = new URLSearchParams({
        client_id: unsignedClientId,
        ...responseAsked('direct_post', nonce, id),
        dcql_query: JSON.stringify(DCQL),
        client_metadata: JSON.stringify(FORMATS),
      })
      return { nonce, audience: unsignedClientId, link: `openid4vp://?${parameters}`, until }
    }
    const { clientId } = identity
    const parameters = new URLSearchParams({
      client_id: clientId,
      request_uri: `${publicUrl}${REQUEST_PATH}/${id}`,
    })
    const signed = { identity, answerKey: newAnswerKey() }
    return { nonce, audience: clientId, link: `openid4vp://?${parameters}`, until, signed }
  }

  const responseAsked = (mode: 'direct_post' | 'direct_post.jwt', nonce: string, state: string) => ({
    response_type: 'vp_token',
    response_mode: mode,
    response_uri: responseUri,
    nonce,
    state,
  })

  /** Which request an answer belongs to, and what it says; undefined where it is not as it was asked for. */
  async function read(form: URLSearchParams): Promise<Answer | undefined> {
    const jwe = form.get('response')
    if (jwe === null) {
      const found = asked.get(form.get('state') ?? '')
      if (!found) return undefined
      // In the clear a wallet may say that it does not answer, and no more, where we asked for it encrypted.
      if (form.has('error')) return { found, declined: true, token: undefined }
      return found.signed ? undefined : { found, declined: false, token: jsonIn(form.get('vp_token')) }
    }
    const keyId = answerKeyIdOf(jwe)
    const [id, found] =
      [...asked].find(([, { signed }]) => signed !== undefined && signed.answerKey.id === keyId) ?? []
    const answer = found?.signed && (await openAnswer(jwe, found.signed.answerKey))
    if (!found || !answer || answer.state !== id) return undefined
    return { found, declined: answer.error !== undefined, token: answer.vp_token }
  }

  return {
    async ask(address) {
      const at = now()
      const charge = { key: `presentations ${networkOf(address)}`, limit: PER_NETWORK }
      if (!(await store.throttles.take([charge], at))) return undefined
      tidy(at)
      if (asked.size >= MOST) return undefined
      const id = newWord()
      asked.set(id, newRequest(id, at))
      return id
    },

    stateOf(id): PresentationState {
      const at = now()
      const found = asked.get(id)
      if (!found || at >= (found.answer?.until ?? found.until)) return { kind: 'over' }
      if (!found.answer) return { kind: 'waiting', link: found.link, until: found.until }
      const { verdict, until } = found.answer
      return verdict === 'declined' ? { kind: 'declined' } : { kind: 'shown', verdict, until }
    },

    forget: (id) => void asked.delete(id),

    async request(id) {
      const at = now()
      const found = asked.get(id)
      if (!found?.signed || found.answer || at >= found.until) return undefined
      const { identity, answerKey } = found.signed
      const parameters = {
        client_id: found.audience,
        ...responseAsked('direct_post.jwt', found.nonce, id),
        dcql_query: DCQL,
        client_metadata: { ...FORMATS, ...encryptionMetadata(answerKey) },
      }
      return signRequest(parameters, identity, at, found.until)
    },

    async answer(form) {
      const at = now()
      const { found, declined, token } = (await read(form)) ?? {}
      if (!found || found.answer || at >= found.until) return false
      if (declined) {
        found.answer = { verdict: 'declined', until: (at + SHOWN_FOR) as Instant }
        return true
      }
      const presentation = presentationIn(token)
      if (presentation === undefined) return false
      const verdict = await verify(presentation, await trust(), at, {
        checker: nodeChecker,
        asked: { audience: found.audience, nonce: found.nonce },
      })
      if (found.answer) return false // another came first
      found.answer = { verdict, until: (at + SHOWN_FOR) as Instant }
      return true
    },
  }
}

const newWord = () => randomBytes(32).toString('base64url')

function jsonIn(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `{"pass":["…"]}` (OpenID4VP 1.0, section 8.1): one presentation for the one thing that was asked. */
function presentationIn(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || Object.keys(json).join() !== QUERY_ID) return undefined
  const presentations: unknown = (json as Record<string, unknown>)[QUERY_ID]
  if (!Array.isArray(presentations) || presentations.length !== 1) return undefined
  const [presentation] = presentations as readonly unknown[]
  return typeof presentation === 'string' ? presentation : undefined
}

/** The list as it is published now, read as a scanner reads it. */
function trustFrom(
  trustList: () => Promise<string | undefined>,
  keyRing: Pick<KeyRing, 'root' | 'demo'>,
  now: () => Instant,
): () => Promise<Trust | undefined> {
  let at: { readonly text: string; readonly opened: OpenedTrustList } | undefined
  return async () => {
    const text = await trustList()
    if (text === undefined) return undefined
    if (at?.text !== text) {
      const opened = await openTrustList(Buffer.from(text), {
        pinnedRoot: keyRing.root.signer.keyId,
        now: now(),
        allowDemo: keyRing.demo,
        checker: nodeChecker,
      })
      at = opened.ok ? { text, opened } : undefined
    }
    return at?.opened.trust
  }
}
