import { setImmediate as turn } from 'node:timers/promises'
import { type Entry, type ReadItem, type ReadOptions, readFhirLines } from '@excelsior/records'
import { StoreUnavailable } from '@excelsior/store'
import { type Ingested, type Ingestion, Tally } from '../ingestion.ts'
import { type Issue, issueOf, issueOfRequest, operationOutcome } from './operation-outcome.ts'
import { checked, type FhirAnswer, FORBIDDEN, mayBeRead, type Sent } from './take.ts'

export interface LineDoor {
  readonly ingestion: Ingestion
  readonly log: { warn(what: object, message: string): void }
}

/** Faults that are told one by one; all are kept. */
const MOST_TOLD = 99
/** So long others wait at most, in milliseconds. */
const SLICE = 20

/**
 * Takes in a stream of lines, however long: nothing of it but bounded parts is held, and no faster than it is stored.
 * The answer counts. Where it ends before its time, what is on file by then stays, and is a duplicate when it is sent
 * again.
 */
export async function takeLines(
  chunks: AsyncIterable<Uint8Array>,
  sent: Sent,
  { ingestion, log }: LineDoor,
): Promise<FhirAnswer> {
  const tally = new Tally()
  const issues: Issue[] = []
  let untold = 0
  let refused = 0
  let isTooLong = false
  const tell = (issue: Issue): void => {
    if (issues.length < MOST_TOLD) issues.push(issue)
    else untold++
  }
  const isRead = (entry: Entry): boolean => {
    const { requests, faults, forbidden } = checked([entry], sent, true)
    const at = `Line ${entry.ordinal}`
    for (const fault of faults) tell(inLine(issueOfRequest(fault, at), entry.ordinal))
    for (const ordinal of forbidden) tell(inLine(FORBIDDEN, ordinal))
    refused += faults.length + forbidden.length
    return mayBeRead(entry, requests, sent)
  }
  const take = (ingested: Ingested): void => {
    tally.count(ingested)
    if (ingested.kind === 'notice') return
    if (ingested.kind === 'taken') {
      for (const each of ingested.report.setAside) tell(inLine(issueOf(each, 'warning'), each.message))
      return
    }
    const { rejection } = ingested
    if (rejection.message === 0) isTooLong = true
    else tell(inLine(issueOf(rejection, 'error'), rejection.message))
  }
  const answer = (status: number, first: Issue): FhirAnswer => {
    const more: Issue = {
      severity: 'information',
      code: 'informational',
      diagnostics: `${untold} more are not listed.`,
    }
    return { status, body: operationOutcome([first, ...issues, ...(untold > 0 ? [more] : [])].slice(0, 100)) }
  }
  try {
    const read = (bytes: AsyncIterable<Uint8Array>, options: ReadOptions) =>
      inTurns(readFhirLines(bytes, options, { isRead }))
    for await (const ingested of ingestion.ingest(chunks, sent.source, read)) take(ingested)
  } catch (error) {
    // The line may be torn: then nobody hears the answer, and the log alone knows how far it came.
    log.warn({ event: 'lines-cut-off', read: tally.messages.read, stored: tally.messages.stored }, 'cut off')
    if (isTorn(error))
      return answer(400, { severity: 'fatal', code: 'incomplete', diagnostics: 'The connection broke.' })
    if (!(error instanceof StoreUnavailable)) throw error
    const text = `It could not be stored to its end. Known to be on file: ${counted(tally)} Send it again: what is on file already is known and does no harm.`
    return answer(503, { severity: 'fatal', code: 'transient', diagnostics: text })
  }
  if (isTooLong) {
    const text = `There is more than 1 GiB in it. ${counted(tally)} Send the rest in another file; what is on file already does no harm.`
    return answer(413, { severity: 'fatal', code: 'too-long', diagnostics: text })
  }
  const outside = refused > 0 ? ` ${refused} were not for us, or not allowed.` : ''
  return answer(200, {
    severity: 'information',
    code: 'informational',
    diagnostics: `It is on file. ${counted(tally)}${outside}`,
  })
}

/** The sender went away in the middle: nothing of ours is at fault. */
const isTorn = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')

function counted({ messages, records }: Tally): string {
  const { stored, duplicates, corrected, deleted, rejected } = messages
  return `${messages.read} lines with something to keep: ${stored} stored, ${duplicates} already on file, ${corrected} corrected, ${deleted} deleted, ${rejected} refused and kept (${records.setAside} records of them beside others that stand).`
}

const inLine = (issue: Issue, line: number): Issue => ({
  ...issue,
  diagnostics: issue.diagnostics.startsWith('Line ')
    ? issue.diagnostics
    : `Line ${line}: ${issue.diagnostics}`,
})

async function* inTurns(items: AsyncIterable<ReadItem>): AsyncGenerator<ReadItem> {
  let since = performance.now()
  for await (const item of items) {
    yield item
    if (performance.now() - since < SLICE) continue
    await turn()
    since = performance.now()
  }
}
