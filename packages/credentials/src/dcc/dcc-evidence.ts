import {
  type CivilDate,
  type HealthRecord,
  type PassType,
  parseCivilDate,
  type TestKind,
  type TestResult,
} from '@excelsior/domain'
import type { LenientCbor, LenientCborMap } from '../encoding/lenient-cbor.ts'
import type { Evidence } from '../evidence.ts'
import { certificateJson, textOf } from './certificate-values.ts'
import type { DccClaims } from './dcc-claims.ts'
import { ANTIGEN, COVID_19, CVX_OF_PRODUCT, DETECTED, NOT_DETECTED, PCR } from './eu-codes.ts'
import { readIsoTime } from './iso-time.ts'
import type { OneEntry } from './one-entry.ts'

/** What a certificate says in the terms of our own rules, and the certificate for the rules of others. */
export function evidenceOf({ certificate, issuer }: DccClaims, { kind, entry }: OneEntry): Evidence {
  const base = {
    records: [],
    certificate: certificateJson(certificate),
    country: issuer || textOf(entry.get('co')),
  }
  if (textOf(entry.get('tg')) !== COVID_19) return base
  if (kind === 'vaccination') return { ...base, ...vaccination(entry) }
  if (kind === 'test') return { ...base, records: labResult(entry) }
  return { ...base, ...recovery(entry) }
}

/** The pass that a certificate of our own goes with. A positive result goes with none, nor does a recovery. */
export function passTypeOf({ kind, entry }: OneEntry): PassType | undefined {
  if (textOf(entry.get('tg')) !== COVID_19) return undefined
  if (kind === 'vaccination') return 'vaccination'
  return kind === 'test' && textOf(entry.get('tr')) === NOT_DETECTED
    ? TESTS.get(textOf(entry.get('tt')))
    : undefined
}

function vaccination(entry: LenientCborMap): Pick<Evidence, 'records' | 'series'> {
  const cvx = CVX_OF_PRODUCT.get(textOf(entry.get('mp')))
  const date = dayOf(entry.get('dt'))
  if (cvx === undefined || date === undefined) return { records: [] }
  const records: HealthRecord[] = [{ kind: 'immunization', cvx, date, jurisdiction: textOf(entry.get('co')) }]
  const dn = entry.get('dn')
  const sd = entry.get('sd')
  return isPlace(dn) && isPlace(sd) ? { records, series: { dose: dn, of: sd } } : { records: [] }
}

/** `dose_posint` of the schema: 1 to 9. Half a dose, or one of infinitely many, is none. */
const isPlace = (value: LenientCbor | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 9

const TESTS: ReadonlyMap<string, TestKind> = new Map([
  [PCR, 'pcr'],
  [ANTIGEN, 'antigen'],
])
const RESULTS: ReadonlyMap<string, TestResult> = new Map([
  [DETECTED, 'positive'],
  [NOT_DETECTED, 'negative'],
])

function labResult(entry: LenientCborMap): readonly HealthRecord[] {
  const test = TESTS.get(textOf(entry.get('tt')))
  const result = RESULTS.get(textOf(entry.get('tr')))
  const collected = readIsoTime(textOf(entry.get('sc')))
  if (test === undefined || result === undefined || collected === undefined) return []
  return [{ kind: 'lab', test, result, collected, jurisdiction: textOf(entry.get('co')) }]
}

function recovery(entry: LenientCborMap): Pick<Evidence, 'records' | 'recovery'> {
  const firstPositive = dayOf(entry.get('fr'))
  const validFrom = dayOf(entry.get('df'))
  const validUntil = dayOf(entry.get('du'))
  if (firstPositive === undefined || validFrom === undefined || validUntil === undefined)
    return { records: [] }
  return { records: [], recovery: { firstPositive, validFrom, validUntil } }
}

/** Dates come with a time of day now and then: it is the day that is meant. */
const dayOf = (value: LenientCbor | undefined): CivilDate | undefined => {
  const text = textOf(value)
  return parseCivilDate(text.charAt(10) === 'T' ? text.slice(0, 10) : text)
}
