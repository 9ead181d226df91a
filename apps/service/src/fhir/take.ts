import { setImmediate as turn } from 'node:timers/promises'
import type { Instant } from '@excelsior/domain'
import {
  type Entry,
  type EntryRequest,
  type FhirInput,
  overlaps,
  type ReadItem,
  type ReadOptions,
  type RequestFault,
  readFhirInput,
  requestOf,
  STORED_TYPES,
} from '@excelsior/records'
import type { Source } from '@excelsior/store'
import type { Ingested, WholeIngestion } from '../ingestion.ts'
import { type Issue, issueOf, issueOfRequest, operationOutcome } from './operation-outcome.ts'
import { allows } from './scopes.ts'

/** What is said about one entry. */
interface EntryAnswer {
  readonly status: keyof typeof STATUS
  readonly issues: readonly Issue[]
}

const STATUS = {
  200: '200 OK',
  201: '201 Created',
  204: '204 No Content',
  400: '400 Bad Request',
  403: '403 Forbidden',
  422: '422 Unprocessable Entity',
} as const

export interface FhirAnswer {
  readonly status: number
  readonly body: object | undefined
}

export interface FhirDoor {
  readonly ingestion: WholeIngestion
  readonly now: () => Instant
}

export interface Sent {
  readonly source: Source
  readonly scopes: readonly string[]
  /** `Prefer: return=minimal`: only what went wrong is told. */
  readonly minimal: boolean
}

/** So long others wait at most, in milliseconds. */
const SLICE = 20

/** Takes a document in, as what it says it is; the answer means: on disk. */
export function takeFhir(input: FhirInput, sent: Sent, door: FhirDoor): Promise<FhirAnswer> {
  const { bundle, entries, rejections } = input
  if (bundle && rejections.length === 0) {
    const { type } = bundle
    if (type === 'transaction') return takeTransaction(input, sent, door)
    if (type === 'batch' || type === 'collection') return takeBatch(input, sent, door, type === 'collection')
    const fault: Issue =
      type === undefined
        ? {
            severity: 'error',
            code: 'required',
            diagnostics: 'The Bundle has no type.',
            expression: ['Bundle.type'],
          }
        : {
            severity: 'error',
            code: 'not-supported',
            diagnostics: 'Bundles of the types transaction, batch and collection are taken.',
            expression: ['Bundle.type'],
          }
    return Promise.resolve({ status: type === undefined ? 400 : 422, body: operationOutcome([fault]) })
  }
  if (entries.length + rejections.length > 1 || (entries[0] && !entries[0].method))
    return takeBatch(input, sent, door, true)
  return takeOne(input, sent, door)
}

/** The checks that need no reading: by ordinal, what is refused already. */
export function checked(
  entries: readonly Entry[],
  { scopes }: Sent,
  isCollection: boolean,
): {
  readonly requests: ReadonlyMap<number, EntryRequest>
  readonly faults: readonly RequestFault[]
  readonly forbidden: readonly number[]
} {
  const requests = new Map<number, EntryRequest>()
  const faults: RequestFault[] = []
  const forbidden: number[] = []
  for (const entry of entries) {
    const request = requestOf(entry, isCollection)
    if ('reason' in request) faults.push(request)
    else if (isStored(request.type) && !allows(scopes, request.type, request.interaction))
      forbidden.push(entry.ordinal)
    else requests.set(entry.ordinal, request)
  }
  return { requests, faults, forbidden }
}

const isStored = (type: string): boolean => STORED_TYPES.some((name) => name === type)

/** A patient comes with each record, whatever the scopes; what its links say of who is who needs one of its own. */
export function mayBeRead(
  { ordinal, resource }: Entry,
  requests: ReadonlyMap<number, EntryRequest>,
  { scopes }: Sent,
): boolean {
  const request = requests.get(ordinal)
  if (!request) return false
  return resource?.resourceType !== 'Patient' || allows(scopes, 'Patient', request.interaction)
}

export const FORBIDDEN: Issue = {
  severity: 'error',
  code: 'forbidden',
  diagnostics: 'The scopes of this sender do not allow it.',
}

async function takeTransaction(input: FhirInput, sent: Sent, door: FhirDoor): Promise<FhirAnswer> {
  const { entries } = input
  const { requests, faults, forbidden } = checked(entries, sent, false)
  const at = (ordinal: number): string => `Bundle.entry[${ordinal - 1}]`
  const refused = [...faults, ...overlaps(entries)]
  if (refused.length > 0)
    return {
      status: 400,
      body: operationOutcome(refused.map((fault) => issueOfRequest(fault, at(fault.ordinal)))),
    }
  if (forbidden.length > 0)
    return {
      status: 403,
      body: operationOutcome(forbidden.map((ordinal) => ({ ...FORBIDDEN, expression: [at(ordinal)] }))),
    }
  const isRead = (entry: Entry) => mayBeRead(entry, requests, sent)
  const whole = await door.ingestion.ingestWhole(sent.source, (options) => inSlices(input, options, isRead))
  if (whole.kind === 'refused')
    return {
      status: 422,
      body: operationOutcome(
        whole.rejections.map((each) => issueOf(each, 'error', `${at(each.message)}.resource`)),
      ),
    }
  if (whole.kind === 'too-many')
    return {
      status: 422,
      body: operationOutcome([
        {
          severity: 'error',
          code: 'too-costly',
          diagnostics: `A transaction takes up to ${whole.most} doses and results. Send several, or a batch.`,
          expression: ['Bundle.entry'],
        },
      ]),
    }
  const answers = answersOf(entries, requests, whole.ingested)
  return { status: 200, body: responseOf('transaction-response', answers, sent, door.now()) }
}

async function takeBatch(
  input: FhirInput,
  sent: Sent,
  door: FhirDoor,
  isCollection: boolean,
): Promise<FhirAnswer> {
  const { requests, faults, forbidden } = checked(input.entries, sent, isCollection)
  const ingested = await ingestedOf(input, sent, door, (entry) => mayBeRead(entry, requests, sent))
  const broken = brokenIn(input)
  if (broken) return broken
  const answers = answersOf(input.entries, requests, ingested)
  for (const fault of faults)
    answers.set(fault.ordinal, { status: 400, issues: [issueOfRequest(fault, 'Bundle.entry')] })
  for (const ordinal of forbidden) answers.set(ordinal, { status: 403, issues: [FORBIDDEN] })
  for (const rejection of input.rejections)
    answers.set(rejection.message, { status: 400, issues: [issueOf(rejection, 'error')] })
  return { status: 200, body: responseOf('batch-response', answers, sent, door.now()) }
}

async function takeOne(input: FhirInput, sent: Sent, door: FhirDoor): Promise<FhirAnswer> {
  const { entries } = input
  const { requests, faults, forbidden } = checked(entries, sent, false)
  if (faults.length > 0)
    return {
      status: 400,
      body: operationOutcome(faults.map((fault) => issueOfRequest(fault, 'Bundle.entry'))),
    }
  if (forbidden.length > 0) return { status: 403, body: operationOutcome([FORBIDDEN]) }
  const ingested = await ingestedOf(input, sent, door, () => true)
  const broken = brokenIn(input)
  if (broken) return broken
  const [answer] = answersOf(entries, requests, ingested).values()
  if (!answer || answer.status === 204) return { status: 204, body: undefined }
  const issues = told(answer.issues, sent)
  if (sent.minimal && issues.length === 0) return { status: answer.status, body: undefined }
  return { status: answer.status, body: operationOutcome(issues.length > 0 ? issues : [DONE]) }
}

const DONE: Issue = { severity: 'information', code: 'informational', diagnostics: 'It is on file.' }

/** The document as a whole could not be read. It is kept by now. */
function brokenIn({ bundle, entries, rejections }: FhirInput): FhirAnswer | undefined {
  if (entries.length > 0 || rejections.length !== 1 || !rejections[0]) return undefined
  const [rejection] = rejections
  const status = rejection.code === 'too-large' ? 413 : 400
  const { path = '', ...rest } = rejection
  const whole = {
    ...rest,
    ...(path !== '' && { path: `${bundle || path.startsWith('entry') ? 'Bundle' : 'Resource'}.${path}` }),
  }
  return { status, body: operationOutcome([issueOf(whole, 'fatal')]) }
}

async function ingestedOf(
  input: FhirInput,
  { source }: Sent,
  { ingestion }: FhirDoor,
  isRead: (entry: Entry) => boolean,
): Promise<readonly Ingested[]> {
  const ingested: Ingested[] = []
  const read = (_: unknown, options: ReadOptions) => inSlices(input, options, isRead)
  for await (const each of ingestion.ingest(NOTHING, source, read)) ingested.push(each)
  return ingested
}

/** The document is here already. */
const NOTHING: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {},
}

async function* inSlices(
  input: FhirInput,
  options: ReadOptions,
  isRead?: (entry: Entry) => boolean,
): AsyncGenerator<ReadItem> {
  let since = performance.now()
  for (const item of readFhirInput(input, options, isRead)) {
    yield item
    if (performance.now() - since < SLICE) continue
    await turn()
    since = performance.now()
  }
}

/** One for each entry that was let in, in their order. */
function answersOf(
  entries: readonly Entry[],
  requests: ReadonlyMap<number, EntryRequest>,
  ingested: readonly Ingested[],
): Map<number, EntryAnswer> {
  const byOrdinal = new Map<number, Ingested>()
  for (const each of ingested) {
    if (each.kind === 'taken') byOrdinal.set(each.report.message, each)
    else if (each.kind === 'rejected') byOrdinal.set(each.rejection.message, each)
  }
  const answers = new Map<number, EntryAnswer>()
  for (const { ordinal } of entries) {
    const request = requests.get(ordinal)
    if (request) answers.set(ordinal, answerOf(request, byOrdinal.get(ordinal)))
  }
  return answers
}

function answerOf({ type, interaction }: EntryRequest, ingested: Ingested | undefined): EntryAnswer {
  const done = interaction === 'delete' ? 204 : 200
  if (ingested?.kind === 'rejected') return { status: 422, issues: [issueOf(ingested.rejection, 'error')] }
  if (ingested?.kind !== 'taken')
    return {
      status: done,
      issues: [{ severity: 'information', code: 'informational', diagnostics: notKept(type) }],
    }
  const { report, outcome } = ingested
  const nothing = report.records.length + (report.merges?.length ?? 0) === 0
  const issues = report.setAside.map((each) => issueOf(each, nothing ? 'error' : 'warning'))
  if (nothing && issues.length > 0) return { status: 422, issues }
  if (interaction === 'delete') return { status: 204, issues }
  if (outcome.kind === 'duplicate')
    return {
      status: 200,
      issues: [...issues, { severity: 'information', code: 'duplicate', diagnostics: KNOWN }],
    }
  return { status: outcome.kind === 'stored' ? 201 : 200, issues }
}

const KNOWN = 'This, or a later version of it, is on file already. Nothing was changed.'

function notKept(type: string): string {
  if (isStored(type)) return 'It holds nothing that is kept here.'
  return type === 'Patient' || type === 'Location' || type === 'Organization'
    ? 'It is read together with the doses and results that refer to it, and not kept by itself.'
    : 'Resources of this type are not kept here.'
}

const told = (issues: readonly Issue[], { minimal }: Sent): readonly Issue[] =>
  minimal ? issues.filter(({ severity }) => severity !== 'information') : issues

function responseOf(
  type: 'transaction-response' | 'batch-response',
  answers: ReadonlyMap<number, EntryAnswer>,
  sent: Sent,
  now: Instant,
): object {
  const lastModified = new Date(now).toISOString()
  const inOrder = [...answers].sort(([a], [b]) => a - b)
  const entry = inOrder.map(([, { status, issues }]) => {
    const outcome = told(issues, sent)
    return {
      response: {
        status: STATUS[status],
        ...(status === 201 && { lastModified }),
        ...(outcome.length > 0 && { outcome: operationOutcome(outcome) }),
      },
    }
  })
  return { resourceType: 'Bundle', type, timestamp: lastModified, ...(entry.length > 0 && { entry }) }
}
