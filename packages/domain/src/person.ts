import type { PartialDate } from './civil-date.ts'

export type Sex = 'male' | 'female' | 'other' | 'unknown'

export interface PersonName {
  readonly givenName?: string
  readonly familyName?: string
}

/**
 * A person as one source reports them, or as a resident types them. Everything may be absent; nothing is guessed.
 * Names keep the sender's spelling (compare through `@excelsior/people`); phones are ten digits,
 * ZIP codes five; a birth date may be a year, or a year and month, where the papers say no more.
 */
export interface PersonDetails extends PersonName {
  readonly birthDate?: PartialDate
  readonly sex?: Sex
  readonly postalCode?: string
  readonly phone?: string

  // What helps to find a person, and appears on no pass, screen or message.
  readonly middleName?: string
  readonly suffix?: string
  readonly otherNames?: readonly PersonName[]
  readonly otherPhones?: readonly string[]
  /** HL7 NK1-5: counts as a phone on record while the person is under 18, never after. */
  readonly nextOfKinPhones?: readonly string[]
  readonly street?: string
  /** The street and what follows it, `2 New St, Apt 4`, where something does: for mail. Another street makes it void. */
  readonly streetInFull?: string
  readonly city?: string
  readonly state?: string
  readonly mothersMaidenName?: string
  readonly guardianName?: PersonName
  readonly birthOrder?: string
  /** The sender's own numbers (PID-3), `authority|id`: equal numbers of one source are one person. */
  readonly identifiers?: readonly string[]
}
