import type { HealthRecord, Instant } from '@excelsior/domain'
import { arrayIn, isJsonObject, type Json } from '../encoding/json.ts'
import type { Holder } from '../verdict.ts'
import { healthRecordOf } from './health-records.ts'
import { holderOf } from './patient.ts'
import { isRevocationId } from './revocation-id.ts'

export const HEALTH_CARD = 'https://smarthealth.cards#health-card'

/** Seconds: 2106. Above it lie milliseconds taken for seconds. */
const LATEST_SECOND = 0xffff_ffff
const LONGEST_ISSUER = 200

export interface HealthCard {
  readonly issuer: string
  readonly notBefore: Instant
  readonly expires: Instant | null
  /** By which its issuer can withdraw it. */
  readonly revocationId: string | undefined
  readonly holder: Holder
  readonly kind: 'vaccination' | 'test' | 'other'
  readonly records: readonly HealthRecord[]
}

/** The payload of a card, or undefined where what makes one is absent or of the wrong kind. */
export function readHealthCard(payload: Json | undefined): HealthCard | undefined {
  if (!isJsonObject(payload)) return undefined
  const { iss, nbf, exp, vc } = payload
  const notBefore = instantOfSeconds(nbf)
  // Absent is for ever; null, or a text, is not absent.
  const expires = exp === undefined ? null : instantOfSeconds(exp)
  if (!isIssuer(iss) || notBefore === undefined || expires === undefined) return undefined
  if (!isJsonObject(vc) || !arrayIn(vc.type).includes(HEALTH_CARD)) return undefined
  const { rid: sent, credentialSubject } = vc
  const rid = sent ?? undefined // some write null for none
  if (rid !== undefined && !isRevocationId(rid)) return undefined

  const bundle = isJsonObject(credentialSubject) ? credentialSubject.fhirBundle : undefined
  if (!isJsonObject(bundle) || bundle.resourceType !== 'Bundle') return undefined
  const records: HealthRecord[] = []
  let holder: Holder | undefined
  for (const entry of arrayIn(bundle.entry)) {
    const resource = isJsonObject(entry) ? entry.resource : undefined
    if (!isJsonObject(resource)) return undefined
    if (resource.resourceType === 'Patient') {
      if (holder) return undefined // whose doses are these?
      holder = holderOf(resource)
      if (!holder) return undefined
    } else {
      const record = healthRecordOf(resource)
      if (record) records.push(record)
    }
  }
  if (!holder) return undefined
  return { issuer: iss, notBefore, expires, revocationId: rid, holder, kind: kindOf(records), records }
}

function kindOf(records: readonly HealthRecord[]): HealthCard['kind'] {
  if (records.some(isDose)) return 'vaccination'
  return records.some((record) => record.kind === 'lab') ? 'test' : 'other'
}

/** One that was given: not one that was refused, or entered in error. */
const isDose = ({ kind, status }: HealthRecord): boolean =>
  kind === 'immunization' && (status === 'completed' || status === 'partial')

/** A NumericDate (RFC 7519, section 2), which may have decimals; cut to the millisecond. */
function instantOfSeconds(value: Json | undefined): Instant | undefined {
  return typeof value === 'number' && value >= 0 && value <= LATEST_SECOND
    ? (Math.floor(value * 1000) as Instant)
    : undefined
}

/** An https address without a slash at its end. */
export function isIssuer(value: Json | undefined): value is string {
  return (
    typeof value === 'string' &&
    value.startsWith('https://') &&
    value.length > 8 &&
    value.length <= LONGEST_ISSUER &&
    !value.endsWith('/')
  )
}
