import type { Instant, LabResult, ResultStatus, Zone } from '@excelsior/domain'
import { firstZip } from '../phone.ts'
import type { ReadOptions } from '../report.ts'
import { jurisdictionOf, stateNamed } from '../states.ts'
import { extent, type Moment, readMoment } from '../times.ts'
import type { Fault } from './faults.ts'
import type { MessageFacts, OrderGroup } from './orders.ts'
import type { Segment } from './segments.ts'

/** The segments that one result is read from. */
export interface ResultSource {
  readonly obx: Segment
  readonly obr: Segment | undefined
  readonly orc: Segment | undefined
  readonly specimen: Segment | undefined
  /** Several specimens of different times, and nothing says which was tested. */
  readonly isSpecimenUnclear: boolean
}

/** The SPM that the result stands behind, else the first of its order. */
export function specimenOf(
  { specimens }: OrderGroup,
  specimensBefore: number,
): Pick<ResultSource, 'specimen' | 'isSpecimenUnclear'> {
  const [first] = specimens
  return {
    specimen: specimens[Math.max(0, specimensBefore - 1)],
    isSpecimenUnclear:
      specimensBefore === 0 && specimens.some((specimen) => specimen.rawField(17) !== first?.rawField(17)),
  }
}

export interface StatusOfResult {
  readonly status: ResultStatus
  /** Nothing is known yet, so a missing value is no fault. */
  readonly isPending: boolean
  readonly fault?: Fault
}

/** OBX-11, table 0085. OBR-25 is the report's status, of another table, and no substitute. */
export function statusOf(obx: Segment): StatusOfResult {
  const code = obx.value(11)
  switch (code) {
    case 'F':
      return { status: 'final', isPending: false }
    case 'C':
      return { status: 'corrected', isPending: false }
    case 'P':
      return { status: 'preliminary', isPending: true }
    case 'W':
      return { status: 'wrong', isPending: false }
    case 'D':
      return { status: 'deleted', isPending: false }
    case 'X':
      return { status: 'cancelled', isPending: false }
    case 'I':
    case 'N':
    case 'O':
    case 'R':
    case 'S':
      return { status: 'unknown', isPending: true }
    case 'U':
    case undefined:
      return { status: 'unknown', isPending: false }
    default: {
      const reason =
        'The result status is not in table 0085; the result is not taken as final. Send F, C, P, W, D or X.'
      const fault = { segment: obx, field: 11, code: 'invalid-value', reason } as const
      return { status: 'unknown', isPending: false, fault }
    }
  }
}

export interface Collection {
  readonly moment: Moment
  /** What to say where the moment is neither a day nor a time. */
  readonly fault: Omit<Fault, 'concerns'>
}

/**
 * SPM-17, else OBR-7, else OBX-14: read, never reckoned from receipt, analysis or report. A month or a year alone is
 * passed over; a date that does not exist is not.
 */
export function collectionOf({ obx, obr, specimen }: ResultSource, zone: Zone): Collection {
  let coarse: Collection | undefined
  for (const [segment, field] of [
    [specimen, 17],
    [obr, 7],
    [obx, 14],
  ] as const) {
    const stamp = segment?.value(field)
    if (segment === undefined || stamp === undefined) continue
    const moment = readMoment(stamp, zone)
    const reason =
      'The collection time is no real date, or only a month or year. Send the day it was collected.'
    const collection: Collection = { moment, fault: { segment, field, code: 'invalid-value', reason } }
    if (moment.kind !== 'coarse') return collection
    coarse ??= collection
  }
  if (coarse !== undefined) return coarse
  const reason = 'There is no collection time in SPM-17, OBR-7 or OBX-14. Send it: it is never guessed.'
  return { moment: { kind: 'impossible' }, fault: { segment: obx, field: 14, code: 'missing', reason } }
}

/** Why a person has to look at the result first, if one has to. */
export function reviewOf(
  collected: Moment,
  isCertain: boolean,
  { status }: StatusOfResult,
  source: ResultSource,
  message: MessageFacts,
  options: ReadOptions,
): string | undefined {
  if (!isCertain) return 'several-viruses'
  if (status === 'unknown') return 'status-unknown'
  if (source.isSpecimenUnclear) return 'specimen-unclear'
  const time = extent(collected, options.zone)
  if (time === undefined) return undefined

  const received = receiptOf(source, options.zone)
  const sent = message.sent && extent(message.sent, options.zone)
  for (const end of [received?.end, sent?.end, options.receivedAt]) {
    if (end !== undefined && time.start >= end) return 'collected-after-receipt'
  }
  const first = received?.start ?? sent?.start ?? options.receivedAt
  return first !== undefined && first - time.start > DAYS_90 ? 'collected-long-before-receipt' : undefined
}

/** When the laboratory had the specimen: SPM-18, else OBR-14. */
function receiptOf(
  source: ResultSource,
  zone: Zone,
): { readonly start: Instant; readonly end: Instant } | undefined {
  for (const stamp of [source.specimen?.value(18), source.obr?.value(14)]) {
    const received = stamp === undefined ? undefined : extent(readMoment(stamp, zone), zone)
    if (received !== undefined) return received
  }
  return undefined
}

/**
 * ORC-24, else the performing organisation's address OBX-24; the ordering facility's name, else the performer's. The
 * ZIP is where the specimen was taken, ORC-22 or ORC-24: never the laboratory's.
 */
export function placeOf(
  { orc, obx }: ResultSource,
  options: ReadOptions,
): Pick<LabResult, 'jurisdiction' | 'place' | 'placePostalCode'> {
  const states = [orc?.first(24), obx.first(24)].map((address) =>
    stateNamed(address?.value(4, 0), address?.value(6, 0)),
  )
  const jurisdiction = jurisdictionOf(states, options.jurisdiction)
  const place = orc?.first(21).value(1) ?? obx.first(23).value(1)
  const zip = firstZip(orc?.first(22).value(5, 0), orc?.first(24).value(5, 0))
  return {
    ...(jurisdiction !== undefined && { jurisdiction }),
    ...(place !== undefined && { place }),
    ...(zip !== undefined && { placePostalCode: zip }),
  }
}

const DAYS_90 = 90 * 86_400_000
