import type { ChallengeQuestion, Decision, Instant, PartialDate, PassType } from '@excelsior/domain'

/** What a resident typed, untouched; the birth date already put together, `1988-03-04`, `1956-03` or `1956`. */
export interface Typed {
  readonly pass: PassType
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: string
  readonly postalCode: string
  readonly phone: string
}

/** Who asks, as the network sees them, and the language in which to answer. */
export interface Client {
  readonly address: string
  readonly language: string
}

/** A field that cannot be what it should be, by what was typed alone: says nothing about any record. */
export interface Fault {
  readonly field: keyof Typed
  readonly code: string
}

export type Started =
  | {
      readonly kind: 'started'
      /** Opaque; stands for this retrieval until it expires. */
      readonly retrieval: string
      readonly questions: readonly ChallengeQuestion[]
      readonly expires: Instant
    }
  | { readonly kind: 'malformed'; readonly faults: readonly Fault[] }
  /** Too many starts from this network. */
  | { readonly kind: 'busy'; readonly retryAt: Instant }
  | { readonly kind: 'unavailable' }

export type Outcome =
  /** Answers are in, or a code was asked for again: always this, whoever is asked for. Goes on under this `retrieval`. */
  | { readonly kind: 'code'; readonly retrieval: string }
  | { readonly kind: 'proven'; readonly decision: Decision; readonly passes: readonly IssuedPass[] }
  /** The one answer to every failure. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'unavailable' }

export interface IssuedPass {
  readonly type: PassType
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: PartialDate
  readonly issued: Instant
  /** Exclusive. */
  readonly expires: Instant
  /** The text of the QR code. */
  readonly qr: string
  /** Equal for all passes of one person and type, 32 hexadecimal digits; tells of neither. */
  readonly series?: string
  /** The same for other apps: a SMART Health Card, as a compact JWS. It states what the pass was decided by. */
  readonly healthCard?: string
  /** And the code of an EU Digital COVID Certificate, `HC1:…`. */
  readonly euCertificate?: string
}

export const CHANNELS = ['text', 'call', 'letter'] as const
export type Channel = (typeof CHANNELS)[number]

/** The way from typed details to a pass. It alone keeps the time of answers; whoever shows them adds nothing. */
export interface RetrievalFlow {
  /** What cannot be looked up as it was typed; asks nobody and counts nothing. `start` says the same. */
  malformed(typed: Typed): readonly Fault[]
  start(typed: Typed, client: Client): Promise<Started>
  answer(retrieval: string, answers: Readonly<Record<string, string>>, client: Client): Promise<Outcome>
  code(retrieval: string, code: string, client: Client): Promise<Outcome>
  resend(retrieval: string, channel: Channel, client: Client): Promise<Outcome>
}
