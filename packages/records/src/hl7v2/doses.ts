import type { DoseStatus, Immunization, PersonDetails } from '@excelsior/domain'
import { findVaccine } from '../coded-vaccine.ts'
import { keyOf, personKey, precedenceOf } from '../identity.ts'
import { firstZip } from '../phone.ts'
import type { ReadOptions, ReportedRecord } from '../report.ts'
import { jurisdictionOf, stateNamed } from '../states.ts'
import { BEFORE_BIRTH, DOSE_AHEAD, dayWritten, isAhead, isBeforeBirth, readMoment } from '../times.ts'
import type { Fault } from './faults.ts'
import { codedElements, type MessageFacts, orderNumber } from './orders.ts'
import type { Segment } from './segments.ts'

export type DoseOutcome = { readonly records: readonly ReportedRecord[] } | { readonly fault: Fault }

const NOTHING: DoseOutcome = { records: [] }

/** One RXA, with the ORC in front of it. */
export function readDose(
  rxa: Segment,
  orc: Segment | undefined,
  person: PersonDetails,
  message: MessageFacts,
  options: ReadOptions,
): DoseOutcome {
  const fault = (field: number, code: Fault['code'], reason: string): DoseOutcome => ({
    fault: { segment: rxa, field, code, reason },
  })
  const status = statusOf(rxa)
  if (status === undefined)
    return fault(20, 'invalid-value', 'The completion status is none of CP, PA, RE, NA. Send one of these.')
  if (status === 'bad-action')
    return fault(21, 'invalid-value', 'The action code is none of A, U, D, X, S. Send one of these.')
  const isDeleted = status === 'deleted'

  const day = dayWritten(readMoment(rxa.value(3) ?? '', options.zone), options.zone)
  // Table 0292, which the standard binds to RXA-5, is CVX: a code without a system is one.
  const elements = codedElements(rxa.first(5)).map((element) => ({
    ...element,
    isCvx: element.system === undefined ? undefined : CVX_SYSTEMS.includes(element.system),
    isNdc: element.system !== undefined && NDC_SYSTEMS.includes(element.system),
  }))
  const product = findVaccine(elements, day, options.codes)
  const number = orderNumber(orc?.first(3), message)
  const precedence = precedenceOf(
    message.sentAt,
    isDeleted ? 'withdrawn' : rxa.value(21) === 'U' ? 'corrected' : 'first',
  )

  if (day === undefined || product === 'contradiction' || product === 'invalid') {
    // A delete has to be followed, whatever it says besides.
    if (isDeleted && number !== undefined) return { records: [marker(keyOf('dose', number), precedence)] }
    if (day === undefined && rxa.isEmpty(3))
      return fault(3, 'missing', 'The dose has no date. Send the day it was given.')
    if (day === undefined)
      return fault(
        3,
        'invalid-value',
        'The date is no real day; a month or a year alone is none. Send the day.',
      )
    return product === 'contradiction'
      ? fault(
          5,
          'contradiction',
          'The vaccine code contradicts its text, or another code. Send the one that was given.',
        )
      : fault(5, 'invalid-value', 'The CVX code is not two or three digits. Send the code as CDC lists it.')
  }
  if (status === 'not-done' && rxa.isEmpty(5)) return NOTHING
  const isGiven = status === 'completed' || status === 'partial'
  if (isGiven && isAhead({ kind: 'day', text: day }, options)) return fault(3, 'invalid-value', DOSE_AHEAD)
  if (isGiven && isBeforeBirth(day, person)) return fault(3, 'contradiction', BEFORE_BIRTH)

  const cvx = product === 'unknown' ? undefined : product
  const series = keyOf('dose', personKey(person), cvx ?? rxa.value(5), day)
  const record: Immunization = {
    kind: 'immunization',
    ...(cvx !== undefined && { cvx }),
    date: day,
    ...place(rxa, orc, options),
    status,
    ...historical(rxa),
  }
  if (number === undefined) {
    return {
      records: [{ key: series, precedence, withdrawn: isDeleted, record, series, replacesSeries: isDeleted }],
    }
  }
  const numbered: ReportedRecord = {
    key: keyOf('dose', number),
    precedence,
    withdrawn: isDeleted,
    record,
    series,
    replacesSeries: false,
  }
  // The dose may have been reported without its number. Other numbers stay: they may be the same dose, reported twice.
  return { records: isDeleted ? [numbered, marker(series, precedence)] : [numbered] }
}

function marker(key: string, precedence: string): ReportedRecord {
  return { key, precedence, withdrawn: true, record: undefined, replacesSeries: false }
}

/** RXA-20 (table 0322), RXA-18 and RXA-21 (table 0323). */
function statusOf(rxa: Segment): DoseStatus | 'bad-action' | undefined {
  const action = rxa.value(21)
  if (action === 'D') return 'deleted'
  if (action !== undefined && !['A', 'U', 'X', 'S'].includes(action)) return 'bad-action'
  switch (rxa.value(20)) {
    case 'CP':
      return 'completed'
    case 'PA':
      return 'partial'
    case 'RE':
    case 'NA':
      return 'not-done'
    case undefined:
      return rxa.isEmpty(18) ? 'completed' : 'not-done'
    default:
      return undefined
  }
}

const CVX_SYSTEMS = ['CVX', 'HL70292', '0292', '292', '2.16.840.1.113883.12.292']
const NDC_SYSTEMS = ['NDC']

/** RXA-9 (table NIP001), in any repetition: 01 to 08 were not recorded where the dose was given. */
function historical(rxa: Segment): { readonly historical?: boolean } {
  let isNew = false
  for (const part of rxa.repetitions(9)) {
    for (const { code, system } of codedElements(part)) {
      if (code === undefined || (system !== undefined && !system.startsWith('NIP'))) continue
      if (code.length === 2 && code >= '01' && code <= '08') return { historical: true }
      if (code === '00') isNew = true
    }
  }
  return isNew ? { historical: false } : {}
}

/** RXA-28 and RXA-11 (RXA-27 since 2.7): where the dose was given; its ZIP also from the ordering facility's, ORC-22. */
function place(
  rxa: Segment,
  orc: Segment | undefined,
  options: ReadOptions,
): Pick<Immunization, 'jurisdiction' | 'place' | 'placePostalCode'> {
  const location = rxa.first(11)
  const address = rxa.first(28)
  const states = [
    stateNamed(address.value(4, 0), address.value(6, 0)),
    stateNamed(location.value(12, 0), location.value(14, 0)),
  ]
  const jurisdiction = jurisdictionOf(states, options.jurisdiction)
  const name = location.value(4) ?? rxa.first(27).value(4) ?? location.value(1, 0)
  const zip = firstZip(address.value(5, 0), location.value(13, 0), orc?.first(22).value(5, 0))
  return {
    ...(jurisdiction !== undefined && { jurisdiction }),
    ...(name !== undefined && { place: name }),
    ...(zip !== undefined && { placePostalCode: zip }),
  }
}
