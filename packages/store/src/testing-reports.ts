import type {
  CivilDate,
  DateTime,
  HealthRecord,
  Instant,
  PartialDate,
  PersonDetails,
} from '@excelsior/domain'
import type { PatientVersion, Rejection, Report, ReportedMerge, ReportedRecord } from '@excelsior/records'

/** What tests say of a person; the rest is left out. */
export type PersonExample = Omit<PersonDetails, 'birthDate'> & { readonly birthDate?: string }

export interface RecordExample {
  readonly key: string
  readonly record?: HealthRecord
  readonly precedence?: string
  readonly withdrawn?: boolean
  readonly series?: string
  readonly replacesSeries?: boolean
  readonly undated?: true
}

export interface ReportExample {
  readonly person: PersonExample
  readonly records?: readonly RecordExample[]
  readonly cleared?: readonly (keyof PersonDetails)[]
  readonly merges?: readonly ReportedMerge[]
  readonly versions?: readonly PatientVersion[]
  readonly setAside?: readonly Rejection[]
  readonly sentAt?: number
}

let sent = 0

/** A report whose bytes are like no other's. */
export function aReport({
  person,
  records = [],
  cleared = [],
  merges,
  versions,
  setAside = [],
  sentAt,
}: ReportExample): Report {
  const { birthDate, ...rest } = person
  const messageId = `example-${++sent}`
  return {
    message: 1,
    messageId,
    trial: false,
    ...(sentAt !== undefined && { sentAt: sentAt as Instant }),
    person: { ...rest, ...(birthDate !== undefined && { birthDate: birthDate as PartialDate }) },
    cleared,
    records: records.map(aRecord),
    ...(merges && { merges }),
    ...(versions && { versions }),
    setAside,
    raw: Buffer.from(`MSH|^~\\&|${messageId}`),
  }
}

function aRecord(example: RecordExample): ReportedRecord {
  const {
    key,
    record,
    precedence = '1',
    withdrawn = false,
    series,
    replacesSeries = false,
    undated,
  } = example
  return {
    key,
    record,
    precedence,
    withdrawn,
    replacesSeries,
    ...(series !== undefined && { series }),
    ...(undated && { undated }),
  }
}

export function aDose(date: string, cvx = '208'): HealthRecord {
  return { kind: 'immunization', cvx, date: date as CivilDate, jurisdiction: 'US-NY', status: 'completed' }
}

export function aResult(collected: string, result: 'negative' | 'positive' = 'negative'): HealthRecord {
  const at = collected as CivilDate | DateTime
  return { kind: 'lab', test: 'pcr', result, collected: at, jurisdiction: 'US-NY', status: 'final' }
}
