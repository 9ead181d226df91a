import { fault, fields, items, type JsonPlace, text, unique, wholeNumber, yesOrNo } from './json-check.ts'
import type { DecisionRules, Product, VaccinationRules } from './policy.ts'
import { type Zone, zone } from './zone.ts'

/** The keys of a policy's version that decide about a pass. */
export const DECISION_KEYS = [
  'jurisdiction',
  'zone',
  'positiveBarDays',
  'products',
  'vaccination',
  'pcr',
  'antigen',
] as const

type DecisionPlaces = Readonly<Record<(typeof DECISION_KEYS)[number], JsonPlace>>

/** The rules as `decisionRulesJson` writes them; undefined where anything of them is missing, wrong or unknown. */
export function parseDecisionRules(json: unknown): DecisionRules | undefined {
  const at: JsonPlace = { json, path: '$', faults: [] }
  const codes: Entry[] = []
  const rules = readDecisionRules(fields(at, DECISION_KEYS), codes)
  unique(codes, 'CVX code')
  return at.faults.length === 0 ? rules : undefined
}

/** `codes` notes every CVX code, to find the ones that come twice. */
export function readDecisionRules(places: DecisionPlaces, codes: Entry[]): DecisionRules {
  const rules = readVaccination(places.vaccination)
  const products = items(places.products, 1, 50).map((place) => readProduct(place, rules.graceDays, codes))
  uniqueIds(places.products, products)
  return {
    jurisdiction: text(places.jurisdiction, 'an ISO 3166-2 code such as "US-NY"', isSubdivision),
    zone: readZone(places.zone),
    positiveBarDays: wholeNumber(places.positiveBarDays, 0, 365),
    products,
    vaccination: rules,
    pcr: { validDays: wholeNumber(fields(places.pcr, ['validDays']).validDays, 0, 365) },
    antigen: { validHours: wholeNumber(fields(places.antigen, ['validHours']).validHours, 1, 8760) },
  }
}

/** As a policy file writes them. */
export function decisionRulesJson(rules: DecisionRules): object {
  const { zone: clock, vaccination, jurisdiction, positiveBarDays, products, pcr, antigen } = rules
  return {
    jurisdiction,
    zone: clock.name,
    positiveBarDays,
    products,
    vaccination: {
      ...vaccination,
      validDaysAfterLastDose: vaccination.validDaysAfterLastDose ?? null,
      validDaysAfterRetrieval: vaccination.validDaysAfterRetrieval ?? null,
    },
    pcr,
    antigen,
  }
}

export function readProduct(at: JsonPlace, graceDays: number, codes: Entry[]): Product {
  const { id, name, cvx, doses, minimumIntervalDays } = fields(at, [
    'id',
    'name',
    'cvx',
    'doses',
    'minimumIntervalDays',
  ])
  const interval = wholeNumber(minimumIntervalDays, 1, 3650)
  if (interval === minimumIntervalDays.json && interval <= graceDays) {
    fault(minimumIntervalDays, 'must be more than graceDays, or one dose reported twice would count twice')
  }
  return {
    id: readId(id),
    name: text(name, 'a name', isFilled),
    cvx: items(cvx, 1, 50).map((place) => readCvx(place, codes)),
    doses: wholeNumber(doses, 1, 4),
    minimumIntervalDays: interval,
  }
}

function readVaccination(at: JsonPlace): VaccinationRules {
  const keys = fields(at, [
    'graceDays',
    'eligibleFromDay',
    'validDaysAfterLastDose',
    'validDaysAfterRetrieval',
    'countHistorical',
  ])
  const afterLastDose = readDaysOrNull(keys.validDaysAfterLastDose)
  const afterRetrieval = readDaysOrNull(keys.validDaysAfterRetrieval)
  if (keys.validDaysAfterLastDose.json === null && keys.validDaysAfterRetrieval.json === null) {
    fault(at, 'validDaysAfterLastDose and validDaysAfterRetrieval must not both be null: a pass has to end')
  }
  return {
    graceDays: wholeNumber(keys.graceDays, 0, 365),
    eligibleFromDay: wholeNumber(keys.eligibleFromDay, 0, 365),
    ...(afterLastDose !== undefined && { validDaysAfterLastDose: afterLastDose }),
    ...(afterRetrieval !== undefined && { validDaysAfterRetrieval: afterRetrieval }),
    countHistorical: yesOrNo(keys.countHistorical),
  }
}

function readDaysOrNull(at: JsonPlace): number | undefined {
  return at.json === null ? undefined : wholeNumber(at, 1, 3650)
}

function readZone(at: JsonPlace): Zone {
  let known: Zone | undefined
  text(at, 'an IANA time zone such as "America/New_York"', (name) => {
    try {
      known = zone(name)
    } catch {
      // Intl throws a RangeError for a name it does not know: reported as a fault of the file.
    }
    return known !== undefined
  })
  return known ?? zone('UTC')
}

export const readId = (at: JsonPlace): string =>
  text(at, 'an id of small letters, digits and hyphens, other than "none" and "other"', isId)

/** A value and where it stands, noted to find the ones that come twice. */
export type Entry = { readonly at: JsonPlace; readonly value: string }

export function readCvx(at: JsonPlace, noted: Entry[]): string {
  const value = text(at, 'a CVX code of two or three digits, as text', isCvx)
  noted.push({ at, value })
  return value
}

export function uniqueIds(at: JsonPlace, read: readonly { readonly id: string }[]): void {
  unique(
    read.map(({ id }, index) => ({ at: { ...at, path: `${at.path}[${index}].id` }, value: id })),
    'id',
  )
}

export const isFilled = (value: string): boolean => value.trim() !== ''
const isSubdivision = (value: string): boolean => /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(value)
const isId = (value: string): boolean =>
  /^[a-z][a-z0-9-]*$/.test(value) && value !== 'none' && value !== 'other'
const isCvx = (value: string): boolean => /^[0-9]{2,3}$/.test(value)
