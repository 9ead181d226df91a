import type {
  HealthRecord,
  Immunization,
  Instant,
  LabResult,
  PartialDate,
  PersonDetails,
} from '@excelsior/domain'
import type { Laboratory, Registry, Site } from './places.ts'

/** Two immunization registries, and the laboratories of the state's electronic lab reporting. */
export type Source = Registry | 'ECLRS'
export const SOURCES: readonly Source[] = ['NYSIIS', 'CIR', 'ECLRS']

/** What one source tells about a person in one message, as its people wrote it down. */
export interface DemoReport {
  readonly source: Source
  readonly person: PersonDetails
  readonly sentAt: Instant
  readonly entries: readonly DemoEntry[]
}

/** A record with what a message says around it; entries of one `id` are states of one record, the last one holds. */
export type DemoEntry =
  | { readonly id: string; readonly record: Immunization; readonly site: Site }
  | { readonly id: string; readonly record: LabResult; readonly site: Site; readonly laboratory: Laboratory }

/** What a resident types to retrieve a pass. One of the two names may be empty. */
export interface Typed {
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: PartialDate
  readonly postalCode: string
  readonly phone: string
}

export interface DemoResident {
  /** Which story this resident is for, such as `too-soon`. */
  readonly story: string
  readonly person: PersonDetails
  readonly typed: Typed
  /** In order of sending. */
  readonly reports: readonly DemoReport[]
  /** The truth: every record in its last state. */
  readonly records: readonly HealthRecord[]
  /** What to know beforehand, such as that no code can reach them. */
  readonly note?: string
}
