import type { MessageHeader, ReadItem, ReadOptions, Rejection, Report, ReportedRecord } from '../report.ts'
import { byteOrderMark, decodeStrictly } from '../text-encoding.ts'
import { extent, isAhead, readMoment } from '../times.ts'
import { decodeMessage } from './character-set.ts'
import { readDelimiters } from './delimiters.ts'
import { readDose } from './doses.ts'
import type { Fault } from './faults.ts'
import { headerOf } from './header.ts'
import { mergeEvent, readMerges } from './merges.ts'
import type { MessageFacts, OrderGroup } from './orders.ts'
import { readPerson } from './person.ts'
import { readResults } from './results.ts'
import { type Segment, splitSegments } from './segments.ts'
import { MAX_MESSAGE_BYTES } from './splitter.ts'

/**
 * One message: a report for each person it is about, or why it was not taken. `message` is its ordinal in the file.
 * Never throws, whatever the bytes.
 */
export function readMessage(raw: Uint8Array, options: ReadOptions, message = 1): ReadItem[] {
  const rejected = (code: Rejection['code'], reason: string, more: Partial<Rejection> = {}): ReadItem[] => [
    { kind: 'rejected', rejection: { message, code, reason, raw, ...more } },
  ]
  if (raw.length > MAX_MESSAGE_BYTES + 2)
    return rejected('too-large', 'The message is longer than 1 MiB. Send smaller messages.')
  const mark = byteOrderMark(raw)
  const bytes = mark === undefined ? raw : raw.subarray(mark.length)
  const decoded = decodeMessage(bytes, mark?.encoding)
  if (!decoded.ok) {
    return rejected('character-set', decoded.reason, {
      segment: 'MSH',
      field: 18,
      ...answerable(headerOf(bytes)),
    })
  }
  const { text, encoding } = decoded
  const header = headerOf(bytes, text, encoding)
  if (!text.startsWith('MSH'))
    return rejected('unreadable', 'This is no HL7 message: it does not begin with MSH.')
  const delimiters = readDelimiters(text)
  if (delimiters === undefined || header === undefined) {
    const reason =
      'MSH-1 and MSH-2 do not declare usable delimiters. Send one to five different signs in MSH-2.'
    return rejected('unreadable', reason, { segment: 'MSH', field: 2 })
  }

  const split = splitSegments(text, { delimiters, decodeBytes: (data) => decodeStrictly(data, encoding) })
  if (!split.ok) {
    if (split.reason === 'too-many')
      return rejected('too-large', 'The message has more than 10,000 segments.', answerable(header))
    const reason = `Line ${split.line} of the message is no segment; a line end inside a field has to be sent as \\.br\\.`
    return rejected('unreadable', reason, answerable(header))
  }
  const [msh, ...segments] = split.segments
  if (msh === undefined) return rejected('unreadable', 'The message is empty.')
  return readSegments(msh, segments, header, raw, options, message)
}

const NOT_THIS_TYPE = 'Only VXU, ORU and some ADT messages are read; this one is kept as it is.'
const NOT_THIS_ADT =
  'Of ADT, the events A40 (merge), A24 (link) and A37 (unlink) are read; this one is kept as it is.'
const UNDATED =
  'The time of the message is missing or no real time, so it cannot be told from what was said before it. Send it.'

const SENT_AHEAD =
  'The time of the message has not come yet, so that nothing said until then could correct it. Set the clock, and send it again.'

/** What of a header goes into a rejection. */
export function answerable(header: MessageHeader | undefined): Partial<Rejection> {
  if (header === undefined) return {}
  return header.controlId === '' ? { header } : { header, messageId: header.controlId }
}

function readSegments(
  msh: Segment,
  segments: readonly Segment[],
  header: MessageHeader,
  raw: Uint8Array,
  options: ReadOptions,
  message: number,
): ReadItem[] {
  const messageId = msh.rawField(10)
  const base = { message, raw, header, ...(messageId !== '' && { messageId }) }
  const rejected = (code: Rejection['code'], reason: string, segment: string, field?: number): ReadItem[] => [
    {
      kind: 'rejected',
      rejection: { ...base, code, reason, segment, ...(field !== undefined && { field }) },
    },
  ]
  const type = msh.value(9)
  const event = type === 'ADT' ? mergeEvent(msh, segments) : undefined
  if (type !== 'VXU' && type !== 'ORU' && event === undefined)
    return rejected('unsupported-message', type === 'ADT' ? NOT_THIS_ADT : NOT_THIS_TYPE, 'MSH', 9)
  const version = msh.value(12)
  if (version !== undefined && !version.startsWith('2.'))
    return rejected('unsupported-message', 'Only versions 2.x of HL7 are read. Send 2.3 to 2.5.1.', 'MSH', 12)

  const sent = readMoment(msh.value(7) ?? '', options.zone)
  const sentAt = extent(sent, options.zone)?.start
  // Not counted as sent when it came: a second copy would then outrank what was said between the two.
  if (isAhead(sent, options)) return rejected('invalid-value', SENT_AHEAD, 'MSH', 7)
  const processing = msh.value(11)
  const trial = processing === 'T' || processing === 'D'
  if (event !== undefined) {
    if (sentAt === undefined) return rejected('missing', UNDATED, 'MSH', 7)
    const { merges, faults } = readMerges(event, msh, segments)
    const setAside = faults.map((fault) => rejectionOf(fault, base))
    const report = { message, messageId, trial, sentAt, person: {}, cleared: [], records: [], raw, header }
    return [{ kind: 'report', report: { ...report, merges, setAside } }]
  }

  const people = groupByPerson(segments, type === 'ORU')
  if (people === undefined || people.length === 0)
    return rejected(
      'missing',
      'There is no PID in front of the records, so they are nobody\u2019s. Send it.',
      'PID',
    )

  const facts: MessageFacts = { sendingFacility: msh.first(4).value(1), sentAt, sent }
  return people.map((group) => {
    const person = readPerson(group.pid, group.nextOfKin, options.zone, sentAt)
    const records: ReportedRecord[] = []
    const faults: Fault[] = [...person.faults]
    for (const { rxa, orc } of group.doses) {
      const dose = readDose(rxa, orc, person.details, facts, options)
      if ('fault' in dose) faults.push(dose.fault)
      else records.push(...dose.records)
    }
    for (const order of group.orders) {
      const results = readResults(order, person.details, facts, options)
      records.push(...results.records)
      faults.push(...results.faults)
    }
    const report: Report = {
      message,
      messageId,
      trial,
      ...(sentAt !== undefined && { sentAt }),
      person: person.details,
      cleared: person.cleared,
      records,
      setAside: faults.map((fault) => rejectionOf(fault, base)),
      raw,
      header,
    }
    return { kind: 'report', report }
  })
}

function rejectionOf({ segment, ...fault }: Fault, base: Pick<Rejection, 'message' | 'raw'>): Rejection {
  return { ...base, segment: segment.name, occurrence: segment.occurrence, ...fault }
}

interface PersonGroup {
  readonly pid: Segment
  readonly nextOfKin: Segment[]
  readonly doses: { readonly rxa: Segment; readonly orc: Segment | undefined }[]
  readonly orders: OrderGroup[]
}

/** One pass in order: a new person at each PID, a new order at each OBR. Undefined where a record has no person. */
function groupByPerson(segments: readonly Segment[], hasResults: boolean): PersonGroup[] | undefined {
  const people: PersonGroup[] = []
  let person: PersonGroup | undefined
  let order: OrderGroup | undefined
  /** An ORC belongs to the one dose or order that follows it. */
  let orc: Segment | undefined
  for (const segment of segments) {
    switch (segment.name) {
      case 'PID':
        person = { pid: segment, nextOfKin: [], doses: [], orders: [] }
        people.push(person)
        order = orc = undefined
        break
      case 'NK1':
        person?.nextOfKin.push(segment)
        break
      case 'ORC':
        orc = segment
        order = undefined
        break
      case 'RXA':
        if (person === undefined) return undefined
        person.doses.push({ rxa: segment, orc })
        orc = order = undefined
        break
      case 'OBR':
        if (person === undefined) return undefined
        order = { orc, obr: segment, results: [], specimens: [] }
        person.orders.push(order)
        orc = undefined
        break
      case 'OBX':
      case 'SPM':
        if (!hasResults) break // in VXU they tell about the dose
        if (person === undefined) return undefined
        if (order === undefined) {
          order = { orc, obr: undefined, results: [], specimens: [] }
          person.orders.push(order)
          orc = undefined
        }
        if (segment.name === 'SPM') order.specimens.push(segment)
        else order.results.push({ obx: segment, specimensBefore: order.specimens.length })
        break
    }
  }
  return people
}
