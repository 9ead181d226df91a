import { dayNumber, parseCivilDate } from './civil-date.ts'
import type { Instant } from './instant.ts'
import {
  type Fault,
  fault,
  fields,
  items,
  type JsonPlace,
  text,
  unique,
  wholeNumber,
  yesOrNo,
} from './json-check.ts'
import { PASS_TYPES, type PassType } from './pass.ts'
import type { Policy, PolicyDocument, Product, Region, RetrievalRules, VaccinationRules } from './policy.ts'
import type { Limit } from './throttle.ts'
import { type Zone, zone } from './zone.ts'

export type ParsedPolicy =
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Reads a policy file's JSON. Reports every fault of it; a key that is not known is one, for it may be misspelt. */
export function parsePolicy(json: unknown): ParsedPolicy {
  const at: JsonPlace = { json, path: '$', faults: [] }
  const document = readDocument(at)
  return at.faults.length === 0 ? { ok: true, document } : { ok: false, faults: at.faults }
}

function readDocument(at: JsonPlace): PolicyDocument {
  const { name, versions } = fields(at, ['name', 'versions'])
  const places = items(versions, 1, 1000)
  const read = places.map(readVersion)
  unique(
    places.map((place, index) => ({ at: place, value: read[index]?.version ?? '' })),
    'version',
  )
  for (let index = 1; index < places.length; index++) {
    const [earlier, later, place] = [read[index - 1], read[index], places[index]]
    if (earlier && later && place && later.inForceFrom <= earlier.inForceFrom) {
      fault(place, 'inForceFrom must be later than that of the version before')
    }
  }
  return { name: text(name, 'a name', isFilled), versions: read }
}

function readVersion(at: JsonPlace): Policy {
  const {
    version,
    inForceFrom,
    jurisdiction,
    zone: zoneName,
    positiveBarDays,
    products,
    otherCovidCvx,
    unspecifiedCovidCvx,
    vaccination,
    pcr,
    antigen,
    regions,
    retrieval,
    venues,
  } = fields(at, [
    'version',
    'inForceFrom',
    'jurisdiction',
    'zone',
    'positiveBarDays',
    'products',
    'otherCovidCvx',
    'unspecifiedCovidCvx',
    'vaccination',
    'pcr',
    'antigen',
    'regions',
    'retrieval',
    'venues',
  ])
  const clock = readZone(zoneName)
  const rules = readVaccination(vaccination)
  const codes: Entry[] = []
  const readProducts = items(products, 1, 50).map((place) => readProduct(place, rules.graceDays, codes))
  const otherCodes = items(otherCovidCvx, 0, 500).map((place) => readCvx(place, codes))
  const unspecifiedCodes = items(unspecifiedCovidCvx, 0, 50).map((place) => readCvx(place, codes))
  unique(codes, 'CVX code')
  uniqueIds(products, readProducts)
  return {
    version: text(version, 'a name for this version', isFilled),
    inForceFrom: readDay(inForceFrom, clock),
    jurisdiction: text(jurisdiction, 'an ISO 3166-2 code such as "US-NY"', isSubdivision),
    zone: clock,
    positiveBarDays: wholeNumber(positiveBarDays, 0, 365),
    products: readProducts,
    otherCovidCvx: otherCodes,
    unspecifiedCovidCvx: unspecifiedCodes,
    vaccination: rules,
    pcr: { validDays: wholeNumber(fields(pcr, ['validDays']).validDays, 0, 365) },
    antigen: { validHours: wholeNumber(fields(antigen, ['validHours']).validHours, 1, 8760) },
    regions: readRegions(regions),
    retrieval: readRetrieval(retrieval),
    venues: readVenues(venues),
  }
}

function readProduct(at: JsonPlace, graceDays: number, codes: Entry[]): Product {
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

function readRegions(at: JsonPlace): readonly Region[] {
  const places = items(at, 2, 50)
  const prefixes: Entry[] = []
  const read = places.map((place) => {
    const { id, zipPrefixes } = fields(place, ['id', 'zipPrefixes'])
    return {
      id: readId(id),
      zipPrefixes: items(zipPrefixes, 1, 200).map((prefix) => readZipPrefix(prefix, prefixes)),
    }
  })
  uniqueIds(at, read)
  unique(prefixes, 'ZIP prefix')
  return read
}

function readRetrieval(at: JsonPlace): RetrievalRules {
  const keys = fields(at, [
    'minutes',
    'answerQuantumMilliseconds',
    'failedTries',
    'startsPerIdentity',
    'startsPerNetwork',
    'code',
  ])
  const code = fields(keys.code, [
    'required',
    'digits',
    'minutes',
    'tries',
    'perRetrieval',
    'perPhone',
    'letterDigits',
    'letterDays',
  ])
  return {
    minutes: wholeNumber(keys.minutes, 20, 240),
    answerQuantumMilliseconds: wholeNumber(keys.answerQuantumMilliseconds, 50, 10_000),
    failedTries: wholeNumber(keys.failedTries, 1, 50),
    startsPerIdentity: readLimit(keys.startsPerIdentity),
    startsPerNetwork: readLimit(keys.startsPerNetwork),
    code: {
      required: yesOrNo(code.required),
      digits: wholeNumber(code.digits, 6, 10),
      minutes: wholeNumber(code.minutes, 5, 60),
      tries: wholeNumber(code.tries, 1, 10),
      perRetrieval: wholeNumber(code.perRetrieval, 1, 10),
      perPhone: readLimit(code.perPhone),
      letterDigits: wholeNumber(code.letterDigits, 8, 12),
      letterDays: wholeNumber(code.letterDays, 1, 90),
    },
  }
}

function readVenues(at: JsonPlace): Policy['venues'] {
  const { passTypes, photoIdFromAge } = fields(at, ['passTypes', 'photoIdFromAge'])
  const places = items(passTypes, 1, PASS_TYPES.length)
  unique(
    places.map((place) => ({ at: place, value: String(place.json) })),
    'pass type',
  )
  const known = PASS_TYPES.filter((type) => places.some((place) => place.json === type))
  for (const place of places)
    text(place, `one of ${PASS_TYPES.join(', ')}`, (value) => known.includes(value as PassType))
  return { passTypes: known, photoIdFromAge: wholeNumber(photoIdFromAge, 0, 120) }
}

function readLimit(at: JsonPlace): Limit {
  const { count, hours } = fields(at, ['count', 'hours'])
  return { count: wholeNumber(count, 1, 10_000), periodMilliseconds: wholeNumber(hours, 1, 8760) * 3_600_000 }
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

function readDay(at: JsonPlace, clock: Zone): Instant {
  const day = parseCivilDate(
    text(at, 'a day such as "2021-03-26"', (value) => parseCivilDate(value) !== undefined),
  )
  return day ? clock.midnightStartingDay(dayNumber(day)) : (Number.NaN as Instant)
}

const readId = (at: JsonPlace): string =>
  text(at, 'an id of small letters, digits and hyphens, other than "none" and "other"', isId)

/** A value and where it stands, noted to find the ones that come twice. */
type Entry = { readonly at: JsonPlace; readonly value: string }

function readCvx(at: JsonPlace, noted: Entry[]): string {
  const value = text(at, 'a CVX code of two or three digits, as text', isCvx)
  noted.push({ at, value })
  return value
}

function readZipPrefix(at: JsonPlace, noted: Entry[]): string {
  const value = text(at, 'three to five digits of a ZIP code', isZipPrefix)
  noted.push({ at, value })
  return value
}

function uniqueIds(at: JsonPlace, read: readonly { readonly id: string }[]): void {
  unique(
    read.map(({ id }, index) => ({ at: { ...at, path: `${at.path}[${index}].id` }, value: id })),
    'id',
  )
}

const isFilled = (value: string): boolean => value.trim() !== ''
const isSubdivision = (value: string): boolean => /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(value)
const isId = (value: string): boolean =>
  /^[a-z][a-z0-9-]*$/.test(value) && value !== 'none' && value !== 'other'
const isCvx = (value: string): boolean => /^[0-9]{2,3}$/.test(value)
const isZipPrefix = (value: string): boolean => /^[0-9]{3,5}$/.test(value)
