import type { Instant } from '@excelsior/domain'

/** How much of a pass is left at `now`, 1 to 0: what the sun on its horizon shows. */
export function shareLeft(issued: Instant, expires: Instant, now: Instant): number {
  if (expires <= issued) return 0
  return Math.min(1, Math.max(0, (expires - now) / (expires - issued)))
}
