import { civilDateOf, dayNumber, type Instant, zone } from '@excelsior/domain'
import { ask, type Reply } from './ask.ts'
import type { Service } from './service.ts'

export interface Dose {
  /** The filler's number: the same one again is the same dose. */
  readonly id: string
  readonly daysAgo: number
  readonly cvx?: string
  /** Of the place; default Albany. */
  readonly zip?: string
  /** RXA-21; default A, added. U: corrected. */
  readonly action?: 'A' | 'U' | 'D'
}

export interface Patient {
  /** At the sender. */
  readonly id: string
  /** Who gave the id; default NYSIIS. */
  readonly registry?: string
  readonly given: string
  readonly family: string
  /** `19800102` */
  readonly born: string
  readonly zip?: string
  readonly phone?: string
  readonly nextOfKinPhone?: string
  /** A name that they no longer bear: repeated in PID-5 as a maiden name, and an alias in PID-9. */
  readonly former?: { readonly given: string; readonly family: string }
}

const ZONE = zone('America/New_York')
let messages = 0

/** The civil date so many days ago, as `2021-03-01`. */
const daysAgo = (days: number): string => civilDateOf(dayNumber(ZONE.dateAt(Date.now() as Instant)) - days)

/** What a registry writes about one person's doses. */
export function vaccinationMessage(patient: Patient, doses: readonly Dose[], control?: string): string {
  messages += 1
  const { registry = 'NYSIIS' } = patient
  const sent = ZONE.format(Date.now() as Instant)
    .replace(/[-:T]/g, '')
    .slice(0, 14)
  const { former } = patient
  const [maiden, alias] = former
    ? [`~${former.family}^${former.given}^^^^^M`, `${former.family}^${former.given}^^^^^A`]
    : ['', '']
  const address = `1 Main St^^Albany^NY^${patient.zip ?? '12203'}^USA^P`
  const segments = [
    `MSH|^~\\&|IIS|${registry}|EXCELSIOR|NYSDOH|${sent}||VXU^V04^VXU_V04|${control ?? `J${process.pid}-${messages}`}|P|2.5.1|||ER|AL||UNICODE UTF-8|||Z22^CDCPHINVS`,
    `PID|1||${patient.id}^^^${registry}^SR||${patient.family}^${patient.given}^^^^^L${maiden}||${patient.born}|F|${alias}||${address}||${phoneField(patient.phone)}`,
    ...(patient.nextOfKinPhone
      ? [`NK1|1|${patient.family}^Parent^^^^^L|MTH^Mother^HL70063||${phoneField(patient.nextOfKinPhone)}`]
      : []),
    ...doses.flatMap(({ id, daysAgo: days, cvx = '208', zip = '12207', action = 'A' }) => [
      `ORC|RE||${id}^${registry}`,
      `RXA|0|1|${daysAgo(days).replaceAll('-', '')}||${cvx}^COVID-19 vaccine^CVX|0.3|mL^milliliter^UCUM||00^New immunization record^NIP001||^^^Clinic^^^^^1 State St^^Albany^NY^${zip}^USA||||LOT1||PFR^Pfizer, Inc^MVX|||CP|${action}`,
    ]),
  ]
  return `${segments.join('\r')}\r`
}

/** A molecular or antigen test, as a laboratory reports it. */
export function testMessage(
  patient: Patient,
  test: {
    readonly id: string
    readonly kind: 'pcr' | 'antigen'
    readonly result: 'negative' | 'positive'
    readonly minutesAgo: number
  },
): string {
  messages += 1
  const stamp = (instant: number) =>
    ZONE.format(instant as Instant)
      .replace(/[-:T]/g, '')
      .slice(0, 14)
  const collected = stamp(Date.now() - test.minutesAgo * 60_000)
  const code =
    test.kind === 'pcr'
      ? '94500-6^SARS-CoV-2 RNA Resp Ql NAA+probe^LN'
      : '94558-4^SARS-CoV-2 Ag Resp Ql IA.rapid^LN'
  const result = test.result === 'negative' ? '260415000^Not detected^SCT' : '260373001^Detected^SCT'
  const site = '1 State St^^Albany^NY^12207^USA^B'
  return `${[
    `MSH|^~\\&|LAB|LAB|EXCELSIOR|NYSDOH|${stamp(Date.now())}||ORU^R01^ORU_R01|J${process.pid}-${messages}|P|2.5.1|||ER|AL||UNICODE UTF-8|||PHLabReport-NoAck^HL7^2.16.840.1.113883.9.11^ISO`,
    `PID|1||${patient.id}^^^LAB^PI||${patient.family}^${patient.given}^^^^^L||${patient.born}|F|||1 Main St^^Albany^NY^${patient.zip ?? '12203'}^USA^P||${phoneField(patient.phone)}`,
    `ORC|RE||${test.id}^LAB^33D1234567^CLIA|||||||||||||||||||${site}||${site}`,
    `OBR|1||${test.id}^LAB^33D1234567^CLIA|${code}|||${collected}|||||||||||||||${collected}|||F`,
    `OBX|1|CWE|${code}||${result}||||||F|||${collected}`,
    `SPM|1|^${test.id}&LAB&33D1234567&CLIA||258500001^Nasopharyngeal swab^SCT|||||||||||||${collected}|${collected}`,
  ].join('\r')}\r`
}

const phoneField = (phone: string | undefined): string =>
  phone === undefined ? '' : `^PRN^PH^^1^${phone.slice(0, 3)}^${phone.slice(3)}`

/** Handed in by a sender at this very machine, as the demo takes them. */
export const send = ({ origin }: Service, messages: string): Promise<Reply> =>
  ask(origin, '/api/records/hl7v2', { body: messages, type: 'application/hl7-v2', from: '127.0.0.1' })
