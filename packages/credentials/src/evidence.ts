import type { ForeignProof } from '@excelsior/domain'
import type { JsonObject } from './encoding/json.ts'

/**
 * What a foreign credential says of its holder's health, for the rules of acceptance. It is judged and let go:
 * no screen, log or answer ever holds it.
 */
export interface Evidence extends Pick<ForeignProof, 'records' | 'series' | 'recovery'> {
  /** The certificate as it stands, for rules in CertLogic. */
  readonly certificate?: JsonObject
  /** ISO 3166-1 or 3166-2 of the credential's issuer as the credential says, for rules by country. */
  readonly country?: string
}
