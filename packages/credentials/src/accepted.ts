import type { Instant } from '@excelsior/domain'
import type { Opened } from './format.ts'
import type { Trust, TrustedKey } from './trust/trust.ts'
import type { Verdict } from './verdict.ts'
import { unknown } from './verdicts.ts'
import type { VerifyOptions } from './verify-options.ts'

/** Our own passes were judged when they were made; others' credentials are judged now, by the rules in force. */
export async function accepted(
  opened: Opened,
  key: TrustedKey,
  trust: Trust,
  now: Instant,
  options: VerifyOptions,
  genuine: Omit<Verdict, 'status'>,
): Promise<Verdict> {
  const takes = (type: string) =>
    (trust.rules.accepts as ReadonlySet<string>).has(type) && options.accepts?.has(type) !== false
  if (key.statesPasses && opened.statesPass) {
    const type = opened.passType ?? opened.kind
    const stated = opened.passType === undefined ? genuine : { ...genuine, standsFor: opened.passType }
    if (!takes(type)) return { ...stated, status: 'not-accepted', reason: 'type-not-accepted' }
    return opened.statesPass === 'whole'
      ? { ...stated, status: 'valid' }
      : { ...genuine, status: 'not-accepted', reason: 'not-by-the-rules' }
  }
  const judged = await trust.acceptance.judge(opened, key, now)
  if (judged.accepted === null) return unknown(key.format, judged.reason)
  if (!judged.accepted || (judged.until !== null && now >= judged.until)) {
    return { ...genuine, status: 'not-accepted', reason: 'not-by-the-rules' }
  }
  const { standsFor, until } = judged
  if (standsFor === undefined) return { ...genuine, status: 'valid' }
  if (!takes(standsFor)) {
    return { ...genuine, standsFor, status: 'not-accepted', reason: 'type-not-accepted' }
  }
  const soonest = Math.min(until ?? Number.POSITIVE_INFINITY, opened.expires ?? Number.POSITIVE_INFINITY)
  const expires = Number.isFinite(soonest) ? (soonest as Instant) : null
  return { ...genuine, standsFor, expires, status: 'valid' }
}
