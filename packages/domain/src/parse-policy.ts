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
import {
  DECISION_KEYS,
  type Entry,
  isFilled,
  readCvx,
  readDecisionRules,
  readId,
  uniqueIds,
} from './parse-decision-rules.ts'
import { PASS_TYPES, type PassType } from './pass.ts'
import type { Policy, PolicyDocument, Region, RetrievalRules } from './policy.ts'
import type { Limit } from './throttle.ts'
import type { Zone } from './zone.ts'

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
  const places = fields(at, [
    'version',
    'inForceFrom',
    ...DECISION_KEYS,
    'otherCovidCvx',
    'unspecifiedCovidCvx',
    'regions',
    'retrieval',
    'venues',
  ])
  const codes: Entry[] = []
  const rules = readDecisionRules(places, codes)
  const otherCovidCvx = items(places.otherCovidCvx, 0, 500).map((place) => readCvx(place, codes))
  const unspecifiedCovidCvx = items(places.unspecifiedCovidCvx, 0, 50).map((place) => readCvx(place, codes))
  unique(codes, 'CVX code')
  return {
    ...rules,
    version: text(places.version, 'a name for this version', isFilled),
    inForceFrom: readDay(places.inForceFrom, rules.zone),
    otherCovidCvx,
    unspecifiedCovidCvx,
    regions: readRegions(places.regions),
    retrieval: readRetrieval(places.retrieval),
    venues: readVenues(places.venues),
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

function readDay(at: JsonPlace, clock: Zone): Instant {
  const day = parseCivilDate(
    text(at, 'a day such as "2021-03-26"', (value) => parseCivilDate(value) !== undefined),
  )
  return day ? clock.midnightStartingDay(dayNumber(day)) : (Number.NaN as Instant)
}

function readZipPrefix(at: JsonPlace, noted: Entry[]): string {
  const value = text(at, 'three to five digits of a ZIP code', isZipPrefix)
  noted.push({ at, value })
  return value
}

const isZipPrefix = (value: string): boolean => /^[0-9]{3,5}$/.test(value)
