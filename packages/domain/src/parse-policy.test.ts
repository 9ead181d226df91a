import { describe, expect, test } from 'vitest'
import { newYork, newYorkDocument, newYorkJson, parsed } from '../../../tools/new-york-policy.ts'
import { parseInstant } from './instant.ts'
import { parsePolicy } from './parse-policy.ts'
import { policyInForce } from './policy.ts'

/** Puts `value` at a path such as `products.0.cvx.0` of New York's only version; undefined takes the key away. */
function spoilt(changes: Readonly<Record<string, unknown>>): unknown {
  const json = newYorkJson()
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    const holder = keys.reduce<object>((from, key) => Reflect.get(from, key), json.versions[0] ?? {})
    if (value === undefined) Reflect.deleteProperty(holder, last)
    else Reflect.set(holder, last, value)
  }
  return json
}

function faultsOf(json: unknown): readonly string[] {
  const result = parsePolicy(json)
  return result.ok ? [] : result.faults.map(({ path, message }) => `${path}: ${message}`)
}

describe('the policy of New York', () => {
  test('says what the health department published', () => {
    expect(newYork).toMatchObject({
      jurisdiction: 'US-NY',
      zone: { name: 'America/New_York' },
      positiveBarDays: 10,
      products: [
        { name: 'Pfizer-BioNTech', cvx: ['208', '217', '218', '219'], doses: 2, minimumIntervalDays: 21 },
        { name: 'Moderna', cvx: ['207', '221'], doses: 2, minimumIntervalDays: 28 },
        { cvx: ['212'], doses: 1, minimumIntervalDays: 28 },
      ],
      vaccination: {
        graceDays: 4,
        eligibleFromDay: 15,
        validDaysAfterLastDose: 180,
        validDaysAfterRetrieval: 180,
        countHistorical: false,
      },
      pcr: { validDays: 3 },
      antigen: { validHours: 6 },
      venues: { passTypes: ['vaccination', 'pcr', 'antigen'], photoIdFromAge: 18 },
    })
  })

  test('keeps the defaults against guessing', () => {
    const hour = 3_600_000
    expect(newYork.retrieval).toEqual({
      minutes: 30,
      answerQuantumMilliseconds: 400,
      failedTries: 10,
      startsPerIdentity: { count: 8, periodMilliseconds: 24 * hour },
      startsPerNetwork: { count: 30, periodMilliseconds: hour },
      code: {
        required: true,
        digits: 6,
        minutes: 10,
        tries: 3,
        perRetrieval: 3,
        perPhone: { count: 20, periodMilliseconds: 24 * hour },
        letterDigits: 12,
        letterDays: 21,
      },
    })
  })
})

describe('the version in force', () => {
  const json = newYorkJson()
  json.versions.push({ ...json.versions[0], version: 'next', inForceFrom: '2021-07-01' })
  const document = parsed(json)
  const versionAt = (text: string) => {
    const now = parseInstant(text)
    return now === undefined ? undefined : policyInForce(document, now)?.version
  }
  test('changes at 00:00 of the day named, in the policy’s zone', () => {
    expect(versionAt('2021-06-30T23:59:59-04:00')).toBe(newYorkDocument.versions[0]?.version)
    expect(versionAt('2021-07-01T00:00:00-04:00')).toBe('next')
  })
  test('is none before the first', () => {
    expect(versionAt('2019-12-31T23:59:59-05:00')).toBeUndefined()
    expect(versionAt('2020-01-01T00:00:00-05:00')).toBeDefined()
  })
})

describe('a faulty policy', () => {
  test('is told all its faults at once, each with its place', () => {
    const json = spoilt({
      positiveBarDays: '10',
      pcr: undefined,
      antigen: { validHours: 6.5 },
      graceDay: 4,
      'odd key': 4,
    })
    expect(faultsOf(json)).toEqual([
      expect.stringMatching(/^\$\.versions\[0\]\.graceDay: unknown key: the keys here are version, /),
      expect.stringMatching(/^\$\.versions\[0\]\["odd key"\]: unknown key/),
      '$.versions[0].positiveBarDays: expected a whole number from 0 to 365, found "10"',
      '$.versions[0].pcr: missing: expected an object with the keys validDays',
      '$.versions[0].antigen.validHours: expected a whole number from 1 to 8760, found 6.5',
    ])
  })

  test.each([
    [
      'zone',
      'America/Gotham',
      'expected an IANA time zone such as "America/New_York", found "America/Gotham"',
    ],
    ['jurisdiction', 'NY', 'expected an ISO 3166-2 code such as "US-NY", found "NY"'],
    ['inForceFrom', '2021-02-30', 'expected a day such as "2021-03-26", found "2021-02-30"'],
    ['products.0.cvx.0', 208, 'expected a CVX code of two or three digits, as text, found 208'],
    ['products.1.cvx.0', '208', 'CVX code "208" is already at $.versions[0].products[0].cvx[0]'],
    ['otherCovidCvx.0', '212', 'CVX code "212" is already at $.versions[0].products[2].cvx[0]'],
    ['products.1.id', 'pfizer', 'id "pfizer" is already at $.versions[0].products[0].id'],
    [
      'products.1.id',
      'none',
      'expected an id of small letters, digits and hyphens, other than "none" and "other", found "none"',
    ],
    [
      'products.0.minimumIntervalDays',
      4,
      'must be more than graceDays, or one dose reported twice would count twice',
    ],
    ['products.0.doses', 5, 'expected a whole number from 1 to 4, found 5'],
    ['vaccination.countHistorical', 'no', 'expected true or false, found "no"'],
    ['retrieval.minutes', 19, 'expected a whole number from 20 to 240, found 19'],
    ['retrieval.code.digits', 5, 'expected a whole number from 6 to 10, found 5'],
    [
      'regions.1.zipPrefixes.0',
      '100',
      'ZIP prefix "100" is already at $.versions[0].regions[0].zipPrefixes[0]',
    ],
    ['venues.passTypes.0', 'recovery', 'expected one of vaccination, pcr, antigen, found "recovery"'],
    ['version', ' ', 'expected a name for this version, found " "'],
  ])('with another %s (%j) is refused', (path, value, message) => {
    const place = path.replaceAll(/\.(\d+)/g, '[$1]')
    expect(faultsOf(spoilt({ [path]: value }))).toEqual([`$.versions[0].${place}: ${message}`])
  })

  test('of passes that never end is refused', () => {
    const never = { 'vaccination.validDaysAfterLastDose': null, 'vaccination.validDaysAfterRetrieval': null }
    expect(faultsOf(spoilt(never))).toEqual([
      '$.versions[0].vaccination: validDaysAfterLastDose and validDaysAfterRetrieval must not both be null: a pass has to end',
    ])
  })

  test('without a version is refused', () => {
    expect(faultsOf({ name: 'Empty', versions: [] })).toEqual([
      '$.versions: expected a list of 1 to 1000 entries, found a list of 0',
    ])
  })

  test('with versions out of order or of one name is refused', () => {
    const { name, versions } = newYorkJson()
    expect(faultsOf({ name, versions: [...versions, ...versions] })).toEqual([
      '$.versions[1]: version "2020-1" is already at $.versions[0]',
      '$.versions[1]: inForceFrom must be later than that of the version before',
    ])
  })

  test.each([null, undefined, 7, 'text', [], {}, { versions: 7 }, { __proto__: null, versions: [null] }])(
    'that is no policy at all is refused: %j',
    (json) => {
      expect(parsePolicy(json)).toMatchObject({ ok: false })
    },
  )

  test('does not slip a key past the check as __proto__', () => {
    const json = JSON.stringify(newYorkJson()).replace(
      '"positiveBarDays":10',
      '"__proto__":{"positiveBarDays":0}',
    )
    const result = parsePolicy(JSON.parse(json))
    expect(result.ok ? [] : result.faults.map(({ path }) => path)).toEqual([
      '$.versions[0].__proto__',
      '$.versions[0].positiveBarDays',
    ])
  })
})
