import { type CivilDate, dayNumber, type Instant, isCivilDate } from '@excelsior/domain'
import { fieldsOf } from '@excelsior/offline'
import { type Outcome, WORDS, type Word } from '../scanning/outcome.ts'
import { COUNTED, type Counted, countedType } from './counts.ts'

/** One line of what is sent: a day, never a time. */
export interface CountLine {
  readonly day: CivilDate
  readonly type: Counted
  readonly result: Word
  readonly count: number
}

/** What goes over the line at once. Sent again until an answer comes; the service counts each key once. */
export interface Batch {
  /** 32 hexadecimal digits, drawn for this batch alone: it names no device. */
  readonly key: string
  readonly counts: readonly CountLine[]
}

/** What a venue that agreed still has to send. */
export interface Outgoing {
  /** By `day/type/result`. */
  readonly gathered: Readonly<Record<string, number>>
  readonly batch?: Batch
  readonly sentAt?: Instant
}

export const NOTHING_TO_SEND: Outgoing = { gathered: {} }

/** Once an hour at most: whoever sees the line learns nothing of single scans. */
const SEND_EVERY = 3_600_000
/** The service takes no older days. */
const DAYS = 7
/** The service takes no more in one batch: 8 days of all types and results are 192. */
const MOST_LINES = 200
const MOST = 100_000

export function gather(outgoing: Outgoing, outcome: Outcome, today: CivilDate): Outgoing {
  const key = `${today}/${countedType(outcome)}/${outcome.word}`
  return { ...outgoing, gathered: { ...outgoing.gathered, [key]: (outgoing.gathered[key] ?? 0) + 1 } }
}

/** With a batch where there is something to send and none is under way. `newKey` is asked only then. */
export function batched(outgoing: Outgoing, today: CivilDate, newKey: () => string): Outgoing {
  if (outgoing.batch) return outgoing
  const counts = linesOf(outgoing.gathered, today)
  const { batch: _, ...rest } = outgoing
  return counts.length === 0
    ? { ...rest, gathered: {} }
    : { ...rest, gathered: {}, batch: { key: newKey(), counts } }
}

/** After an answer: what was sent is forgotten. */
export function sent(outgoing: Outgoing, key: string, at: Instant): Outgoing {
  if (outgoing.batch?.key !== key) return outgoing
  return { gathered: outgoing.gathered, sentAt: at }
}

export const mayBeSent = ({ sentAt }: Outgoing, now: Instant): boolean =>
  sentAt === undefined || now < sentAt || now - sentAt >= SEND_EVERY

/** All that waits, for the eyes of whoever agreed to it. */
export const waitingLines = ({ gathered, batch }: Outgoing, today: CivilDate): readonly CountLine[] => [
  ...(batch?.counts ?? []),
  ...linesOf(gathered, today),
]

function linesOf(gathered: Outgoing['gathered'], today: CivilDate): readonly CountLine[] {
  const lines: CountLine[] = []
  for (const [key, count] of Object.entries(gathered)) {
    const line = lineOf(key, count)
    if (line && Math.abs(dayNumber(today) - dayNumber(line.day)) < DAYS) lines.push(line)
  }
  return lines.slice(0, MOST_LINES)
}

function lineOf(key: string, count: unknown): CountLine | undefined {
  const [day = '', type, result] = key.split('/')
  const known = { type: COUNTED.find((each) => each === type), result: WORDS.find((each) => each === result) }
  if (!isCivilDate(day) || !known.type || !known.result || !isCount(count)) return undefined
  return { day, type: known.type, result: known.result, count: Math.min(count, MOST) }
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0

/** What cannot be read is dropped: a count too few is no harm. */
export function readOutgoing(stored: unknown): Outgoing {
  const { gathered, batch, sentAt } = fieldsOf(stored)
  const kept: Record<string, number> = {}
  for (const [key, count] of Object.entries(fieldsOf(gathered)))
    if (lineOf(key, count) && isCount(count)) kept[key] = count
  const { key, counts } = fieldsOf(batch)
  const lines: CountLine[] = []
  for (const each of Array.isArray(counts) ? counts : []) {
    const { day, type, result, count } = fieldsOf(each)
    const line = lineOf(`${day}/${type}/${result}`, count)
    if (line) lines.push(line)
  }
  return {
    gathered: kept,
    ...(typeof key === 'string' && /^[0-9a-f]{32}$/.test(key) && lines.length > 0
      ? { batch: { key, counts: lines } }
      : {}),
    ...(typeof sentAt === 'number' ? { sentAt: sentAt as Instant } : {}),
  }
}
