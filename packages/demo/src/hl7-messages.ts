import { civilDateOf, type Instant } from '@excelsior/domain'
import { doseSegments } from './hl7-doses.ts'
import { nextOfKinSegments, patientSegment } from './hl7-person.ts'
import { laboratorySegments } from './hl7-results.ts'
import { field, type Segment, segment, segmentText } from './hl7-text.ts'
import type { DemoReport, DemoResident, Source } from './resident.ts'

export interface DemoMessage {
  readonly source: Source
  /** One HL7 2.5.1 message, segments ended by CR, to be sent as UTF-8. */
  readonly text: string
}

/**
 * What two immunization registries (VXU, CDC implementation guide 1.5) and laboratories (ORU, ELR 2.5.1) report about
 * these residents, all for trials (MSH-11 T), in the order of sending for each resident.
 */
export function* hl7Messages(residents: Iterable<DemoResident>): Generator<DemoMessage> {
  let control = 0
  let number = 0
  for (const resident of residents) {
    number++
    for (const report of resident.reports)
      yield { source: report.source, text: message(report, number, ++control) }
  }
}

const SENDERS: Readonly<Record<Source, { readonly application: string; readonly facility: string }>> = {
  NYSIIS: {
    application: field('IIS', '2.16.840.1.113883.3.9991', 'ISO'),
    facility: field('NYSIIS', '2.16.840.1.113883.3.9991.1', 'ISO'),
  },
  CIR: {
    application: field('CIR', '2.16.840.1.113883.3.9992', 'ISO'),
    facility: field('NYC-CIR', '2.16.840.1.113883.3.9992.1', 'ISO'),
  },
  ECLRS: {
    application: field('ECLRS', '2.16.840.1.113883.3.9993', 'ISO'),
    facility: field('ECLRS', '2.16.840.1.113883.3.9993.1', 'ISO'),
  },
}

function message(report: DemoReport, person: number, control: number): string {
  const segments: Segment[] = [
    header(report, control),
    patientSegment(report, person),
    ...nextOfKinSegments(report.person),
  ]
  for (const [index, entry] of report.entries.entries()) {
    segments.push(
      ...('laboratory' in entry
        ? laboratorySegments(entry, index + 1, report.sentAt)
        : doseSegments(entry, report.source)),
    )
  }
  return `${segments.map(segmentText).join('\r')}\r`
}

function header({ source, sentAt }: DemoReport, control: number): Segment {
  const { application, facility } = SENDERS[source]
  const isLaboratory = source === 'ECLRS'
  return segment('MSH', {
    2: '^~\\&',
    3: application,
    4: facility,
    5: 'EXCELSIOR',
    6: 'NYSDOH',
    7: utcStamp(sentAt),
    9: isLaboratory ? field('ORU', 'R01', 'ORU_R01') : field('VXU', 'V04', 'VXU_V04'),
    10: `${source}-${control}`,
    11: 'T',
    12: '2.5.1',
    15: 'ER',
    16: 'AL',
    18: 'UNICODE UTF-8',
    21: isLaboratory
      ? field('PHLabReport-NoAck', 'HL7', '2.16.840.1.113883.9.11', 'ISO')
      : field('Z22', 'CDCPHINVS'),
  })
}

/** `20210601130000+0000` */
export function utcStamp(instant: Instant): string {
  const seconds = Math.floor(instant / 1000)
  const day = Math.floor(seconds / 86_400)
  const second = seconds - day * 86_400
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${civilDateOf(day).replaceAll('-', '')}${two(Math.floor(second / 3600))}${two(Math.floor(second / 60) % 60)}${two(second % 60)}+0000`
}
