import type { CivilDate, HealthRecord } from '@excelsior/domain'
import type { JsonObject } from './encoding/json.ts'

/**
 * What a foreign credential says of its holder's health, for the rules of acceptance. It is judged and let go:
 * no screen, log or answer ever holds it.
 */
export interface Evidence {
  /** In the terms of our own rules: CVX codes, kinds of test. Of a disease or product that these do not know: none. */
  readonly records: readonly HealthRecord[]
  /** An EU certificate states the last dose alone, and its place in the series. */
  readonly series?: { readonly dose: number; readonly of: number }
  readonly recovery?: {
    readonly firstPositive: CivilDate
    readonly validFrom: CivilDate
    readonly validUntil: CivilDate
  }
  /** The certificate as it stands, for rules in CertLogic. */
  readonly certificate?: JsonObject
  /** ISO 3166-1 or 3166-2 of the credential's issuer as the credential says, for rules by country. */
  readonly country?: string
}
