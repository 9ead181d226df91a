import { type SignatureChecker, type Trust, type Verdict, verify } from '@excelsior/credentials'
import { type Instant, PASS_TYPES, type PassType } from '@excelsior/domain'
import { looksLikeAPass } from './code-text.ts'
import { cannotCheck, type Doubt, type Outcome } from './outcome.ts'
import type { Source } from './scan-session.ts'

export interface Circumstances {
  readonly trust: Trust | undefined
  /** The latest instant that is known to have passed. */
  readonly latestTime: Instant | undefined
  /** The types that this venue takes. */
  readonly accepted: readonly PassType[]
  readonly now: Instant
}

export type CheckCode = (text: string, source: Source) => Promise<Outcome>

/** One code, from its text to what the screen says. Every verdict comes from `verify` and from nowhere else. */
export async function checkCode(
  text: string,
  source: Source,
  circumstances: Circumstances,
  checker: SignatureChecker,
): Promise<Outcome> {
  const { trust, latestTime, now, accepted } = circumstances
  const verdict = await verify(text, trust, now, {
    checker,
    accepts: new Set(accepted),
    ...(latestTime === undefined ? {} : { clockFloor: latestTime }),
  })
  return outcomeOf(verdict, text, source)
}

/** The category of a verdict: what a stranger may be told, with the holder only where the signature held. */
export function outcomeOf(verdict: Verdict, text: string, source: Source): Outcome {
  switch (verdict.status) {
    case 'valid':
    case 'expired':
    case 'not-yet-valid':
      return genuine(verdict, verdict.status)
    case 'not-accepted':
      return { word: 'not-accepted', proven: true, ...typed(verdict) }
    case 'revoked':
      return { word: 'not-genuine', proven: true }
    case 'not-genuine':
      return verdict.reason === 'unreadable' ? unread(text, source) : { word: 'not-genuine', proven: false }
    case 'unknown':
      return cannotCheck(doubtOf(verdict.reason))
  }
}

function genuine(verdict: Verdict, word: 'valid' | 'expired' | 'not-yet-valid'): Outcome {
  const type = passTypeOf(verdict)
  const { holder, expires, validFrom } = verdict
  // Of a kind that venues do not choose from, or without what the screen has to show.
  if (type === undefined || holder === null || expires === null) return { word: 'not-accepted', proven: true }
  switch (word) {
    case 'valid':
      return { word, proven: true, type, holder, expires }
    case 'expired':
      return { word, proven: true, type, holder, since: expires }
    case 'not-yet-valid':
      return { word, proven: true, type, holder, ...(validFrom !== undefined && { from: validFrom }) }
  }
}

function unread(text: string, source: Source): Outcome {
  if (source === 'wedge') return cannotCheck('keyboard-layout')
  if (!looksLikeAPass(text)) return cannotCheck('unknown-code')
  return cannotCheck(source === 'typed' ? 'copied-text' : 'unreadable')
}

function doubtOf(reason: Verdict['reason']): Doubt {
  switch (reason) {
    case 'trust-missing':
      return 'trust-missing'
    case 'trust-expired':
      return 'trust-ended'
    case 'clock-in-doubt':
      return 'clock'
    case 'unknown-key':
      return 'update-needed'
    case 'unsupported-format':
      return 'unknown-code'
    default:
      return 'failed'
  }
}

const passTypeOf = ({ kind }: Verdict): PassType | undefined => PASS_TYPES.find((type) => type === kind)

function typed(verdict: Verdict): { readonly type?: PassType } {
  const type = passTypeOf(verdict)
  return type === undefined ? {} : { type }
}
