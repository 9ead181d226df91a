import { type Instant, parseInstant } from '@excelsior/domain'
import type { Der } from './der.ts'

const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18

/** RFC 5280, section 4.1.2.5: to the second, in UTC. Two digits of a year are 1950 to 2049. */
export function timeOf(element: Der | undefined): Instant | undefined {
  if (element?.tag !== UTC_TIME && element?.tag !== GENERALIZED_TIME) return undefined
  const { tag, content } = element
  if (content.length !== (tag === UTC_TIME ? 13 : 15)) return undefined
  const text = String.fromCharCode(...content)
  const all = tag === UTC_TIME ? (text < '50' ? `20${text}` : `19${text}`) : text
  if (!all.endsWith('Z')) return undefined
  const part = (start: number) => all.slice(start, start + 2)
  return parseInstant(`${all.slice(0, 4)}-${part(4)}-${part(6)}T${part(8)}:${part(10)}:${part(12)}Z`)
}
