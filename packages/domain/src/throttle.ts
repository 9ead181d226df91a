/** So many at once, and as many again in every period, evenly refilled. */
export interface Limit {
  readonly count: number
  readonly periodMilliseconds: number
}

export interface Step {
  readonly allowed: boolean
  /** The state to keep under the throttled key, also when refused; whole milliseconds since 1970. */
  readonly tat: number
  /** The first instant at which the next one is allowed: in the past or now where it is allowed at once. */
  readonly retryAt: number
}

/**
 * One step of the generic cell rate algorithm (GCRA; ITU-T I.371). The only state is the theoretical arrival
 * time: when the allowance would be full again. A key never seen has none. Refused tries cost nothing.
 */
export function step(tat: number | undefined, now: number, limit: Limit): Step {
  const interval = Math.ceil(limit.periodMilliseconds / limit.count)
  const allowance = interval * limit.count
  // No honest state lies further ahead than the whole allowance: one that does was written under a wrong clock,
  // and must not lock somebody out for longer than a period.
  const full = Math.min(Math.max(tat ?? now, now), now + allowance)
  const next = full + interval
  const allowed = next <= now + allowance
  const kept = allowed ? next : full
  return { allowed, tat: kept, retryAt: kept + interval - allowance }
}
