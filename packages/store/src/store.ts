import type { Instant } from '@excelsior/domain'
import type { Audit } from './audit.ts'
import type { Codes } from './codes.ts'
import type { FailedTriesStore } from './failed-tries.ts'
import type { Outbox } from './outbox.ts'
import type { Passes } from './passes.ts'
import type { PhonePasses } from './phone-passes.ts'
import type { Quarantine } from './quarantine.ts'
import type { Readiness } from './readiness.ts'
import type { PersonId, Registry } from './registry/types.ts'
import type { Senders } from './senders.ts'
import type { Settings } from './settings.ts'
import type { Sources } from './sources.ts'
import type { Support } from './support.ts'
import type { Tallies } from './tallies.ts'
import type { Throttles } from './throttles.ts'
import type { WalletCredentials, WalletGrants } from './wallet-credentials.ts'

/** Everything that is kept. Any method may reject with `StoreUnavailable`; another rejection is a bug. */
export interface Store {
  readonly registry: Registry
  readonly sources: Sources
  readonly senders: Senders
  readonly quarantine: Quarantine
  readonly throttles: Throttles
  readonly failedTries: FailedTriesStore
  readonly codes: Codes
  readonly outbox: Outbox
  readonly passes: Passes
  readonly phonePasses: PhonePasses
  readonly walletCredentials: WalletCredentials
  readonly walletGrants: WalletGrants
  readonly tallies: Tallies
  readonly support: Support
  readonly audit: Audit
  readonly settings: Settings
  /** Deletes what is past its time (the table in README.md); returns how many rows of each. */
  purge(now: Instant): Promise<Readonly<Record<string, number>>>
  /** Whether it can store something now, found out by doing it; never rejects. */
  ready(): Promise<Readiness>
  close(): Promise<void>
}

export interface StoreOptions {
  /** Connections at most; 10 where it is left out. */
  readonly connections?: number
  /** Dates changes to people; the machine's clock where it is left out. The one that `now` comes from everywhere else. */
  readonly clock?: () => Instant
  /** Somebody's rows do not open: they were changed behind the store's back. Told for each retrieval that meets them. */
  readonly alarm?: (person: PersonId) => void
  /** Messages stay in the outbox for a day after they were sent, to be looked at. */
  readonly demo?: boolean
}
