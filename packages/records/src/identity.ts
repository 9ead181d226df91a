import type {
  DoseStatus,
  HealthRecord,
  Instant,
  PersonDetails,
  ResultStatus,
  TestResult,
} from '@excelsior/domain'

/** Parts cannot run into one another: values hold no control characters. */
export function keyOf(...parts: readonly (string | number | undefined)[]): string {
  return parts.map((part) => part ?? '').join('\u001f')
}

/** Who is meant where a record has no number of its own: the sender's number for the person, else name and birth date. */
export function personKey(person: PersonDetails): string {
  const [identifier] = person.identifiers ?? []
  if (identifier !== undefined) return keyOf('id', identifier)
  return keyOf('name', person.familyName?.toUpperCase(), person.givenName?.toUpperCase(), person.birthDate)
}

/** Numbers that senders put where they have none. */
export function isPlaceholderNumber(number: string): boolean {
  const text = number.toUpperCase()
  if (['9999', 'UNK', 'UNKNOWN', 'NA', 'N/A', 'NONE', 'NULL'].includes(text)) return true
  for (const character of text) if (character !== '0') return false
  return true
}

/** Of the numbers of one person the one of the same authority as this (`authority|id`); else the first. */
export function partnerOf(number: string, numbers: readonly string[]): string {
  const authority = number.slice(0, number.indexOf('|') + 1)
  return numbers.find((each) => each.startsWith(authority)) ?? numbers[0] ?? ''
}

/**
 * A text that compares as the records do: preliminary ones below all others, then by the time the message was sent,
 * then withdrawn over corrected over the rest; at last positive over inconclusive over negative, so that two values
 * of one message end alike whichever comes first.
 */
export function precedenceOf(sentAt: Instant | undefined, rank: Rank, result?: TestResult): string {
  const sent = String(Math.max(0, sentAt ?? 0)).padStart(15, '0')
  const value = result === 'positive' ? 3 : result === 'inconclusive' ? 2 : 1
  return `${rank === 'preliminary' ? 0 : 1}${sent}${RANKS.indexOf(rank)}${value}`
}

/**
 * Whether an undated report may take the place of what stands under its key, because it came later: it is of no lower
 * rank, and turns no positive into a negative without being a correction.
 */
export function outranks(undated: string, standing: string): boolean {
  return withoutTime(undated) >= withoutTime(standing)
}

function withoutTime(precedence: string): string {
  return precedence.slice(0, 1) + precedence.slice(16)
}

const RANKS = ['preliminary', 'first', 'corrected', 'withdrawn'] as const
export type Rank = (typeof RANKS)[number]

export function rankOfResult(status: ResultStatus): Rank {
  if (isWithdrawn(status)) return 'withdrawn'
  return status === 'corrected' || status === 'preliminary' ? status : 'first'
}

export function isWithdrawn(status: ResultStatus | DoseStatus): boolean {
  return status === 'wrong' || status === 'deleted' || status === 'cancelled'
}

export type RecordOf<Kind extends HealthRecord['kind']> = Extract<HealthRecord, { kind: Kind }>
