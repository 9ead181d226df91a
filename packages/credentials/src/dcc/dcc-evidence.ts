import {
  type CivilDate,
  type HealthRecord,
  parseCivilDate,
  type TestKind,
  type TestResult,
} from '@excelsior/domain'
import type { JsonObject } from '../encoding/json.ts'
import type { Evidence } from '../evidence.ts'
import type { DccClaims } from './dcc-claims.ts'
import { textIn } from './dcc-holder.ts'
import { ANTIGEN, COVID_19, CVX_OF_PRODUCT, DETECTED, NOT_DETECTED, PCR } from './eu-codes.ts'
import { readIsoTime } from './iso-time.ts'
import type { OneEntry } from './one-entry.ts'

/** What a certificate says in the terms of our own rules, and the certificate for the rules of others. */
export function evidenceOf({ certificate, issuer }: DccClaims, { kind, entry }: OneEntry): Evidence {
  const base = { records: [], certificate, country: issuer || textIn(entry.co) }
  if (textIn(entry.tg) !== COVID_19) return base
  if (kind === 'vaccination') return { ...base, ...vaccination(entry) }
  if (kind === 'test') return { ...base, records: labResult(entry) }
  return { ...base, ...recovery(entry) }
}

function vaccination({ mp, dt, dn, sd, co }: JsonObject): Pick<Evidence, 'records' | 'series'> {
  const cvx = CVX_OF_PRODUCT.get(textIn(mp))
  const date = dayOf(dt)
  if (cvx === undefined || date === undefined) return { records: [] }
  const records: HealthRecord[] = [{ kind: 'immunization', cvx, date, jurisdiction: textIn(co) }]
  const counted = typeof dn === 'number' && typeof sd === 'number' && dn >= 1 && sd >= 1
  return counted ? { records, series: { dose: dn, of: sd } } : { records: [] }
}

const TESTS: ReadonlyMap<string, TestKind> = new Map([
  [PCR, 'pcr'],
  [ANTIGEN, 'antigen'],
])
const RESULTS: ReadonlyMap<string, TestResult> = new Map([
  [DETECTED, 'positive'],
  [NOT_DETECTED, 'negative'],
])

function labResult({ tt, tr, sc, co }: JsonObject): readonly HealthRecord[] {
  const test = TESTS.get(textIn(tt))
  const result = RESULTS.get(textIn(tr))
  const collected = readIsoTime(textIn(sc))
  if (test === undefined || result === undefined || collected === undefined) return []
  return [{ kind: 'lab', test, result, collected, jurisdiction: textIn(co) }]
}

function recovery({ fr, df, du }: JsonObject): Pick<Evidence, 'records' | 'recovery'> {
  const firstPositive = dayOf(fr)
  const validFrom = dayOf(df)
  const validUntil = dayOf(du)
  if (firstPositive === undefined || validFrom === undefined || validUntil === undefined)
    return { records: [] }
  return { records: [], recovery: { firstPositive, validFrom, validUntil } }
}

/** Dates come with a time of day now and then: it is the day that is meant. */
const dayOf = (value: JsonObject[string] | undefined): CivilDate | undefined => {
  const text = textIn(value)
  return parseCivilDate(text.charAt(10) === 'T' ? text.slice(0, 10) : text)
}
