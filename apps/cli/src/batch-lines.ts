import { credentialsIn, readIsoTime } from '@excelsior/credentials'
import { type Instant, instantOf, parseInstant } from '@excelsior/domain'
import { type LineBatch, LineFault } from './lines.ts'
import type { Check, Checked } from './trust-ground.ts'
import { verdictJson } from './verdict-text.ts'

export interface BatchAnswers {
  /** A line for each that was asked. */
  readonly text: string
  /** The first line that cannot be used, as a `LineFault` has it; those before it are answered. */
  readonly fault?: { readonly line: number; readonly what: string }
}

/** Verdicts on lines `{"id","text","at"}`, in their order and one at a time; `now` where one has no time. */
export async function answersTo(
  { first, lines }: LineBatch,
  check: Check,
  now: () => Instant,
): Promise<BatchAnswers> {
  let text = ''
  try {
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue
      const asked = readLine(line, first + index, now)
      const { verdict, zone } = await checkAll(asked.text, asked.instant, check)
      text += `{"id":${JSON.stringify(asked.id)},${verdictJson(verdict, zone).slice(1)}\n`
    }
  } catch (error) {
    if (!(error instanceof LineFault)) throw error
    return { text, fault: { line: error.line, what: error.what } }
  }
  return { text }
}

/** Of a file of several credentials the first that is not valid: one line, one verdict. */
async function checkAll(text: string, at: Instant, check: Check): Promise<Checked> {
  const [first = text, ...others] = await credentialsIn(text)
  let checked = await check(first, at)
  for (const other of others) if (checked.verdict.status === 'valid') checked = await check(other, at)
  return checked
}

function readLine(line: string, number: number, now: () => Instant) {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    throw new LineFault(number, 'is no JSON') // the parser's own message would quote the line
  }
  const {
    id,
    text,
    at: own,
  } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
  if (id === undefined || typeof text !== 'string') throw new LineFault(number, 'lacks "id" or "text"')
  const instant = own === undefined || own === null ? now() : instantIn(String(own))
  if (instant === undefined) throw new LineFault(number, '"at" is no RFC 3339 date-time')
  return { id, text, instant }
}

/** Lines are made from data of many hands: a time without an offset is UTC, as in EU certificates. */
function instantIn(text: string): Instant | undefined {
  const time = readIsoTime(text)
  return parseInstant(text) ?? (time && instantOf(time))
}
