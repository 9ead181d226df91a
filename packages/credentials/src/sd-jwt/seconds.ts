import type { Instant } from '@excelsior/domain'
import type { Json } from '../encoding/json.ts'

/** Seconds: 2106. Above it lie milliseconds taken for seconds. */
const LATEST_SECOND = 0xffff_ffff

/** A NumericDate (RFC 7519, section 2), fractions cut; undefined for all else. */
export function instantOfSeconds(value: Json | undefined): Instant | undefined {
  return typeof value === 'number' && value >= 0 && value <= LATEST_SECOND
    ? ((Math.floor(value) * 1000) as Instant)
    : undefined
}

/** Fractions are cut: nothing ends later than it should. Throws a RangeError outside 1970 to 2106. */
export function secondsOf(instant: Instant): number {
  const seconds = Math.floor(instant / 1000)
  if (!(seconds >= 0 && seconds <= LATEST_SECOND)) throw new RangeError('an instant from 1970 to 2106')
  return seconds
}
