import type { Instant } from '@excelsior/domain'
import type { OpenedStatusList } from '../sd-jwt/status-list.ts'
import type { StatusList } from '../sd-jwt/status-revocation.ts'
import { includes, readRice, riceFor, writeRice } from './rice-code.ts'
import type { ListedStatuses } from './trust-list.ts'

/** Eight million: what the largest status list unpacks to, at a bit a place. */
const MOST_PLACES = 8 * 1024 * 1024

const BITS_IN_CHARACTER = 6

/**
 * `latest`: until when it may count at most, whatever it says of itself. Undefined where it takes more than
 * `mostCharacters`, which is looked at before it is written.
 */
export function writeStatuses(
  list: OpenedStatusList,
  latest: Instant,
  mostCharacters: number,
): ListedStatuses | undefined {
  const { issuer, uri, expires, size } = list
  const mostBits = mostCharacters * BITS_IN_CHARACTER
  const places = list.notValid(mostBits) // each takes a bit at the least
  if (!places) return undefined
  const rice = riceFor(places.length, size)
  if (places.length * (rice + 1) > mostBits) return undefined
  return {
    issuer,
    uri,
    goodUntil: Math.min(expires, latest) as Instant,
    size,
    rice,
    count: places.length,
    places: writeRice(places, rice),
  }
}

/** Undefined where the code is not what it says it is. */
export function readStatuses({
  issuer,
  uri,
  goodUntil,
  size,
  rice,
  count,
  places,
}: ListedStatuses): StatusList | undefined {
  const isCount = (number: number, most: number) =>
    Number.isSafeInteger(number) && number >= 0 && number <= most
  if (!isCount(size, MOST_PLACES) || !isCount(count, size) || !isCount(rice, 24)) return undefined
  const notValid = readRice(places, { rice, count, below: size })
  if (!notValid) return undefined
  const statusAt = (index: number) => (index < size ? (includes(notValid, index) ? 1 : 0) : undefined)
  return { uri, issuer, expires: goodUntil, statusAt }
}
