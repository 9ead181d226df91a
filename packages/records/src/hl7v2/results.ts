import type { CivilDate, DateTime, LabResult, PersonDetails, TestResult } from '@excelsior/domain'
import { type Coding, findResult, findTest, namesVirus, resultsIn } from '../coded-result.ts'
import { type CodedTest, isLoincShaped } from '../codes.ts'
import { isWithdrawn, keyOf, personKey, precedenceOf, rankOfResult } from '../identity.ts'
import type { ReadOptions, ReportedRecord } from '../report.ts'
import { isAhead, TEST_AHEAD } from '../times.ts'
import type { Fault } from './faults.ts'
import { codedElements, type MessageFacts, type OrderGroup, orderNumber, specimenNumber } from './orders.ts'
import { collectionOf, placeOf, type ResultSource, reviewOf, specimenOf, statusOf } from './result-source.ts'
import type { Segment } from './segments.ts'

export interface ReadResults {
  readonly records: readonly ReportedRecord[]
  readonly faults: readonly Fault[]
}

interface Draft {
  readonly obx: Segment
  readonly test: CodedTest
  readonly value: TestResult | undefined
  readonly reported: ReportedRecord
}

/** The results of one order: every OBX whose code is a test for the virus. All else in the group yields nothing. */
export function readResults(
  group: OrderGroup,
  person: PersonDetails,
  message: MessageFacts,
  options: ReadOptions,
): ReadResults {
  const drafts: Draft[] = []
  const faults: Fault[] = []
  for (const { obx, specimensBefore } of group.results) {
    const codings = codedElements(obx.first(3))
    const test = findTest(codings, options.codes)
    if (test.kind === 'test') {
      const source = { obx, obr: group.obr, orc: group.orc, ...specimenOf(group, specimensBefore) }
      const read = readResult(test, source, person, message, options)
      drafts.push(...read.drafts)
      faults.push(...read.faults)
    } else if (test.kind === 'contradiction') {
      const reason =
        'The test code contradicts its text, or another code. Send the code of the test that was made.'
      faults.push({ segment: obx, field: 3, code: 'contradiction', reason })
    } else if (isUncodedTest(obx, codings, options)) {
      const reason = 'The test is named, but not by a LOINC code. Send the code: a name is not enough.'
      faults.push({ segment: obx, field: 3, code: 'no-code', reason })
    }
  }
  return separateUnclear(drafts, faults)
}

function readResult(
  { code, coded }: { readonly code: string; readonly coded: CodedTest },
  source: ResultSource,
  person: PersonDetails,
  message: MessageFacts,
  options: ReadOptions,
): { readonly drafts: readonly Draft[]; readonly faults: readonly Fault[] } {
  const { obx } = source
  const found = findResult(valuesOf(obx), coded, options.codes)
  const value = found.kind === 'result' ? found.result : undefined
  const status = statusOf(obx)
  const collection = collectionOf(source, options.zone)
  const { moment } = collection
  const isDated = moment.kind === 'day' || moment.kind === 'time'

  const order = orderOf(source, person, message)
  const series = order === undefined ? undefined : keyOf('lab', order, code)
  const time = moment.kind === 'time' ? moment.start : isDated ? moment.text : undefined
  const identity = {
    key: keyOf(series ?? keyOf('lab', personKey(person), code), time),
    precedence: precedenceOf(message.sentAt, rankOfResult(status.status), value),
    ...(series !== undefined && { series }),
  }
  const withdrawn = isWithdrawn(status.status)
  // What corrects or withdraws names its result by its number, also where the time was what was wrong.
  const replacesSeries = series !== undefined && (withdrawn || status.status === 'corrected')
  const draft = (record: LabResult | undefined) => ({
    drafts: [{ obx, test: coded, value, reported: { ...identity, withdrawn, record, replacesSeries } }],
    faults: status.fault === undefined ? [] : [status.fault],
  })
  const setAside = (fault: Omit<Fault, 'concerns'>) => ({
    drafts: [],
    faults: [{ ...fault, concerns: identity }],
  })

  if (withdrawn && (value === undefined || !isDated) && (isDated || series !== undefined))
    return draft(undefined)
  if (found.kind === 'empty' && status.isPending) return { drafts: [], faults: [] }
  if (found.kind !== 'result') return setAside({ segment: obx, field: 5, ...VALUE_FAULTS[found.kind] })
  if (!isDated) return setAside(collection.fault)
  if (!withdrawn && isAhead(moment, options)) return setAside({ ...collection.fault, reason: TEST_AHEAD })

  const review = reviewOf(moment, found.certain, status, source, message, options)
  return draft({
    kind: 'lab',
    test: coded.test,
    result: found.result,
    collected: moment.text as CivilDate | DateTime,
    ...placeOf(source, options),
    status: status.status,
    ...(review !== undefined && { review }),
  })
}

const VALUE_FAULTS = {
  contradiction: {
    code: 'contradiction',
    reason: 'The result code contradicts its text, or another code. Send the code of the result.',
  },
  'unknown-code': {
    code: 'invalid-value',
    reason: 'The result code is not in the table of results. Send the SNOMED CT code of the result.',
  },
  'no-code': {
    code: 'no-code',
    reason: 'The result is text without a code. Send its SNOMED CT code: text is not read.',
  },
  empty: { code: 'missing', reason: 'There is no result. Send it as a SNOMED CT code.' },
} as const

/** By its shape, whatever OBX-2 says of it. */
function valuesOf(obx: Segment): Coding[] {
  return obx.repetitions(5).flatMap((part) => codedElements(part))
}

/** The filler's number, or the specimen's; specimen numbers start anew here and there, so the person belongs to them. */
function orderOf(source: ResultSource, person: PersonDetails, message: MessageFacts): string | undefined {
  const number = orderNumber(source.obr?.first(3), message) ?? orderNumber(source.orc?.first(3), message)
  if (number !== undefined) return number
  const specimen = specimenNumber(source.specimen)
  return specimen === undefined ? undefined : keyOf('specimen', specimen, personKey(person))
}

/** A result of this virus that is told by name only. Questions asked at order entry (OBX-29 QST) are none. */
function isUncodedTest(obx: Segment, codings: readonly Coding[], options: ReadOptions): boolean {
  if (codings.some(({ code }) => code !== undefined && isLoincShaped(code)) || obx.value(29) === 'QST')
    return false
  const named =
    codings.length === 0 || codings.some((coding) => namesVirus(`${coding.code} ${coding.display}`))
  return named && valuesOf(obx).some((coding) => looksLikeResult(coding, options))
}

function looksLikeResult({ code, display }: Coding, options: ReadOptions): boolean {
  if (code !== undefined && options.codes.results.has(code)) return true
  return resultsIn(`${code ?? ''} ${display ?? ''}`).length > 0
}

/**
 * Where a test for several viruses found one of them, a negative from the same order may be another virus's: it is
 * set aside, and proves nothing.
 */
function separateUnclear(drafts: readonly Draft[], faults: readonly Fault[]): ReadResults {
  const found = drafts.some(
    ({ test, value, reported }) => test.severalViruses && value === 'positive' && !reported.withdrawn,
  )
  const isDoubtful = (draft: Draft): boolean =>
    found && draft.value === 'negative' && !draft.reported.withdrawn
  const doubts = drafts.filter(isDoubtful).map(({ obx, reported }): Fault => {
    const { key, series, precedence } = reported
    return {
      segment: obx,
      field: 5,
      code: 'contradiction',
      reason:
        'A test of the same specimen for several viruses found one. Send one result for each virus, by its own code.',
      concerns: { key, precedence, ...(series !== undefined && { series }) },
    }
  })
  const records = drafts.filter((draft) => !isDoubtful(draft)).map(({ reported }) => reported)
  return { records, faults: [...faults, ...doubts] }
}
