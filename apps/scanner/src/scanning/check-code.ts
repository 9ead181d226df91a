import { type SignatureChecker, type Trust, type Verdict, verify } from '@excelsior/credentials'
import { type Instant, PASS_TYPES, type PassType } from '@excelsior/domain'
import { looksLikeAPass } from './code-text.ts'
import { cannotCheck, type Doubt, type Outcome, type Seen } from './outcome.ts'
import type { Source } from './scan-session.ts'

export interface Circumstances {
  readonly trust: Trust | undefined
  /** The latest instant that is known to have passed. */
  readonly latestTime: Instant | undefined
  /** Nothing has confirmed this device's clock of late. */
  readonly clockUnconfirmed: boolean
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
  const { trust, latestTime, now, accepted, clockUnconfirmed } = circumstances
  const verdict = await verify(text, trust, now, {
    checker,
    accepts: new Set(accepted),
    clockInDoubt: clockUnconfirmed,
    ...(latestTime === undefined ? {} : { clockFloor: latestTime }),
  })
  return outcomeOf(verdict, text, source, isOfOthers(verdict, trust))
}

/** Whether another department signed it, or nobody's department. */
function isOfOthers({ format, issuer }: Verdict, trust: Trust | undefined): boolean {
  if (format !== 'pass') return true
  return Array.from(trust?.issuers.values() ?? []).some(({ name, source }) => source && name === issuer)
}

/** The category of a verdict: what a stranger may be told, with the holder only where the signature held. */
export function outcomeOf(verdict: Verdict, text: string, source: Source, ofOthers = false): Outcome {
  switch (verdict.status) {
    case 'valid':
    case 'expired':
    case 'not-yet-valid':
      return genuine(verdict, verdict.status, ofOthers)
    case 'not-accepted':
      return {
        word: 'not-accepted',
        proven: true,
        ...typed(verdict),
        ...(verdict.reason === 'copy' && { copy: true }),
      }
    case 'revoked':
      return { word: 'not-genuine', proven: true }
    case 'not-genuine':
      return verdict.reason === 'unreadable' ? unread(text, source) : { word: 'not-genuine', proven: false }
    case 'unknown':
      return cannotCheck(doubtOf(verdict.reason))
  }
}

function genuine(verdict: Verdict, word: 'valid' | 'expired' | 'not-yet-valid', ofOthers: boolean): Outcome {
  const { type } = typed(verdict)
  const { holder, expires, validFrom } = verdict
  const seen = seenIn(verdict, ofOthers)
  // Without what the screen has to show, or standing for no pass.
  if (holder === null || !seen) return { word: 'not-accepted', proven: true }
  switch (word) {
    case 'valid':
      if (type === undefined) return { word: 'not-accepted', proven: true }
      return {
        word,
        proven: true,
        type,
        seen,
        holder,
        expires,
        ...freshness(verdict),
        ...(verdict.showsOther && { showsOther: true }),
      }
    case 'expired':
      if (expires === null) return { word: 'not-accepted', proven: true }
      return { word, proven: true, ...typed(verdict), seen, holder, since: expires }
    case 'not-yet-valid':
      return {
        word,
        proven: true,
        ...typed(verdict),
        seen,
        holder,
        ...(validFrom !== undefined && { from: validFrom }),
      }
  }
}

const OTHERS_KINDS = ['vaccination', 'test', 'recovery'] as const

function seenIn({ format, kind, issuer }: Verdict, ofOthers: boolean): Seen | undefined {
  if (format === null) return undefined
  const isPass = format !== 'shc' && format !== 'dcc' && PASS_TYPES.some((type) => type === kind)
  const told = isPass ? 'pass' : (OTHERS_KINDS.find((known) => known === kind) ?? 'other')
  return { format, kind: told, ...(ofOthers && issuer !== null && { issuer }) }
}

function freshness({ live, clocksDiffer }: Verdict): { readonly fresh?: 'live' | 'clocks-differ' } {
  if (live) return { fresh: 'live' }
  return clocksDiffer ? { fresh: 'clocks-differ' } : {}
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
    case 'not-one':
      return 'parts'
    case 'rules-undecided':
      return 'rules'
    case 'program-too-old':
      return 'app-too-old'
    case 'revocation-unknown':
      return 'revocation'
    default:
      return 'failed'
  }
}

/** What it stands for; others' credentials state no pass by their kind, whatever it is called. */
function typed({ format, kind, standsFor }: Verdict): { readonly type?: PassType } {
  const states = format === 'shc' || format === 'dcc' ? undefined : kind
  const type = standsFor ?? PASS_TYPES.find((known) => known === states)
  return type === undefined ? {} : { type }
}
