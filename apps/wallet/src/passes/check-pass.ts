import {
  formatOf,
  isWalletFile,
  knownOutside,
  LIMITS,
  type Opened,
  type SignatureChecker,
  type Trust,
  type Verdict,
  verify,
} from '@excelsior/credentials'
import { type Instant, PASS_TYPES, type PassType } from '@excelsior/domain'
import { displayName } from '@excelsior/ui'
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
  /** It counts with its holder's fresh signature alone: what is here is a picture of it. */
  | 'copy'
  /** Changed after it was signed, or signed by whoever could not. */
  | 'forged'
  | 'unknown-issuer'
  | 'damaged'
  /** A kind of certificate that this release cannot read. */
  | 'foreign'
  /** Genuine, and about something else than what passes are for. */
  | 'other-kind'
  /** Genuine, and does not say whose it is. */
  | 'nameless'
  /** A part of a code that was split. */
  | 'not-one'
  | 'no-pass'
  | 'trust-missing'
  | 'trust-ended'
  | 'newer-than-trust'
  | 'rules-undecided'
  | 'program-too-old'
  | 'revocation-unknown'
  | 'clock'
  | 'failed'

export type Examined =
  | { readonly ok: true; readonly text: string; readonly facts: PassFacts }
  | { readonly ok: false; readonly refusal: Refusal }

/** Refusals that a fresh trust list may turn into a yes. */
export const newListMayHelp = (refusal: Refusal): boolean =>
  [
    'trust-missing',
    'trust-ended',
    'newer-than-trust',
    'unknown-issuer',
    'rules-undecided',
    'revocation-unknown',
  ].includes(refusal)

/** Refusals that a blurred picture of a good pass may also cause. */
export const maybeMisread = (refusal: Refusal): boolean => refusal === 'damaged' || refusal === 'forged'

/**
 * Whether a code may be kept: one that holds, or a genuine one of others that may count elsewhere. Every verdict comes
 * from `verify` and from nowhere else. Of a file of another wallet the code inside is kept.
 */
export async function examine(
  given: string,
  circumstances: Circumstances,
  checker: SignatureChecker,
): Promise<Examined> {
  const text = isWalletFile(given) ? given : given.trim()
  const verdict = await verdictOf(text, circumstances, checker)
  const refusal = refusalOf(verdict, text)
  if (refusal) return { ok: false, refusal }
  const opened = await openedFrom(text)
  // What its holder has to sign afresh is no longer good in a minute.
  if (verdict.reason === 'copy' || opened?.holderKey?.required) return { ok: false, refusal: 'copy' }
  const inside = typeof opened?.wraps === 'string' ? opened.wraps.trim() : undefined
  if (opened?.wraps === null) return { ok: false, refusal: 'no-pass' }
  if (inside !== undefined) return examine(inside, circumstances, checker)
  const facts = opened && factsOf(text, opened)
  if (!facts) return { ok: false, refusal: 'foreign' }
  if (verdict.status === 'not-accepted' && facts.format === 'pass')
    return { ok: false, refusal: 'not-accepted' }
  if (facts.kind === 'other') return { ok: false, refusal: 'other-kind' }
  if (displayName(facts.givenName, facts.familyName) === '') return { ok: false, refusal: 'nameless' }
  return { ok: true, text, facts }
}

/** How a pass that is kept stands now; undefined where this release cannot read it. */
export async function judge(
  kept: KeptPass,
  circumstances: Circumstances,
  checker: SignatureChecker,
): Promise<WalletPass | undefined> {
  const opened = await openedFrom(kept.text)
  const facts = opened && factsOf(kept.text, opened)
  if (!facts) return undefined
  const verdict = await verdictOf(kept.text, circumstances, checker)
  const standing = standingOf(verdict, facts, circumstances.now)
  const type = typeOf(verdict, facts, opened)
  const showsLive = kept.live && !isOver(await verdictOf(kept.live.bound, circumstances, checker))
  return {
    ...kept,
    ...facts,
    // As long as the rules take it, which may be shorter than it lasts by itself.
    ...(standing === 'valid' && { expires: verdict.expires }),
    standing,
    ...(type !== undefined && { type }),
    ...(verdict.genuine === true && verdict.issuer !== null && { issuer: verdict.issuer }),
    ...ruleOf(verdict),
    ...(showsLive && { showsLive }),
  }
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
      return expires !== null && now >= expires ? 'ended' : 'unchecked'
  }
}

/** Own passes say it themselves; what another's credential stands for, the rules say, and only while they take it. */
function typeOf({ status, standsFor }: Verdict, facts: PassFacts, opened: Opened): PassType | undefined {
  if (facts.format === 'pass') return passTypeIn(facts.kind)
  if (status !== 'valid') return undefined
  return standsFor ?? (opened.statesPass === 'whole' ? passTypeIn(opened.passType ?? opened.kind) : undefined)
}

const passTypeIn = (kind: string): PassType | undefined => PASS_TYPES.find((known) => known === kind)

function ruleOf({ status, reason }: Verdict): Pick<WalletPass, 'rule'> {
  if (status !== 'not-accepted') return {}
  return reason === 'type-not-accepted' || reason === 'signer-ended'
    ? { rule: reason }
    : { rule: 'not-by-the-rules' }
}

/** Of the bound pass alone: a copy is all that it can be without its key's signature. */
const isOver = ({ status, reason }: Verdict): boolean => status !== 'unknown' && reason !== 'copy'

/** Undefined for what may be kept, as far as `verify` alone can say. */
function refusalOf({ status, reason }: Verdict, text: string): Refusal | undefined {
  switch (status) {
    case 'valid':
    case 'not-yet-valid':
    case 'not-accepted':
      return undefined
    case 'expired':
      return 'expired'
    case 'revoked':
      return 'withdrawn'
    default:
  }
  switch (reason) {
    case 'unreadable':
      return formatOf(text) ? 'damaged' : knownOutside(text) ? 'foreign' : 'no-pass'
    case 'untrusted-issuer':
    case 'unknown-key':
      return status === 'unknown' ? 'newer-than-trust' : 'unknown-issuer'
    case 'unsupported-format':
      return 'foreign'
    case 'trust-expired':
      return 'trust-ended'
    case 'clock-in-doubt':
      return 'clock'
    case 'check-failed':
      return 'failed'
    case 'trust-missing':
    case 'not-one':
    case 'rules-undecided':
    case 'program-too-old':
    case 'revocation-unknown':
      return reason
    default:
      return 'forged'
  }
}

/** To be believed only after `verify`, today or when it came. */
async function openedFrom(text: string): Promise<Opened | undefined> {
  try {
    const opened = await formatOf(text)?.open(text, LIMITS)
    return opened?.ok ? opened : undefined
  } catch {
    return undefined // the reader for this format is not on this device
  }
}

function factsOf(text: string, opened: Opened): PassFacts | undefined {
  const format = formatOf(text)?.name
  if (format === undefined || format === 'pkpass') return undefined
  const { kind, expires, holder, issuedAt } = opened
  const { givenName, familyName, birthDate, latin } = holder
  if (format === 'pass' && (passTypeIn(kind) === undefined || birthDate === null || expires === null))
    return undefined
  const from = Math.max(opened.notBefore, issuedAt) as Instant
  return {
    format,
    kind,
    givenName,
    familyName,
    ...(latin && { latin }),
    birthDate,
    issued: issuedAt,
    from,
    expires,
  }
}
