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

export const RESPONSE_PATH = '/openid4vp/response'
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

/** In memory only: gone when it was shown, with the process, or after a minute. */
interface Asked {
  readonly nonce: string
  readonly link: string
  readonly until: Instant
  answer?: { readonly verdict: Verdict | 'declined'; readonly until: Instant }
}

export interface PresentationDesk extends Presentations {
  /** What a wallet sent. False for what was not asked for, is too late, or was answered before. */
  answer(form: URLSearchParams): Promise<boolean>
}

export interface PresentationDeskParts {
  readonly store: Pick<Store, 'throttles'>
  readonly keyRing: Pick<KeyRing, 'root' | 'demo'>
  /** The published trust list: what verifiers anywhere judge by. */
  readonly trustList: () => Promise<string | undefined>
  readonly publicUrl: string
  readonly now: () => Instant
}

export function createPresentationDesk({
  store,
  keyRing,
  trustList,
  publicUrl,
  now,
}: PresentationDeskParts): PresentationDesk {
  const asked = new Map<string, Asked>()
  const responseUri = publicUrl + RESPONSE_PATH
  // Nobody vouches for us but the address: a wallet sends its answer there and nowhere else (section 5.9.3).
  const clientId = `redirect_uri:${responseUri}`
  const trust = trustFrom(trustList, keyRing, now)

  function tidy(at: Instant): void {
    for (const [id, { until, answer }] of asked) if (at >= (answer?.until ?? until)) asked.delete(id)
  }

  function requestLink(nonce: string, state: string): string {
    const parameters = new URLSearchParams({
      client_id: clientId,
      response_type: 'vp_token',
      response_mode: 'direct_post',
      response_uri: responseUri,
      nonce,
      state,
      dcql_query: JSON.stringify(DCQL),
      client_metadata: JSON.stringify({
        vp_formats_supported: {
          'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] },
        },
      }),
    })
    return `openid4vp://?${parameters}`
  }

  return {
    async ask(address) {
      const at = now()
      const charge = { key: `presentations ${networkOf(address)}`, limit: PER_NETWORK }
      if (!(await store.throttles.take([charge], at))) return undefined
      tidy(at)
      if (asked.size >= MOST) return undefined
      const [id, nonce] = [newWord(), newWord()]
      asked.set(id, { nonce, link: requestLink(nonce, id), until: (at + ASKED_FOR) as Instant })
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

    async answer(form) {
      const at = now()
      const found = asked.get(form.get('state') ?? '')
      if (!found || found.answer || at >= found.until) return false
      if (form.has('error')) {
        found.answer = { verdict: 'declined', until: (at + SHOWN_FOR) as Instant }
        return true
      }
      const presentation = presentationIn(form.get('vp_token'))
      if (presentation === undefined) return false
      const verdict = await verify(presentation, await trust(), at, {
        checker: nodeChecker,
        asked: { audience: clientId, nonce: found.nonce },
      })
      if (found.answer) return false // another came first
      found.answer = { verdict, until: (at + SHOWN_FOR) as Instant }
      return true
    },
  }
}

const newWord = () => randomBytes(32).toString('base64url')

/** `{"pass":["…"]}` (OpenID4VP 1.0, section 8.1): one presentation for the one thing that was asked. */
function presentationIn(text: string | null): string | undefined {
  if (text === null) return undefined
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
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
