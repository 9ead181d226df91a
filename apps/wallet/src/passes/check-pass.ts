import {
  formatOf,
  LIMITS,
  type SignatureChecker,
  type Trust,
  type Verdict,
  verify,
} from '@excelsior/credentials'
import { type Instant, PASS_TYPES } from '@excelsior/domain'
import type { KeptPass, PassFacts, Standing, WalletPass } from './kept-pass.ts'

export interface Circumstances {
  readonly trust: Trust | undefined
  /** The latest instant that is known to have passed. */
  readonly latestTime: Instant | undefined
  readonly now: Instant
}

/** Why a code is not taken up: its holder may know, unlike a stranger at a door. */
export type Refusal =
  | 'expired'
  | 'withdrawn'
  | 'not-accepted'
  /** Changed after it was signed, or signed by whoever could not. */
  | 'forged'
  | 'unknown-issuer'
  | 'damaged'
  /** A health pass of another kind. */
  | 'foreign'
  | 'no-pass'
  | 'trust-missing'
  | 'trust-ended'
  | 'newer-than-trust'
  | 'clock'
  | 'failed'

export type Examined =
  | { readonly ok: true; readonly text: string; readonly facts: PassFacts }
  | { readonly ok: false; readonly refusal: Refusal }

/** Refusals that a fresh trust list may turn into a yes. */
export const newListMayHelp = (refusal: Refusal): boolean =>
  ['trust-missing', 'trust-ended', 'newer-than-trust', 'unknown-issuer'].includes(refusal)

/** Refusals that a blurred picture of a good pass may also cause. */
export const maybeMisread = (refusal: Refusal): boolean => refusal === 'damaged' || refusal === 'forged'

/** Whether a code may be kept. Every verdict comes from `verify` and from nowhere else. */
export async function examine(
  given: string,
  circumstances: Circumstances,
  checker: SignatureChecker,
): Promise<Examined> {
  const text = given.trim()
  const verdict = await verdictOf(text, circumstances, checker)
  if (verdict.status !== 'valid' && verdict.status !== 'not-yet-valid')
    return { ok: false, refusal: refusalOf(verdict, text) }
  const facts = await factsOf(text)
  return facts ? { ok: true, text, facts } : { ok: false, refusal: 'foreign' }
}

/** How a pass that is kept stands now; undefined where this release cannot read it. */
export async function judge(
  kept: KeptPass,
  circumstances: Circumstances,
  checker: SignatureChecker,
): Promise<WalletPass | undefined> {
  const facts = await factsOf(kept.text)
  if (!facts) return undefined
  const verdict = await verdictOf(kept.text, circumstances, checker)
  return { ...kept, ...facts, standing: standingOf(verdict, facts, circumstances.now) }
}

function verdictOf(
  text: string,
  { trust, latestTime, now }: Circumstances,
  checker: SignatureChecker,
): Promise<Verdict> {
  return verify(text, trust, now, {
    checker,
    ...(latestTime === undefined ? {} : { clockFloor: latestTime }),
  })
}

function standingOf(verdict: Verdict, { expires }: PassFacts, now: Instant): Standing {
  switch (verdict.status) {
    case 'valid':
    case 'not-yet-valid':
    case 'not-accepted':
      return verdict.status
    case 'expired':
      return 'ended'
    case 'revoked':
      return 'withdrawn'
    case 'not-genuine':
      return 'not-recognised'
    case 'unknown':
      return now >= expires ? 'ended' : 'unchecked'
  }
}

function refusalOf({ status, reason }: Verdict, text: string): Refusal {
  switch (status) {
    case 'expired':
      return 'expired'
    case 'revoked':
      return 'withdrawn'
    case 'not-accepted':
      return 'not-accepted'
    default:
  }
  switch (reason) {
    case 'unreadable':
      return formatOf(text) ? 'damaged' : 'no-pass'
    case 'untrusted-issuer':
    case 'unknown-key':
      return status === 'unknown' ? 'newer-than-trust' : 'unknown-issuer'
    case 'unsupported-format':
      return 'foreign'
    case 'trust-missing':
      return 'trust-missing'
    case 'trust-expired':
      return 'trust-ended'
    case 'clock-in-doubt':
      return 'clock'
    case 'check-failed':
      return 'failed'
    default:
      return 'forged'
  }
}

/** What one of our own passes says. To be shown only after `verify`, today or when it came. */
async function factsOf(text: string): Promise<PassFacts | undefined> {
  const format = formatOf(text)
  const opened = format?.name === 'pass' ? await format.open(text, LIMITS) : undefined
  if (!opened?.ok) return undefined
  const { expires, holder } = opened
  const { givenName, familyName, birthDate } = holder
  const type = PASS_TYPES.find((known) => known === opened.kind)
  if (type === undefined || birthDate === null || expires === null) return undefined
  const from = Math.max(opened.notBefore, opened.issuedAt) as Instant
  return { type, givenName, familyName, birthDate, issued: opened.issuedAt, from, expires }
}
