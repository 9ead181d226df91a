import type { HealthRecord, Instant, PersonDetails, Zone } from '@excelsior/domain'
import type { CodeTables } from './codes.ts'
import type { Elsewhere } from './fhir/bundle.ts'

export interface ReadOptions {
  /** The sender's zone: what a time without an offset means. Never the machine's. */
  readonly zone: Zone
  readonly codes: CodeTables
  /** ISO 3166-2, the registered source's own: where the message names no place of care. */
  readonly jurisdiction?: string
  /** When the message came in, where that is known: a test collected after it is looked at by a person first. */
  readonly receivedAt?: Instant
  /** Of FHIR files that come together: where to look for what the one that is read does not hold. */
  readonly companions?: { readonly references: Elsewhere }
}

export type ReadItem =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  /** Worth telling, nothing lost: a batch count that differs, a file without messages. */
  | { readonly kind: 'notice'; readonly notice: Notice }

/**
 * What one message says about one person. A message about several people (ORU with several PID) gives several
 * reports with the same `message`; whoever acknowledges it has to have stored all of them.
 */
export interface Report {
  /** Ordinal in the file, from 1. */
  readonly message: number
  /** MSH-10, as sent; empty where there is none. It identifies bytes, never a record. */
  readonly messageId: string
  /** MSH-11 T or D: training or debugging. */
  readonly trial: boolean
  readonly sentAt?: Instant
  readonly person: PersonDetails
  /** What the sender asks to forget about the person (`""` in HL7): empty fields, in contrast, leave things as they are. */
  readonly cleared: readonly (keyof PersonDetails)[]
  readonly records: readonly ReportedRecord[]
  /** What it says of the source's own numbers for people; such a report says nothing else, and of nobody in particular. */
  readonly merges?: readonly ReportedMerge[]
  /** Versions of FHIR Patients: what is said by one's links in an earlier one, and in none of `merges`, is over. */
  readonly versions?: readonly PatientVersion[]
  /** Records that a person has to look at; the others of the message stand. */
  readonly setAside: readonly Rejection[]
  /** This message's own bytes. */
  readonly raw: Uint8Array
  /** Present for HL7 v2. */
  readonly header?: MessageHeader
}

/**
 * A record with its identity at its source. Of all with the same `key`, the one with the greatest `precedence`
 * (compared as text) stands, whatever the order of arrival; equal precedence means equal content.
 * `key` and `series` are personal data: store them only as keyed hashes, together with the source.
 */
export interface ReportedRecord {
  readonly key: string
  readonly precedence: string
  /** Deleted, wrong or cancelled: kept as a marker, so that a late original does not revive. */
  readonly withdrawn: boolean
  /** Undefined only where a withdrawal names its record without repeating it. */
  readonly record: HealthRecord | undefined
  /** What the same order and test, or the same person's dose of that product and day, is called, whatever its `key`. */
  readonly series?: string
  /** Takes the place of every record of its `series` with a smaller precedence, not only of its own `key`. */
  readonly replacesSeries: boolean
  /**
   * The source names the record, but says nowhere when it said so: only arrival orders what it says of it. See
   * `outranks`.
   */
  readonly undated?: true
}

/**
 * Two of a source's own numbers, as in `PersonDetails.identifiers`: `merged`, one person, whom `survivor` goes on
 * naming; `linked`, one person, with both numbers in use; `parted`, two people, whatever was said before. Of what is
 * said of two numbers, the latest by the report's `sentAt` stands, whatever the order of arrival. Personal data.
 */
export interface ReportedMerge {
  readonly says: 'merged' | 'linked' | 'parted'
  readonly survivor: string
  readonly other: string
  /** The one of the two whose Patient says so, in FHIR: a later version of that Patient without it takes it back. */
  readonly by?: string
}

/** A Patient as of a time, by one of the source's own numbers. Personal data. */
export interface PatientVersion {
  readonly number: string
  readonly at: Instant
}

/** A message, or one record of it, that was not taken. The texts hold no personal data; `raw` does. */
export interface Rejection {
  /** Ordinal of the message in the file, from 1; 0 where the file as a whole is meant. */
  readonly message: number
  readonly messageId?: string
  /** `PID`, `RXA`, `OBX`, …; with `occurrence`, the first of its kind being 1. */
  readonly segment?: string
  readonly occurrence?: number
  readonly field?: number
  /** From 1. */
  readonly repetition?: number
  /** A column, or the path of a FHIR element, where there are no segments. */
  readonly path?: string
  readonly code: RejectionCode
  /** Plain words for the sender: what is wrong, and what to do. */
  readonly reason: string
  readonly raw: Uint8Array
  /** For the answer: present where the message's first segment could be read. */
  readonly header?: MessageHeader
  /** The stored record that this one would have replaced: nobody should rely on that one before somebody looked. */
  readonly concerns?: { readonly key: string; readonly series?: string; readonly precedence: string }
}

export interface Notice {
  readonly message: number
  readonly code: 'batch-count' | 'no-messages' | 'unknown-columns'
  readonly text: string
}

export type RejectionCode =
  | 'unreadable' // no message, broken structure, beyond a limit
  | 'too-large'
  | 'character-set'
  | 'unsupported-message'
  | 'missing' // a part without which nothing can be stored
  | 'invalid-value' // outside its table or impossible
  | 'no-code'
  | 'contradiction'
  | 'unresolved-reference'
  | 'unavailable' // not the message's fault: it could not be stored
  | 'trial-message' // MSH-11 T or D, from a source that takes no part in trials

/** What an acknowledgement needs of MSH: fields as they came, byte for byte (one character per byte). */
export interface MessageHeader {
  readonly fieldSeparator: string
  /** MSH-2, as sent. */
  readonly encodingCharacters: string
  readonly sendingApplication: string
  readonly sendingFacility: string
  readonly receivingApplication: string
  readonly receivingFacility: string
  /** MSH-9. */
  readonly messageType: string
  /** MSH-10. */
  readonly controlId: string
  /** MSH-11. */
  readonly processingId: string
  /** MSH-12. */
  readonly version: string
  /** MSH-15. */
  readonly acceptAcknowledgement: string
  /** MSH-16. */
  readonly applicationAcknowledgement: string
  /** MSH-18. */
  readonly characterSet: string
}
