import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newYork } from '../../../tools/new-york-policy.ts'
import {
  type AcceptancePolicy,
  acceptanceJson,
  acceptForeign,
  decisionRulesJson,
  entryFor,
  type ForeignProof,
  type HealthRecord,
  type Instant,
  parseAcceptance,
  parseDecisionRules,
  parseInstant,
} from './index.ts'

const file = (name: string): AcceptancePolicy => {
  const path = new URL(`../../../data/acceptance/${name}.json`, import.meta.url)
  const parsed = parseAcceptance(JSON.parse(readFileSync(path, 'utf8')))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.policy
}
const OWN_ALONE = file('us-ny')
const EXAMPLE = file('example-shc-and-eu')

const at = (text: string) => parseInstant(text) as Instant
const NOON = at('2021-11-20T12:00:00-05:00')

const dose = (cvx: string, date: string) => ({ kind: 'immunization', cvx, date }) as HealthRecord
const lab = (kind: 'pcr' | 'antigen', result: string, collected: string) =>
  ({ kind: 'lab', test: kind, result, collected }) as HealthRecord

const card = (...records: HealthRecord[]): ForeignProof => ({
  format: 'shc',
  issuer: 'https://example.org',
  kind: records[0]?.kind === 'lab' ? 'test' : 'vaccination',
  records,
})
const certificate = (cvx: string, date: string, place: number, of: number): ForeignProof => ({
  format: 'dcc',
  issuer: 'DE',
  kind: 'vaccination',
  records: [dose(cvx, date)],
  series: { dose: place, of },
})

function told(proof: ForeignProof, now: Instant = NOON, policy = EXAMPLE): string {
  const entry = entryFor(policy, proof)
  if (!entry) return 'stands for nothing'
  const decision = acceptForeign(policy, entry, newYork, proof, now)
  return decision.accepted
    ? `${decision.standsFor} until ${newYork.zone.format(decision.until)}`
    : 'not enough'
}

describe('the first policy', () => {
  test('takes no credential of anybody else', () => {
    expect(told(card(dose('208', '2021-03-01'), dose('208', '2021-03-22')), NOON, OWN_ALONE)).toBe(
      'stands for nothing',
    )
    expect(told(certificate('208', '2021-06-01', 2, 2), NOON, OWN_ALONE)).toBe('stands for nothing')
  })
})

describe('a health card with all doses', () => {
  test('is judged by the doses and days of our own passes, wherever they were given', () => {
    expect(told(card(dose('208', '2021-06-01'), dose('208', '2021-06-22')))).toBe(
      'vaccination until 2021-12-20T00:00:00-05:00',
    )
    expect(told(card(dose('208', '2021-06-01')))).toBe('not enough')
    expect(told(card(dose('208', '2021-06-01'), dose('208', '2021-06-10')))).toBe('not enough')
  })

  test('waits until the 15th day after the last dose', () => {
    const doses = card(dose('207', '2021-10-08'), dose('207', '2021-11-05'))
    expect(told(doses, at('2021-11-19T23:59:59-05:00'))).toBe('not enough')
    expect(told(doses, at('2021-11-20T00:00:00-05:00'))).toContain('vaccination')
  })

  test('is not renewed at the door: what our own record would renew, a card does not', () => {
    expect(told(card(dose('208', '2021-03-01'), dose('208', '2021-03-22')))).toBe('not enough')
  })

  test('counts a product that is authorised elsewhere, where the file names it', () => {
    const doses = card(dose('210', '2021-06-01'), dose('210', '2021-08-01'))
    expect(told(doses)).toContain('vaccination')
    expect(told(doses, NOON, { ...EXAMPLE, otherProducts: [] })).toBe('not enough')
  })

  test('counts the products alone that its entry names', () => {
    const only = (products: readonly string[]) => ({
      ...EXAMPLE,
      accepts: EXAMPLE.accepts.map((entry) => ({ ...entry, products })),
    })
    const doses = card(dose('208', '2021-06-01'), dose('208', '2021-06-22'))
    expect(told(doses, NOON, only(['pfizer']))).toContain('vaccination')
    expect(told(doses, NOON, only(['moderna']))).toBe('not enough')
  })
})

describe('an EU certificate, which bears the last dose alone', () => {
  test.each([
    ['1/2 of a series of two', certificate('208', '2021-10-01', 1, 2), 'not enough'],
    ['2/2', certificate('208', '2021-10-01', 2, 2), 'vaccination until 2022-03-31T00:00:00-04:00'],
    [
      '1/1 of a product of two, after a recovery',
      certificate('208', '2021-10-01', 1, 1),
      'vaccination until 2022-03-31T00:00:00-04:00',
    ],
    ['1/1 of Janssen', certificate('212', '2021-10-01', 1, 1), 'vaccination until 2022-03-31T00:00:00-04:00'],
    ['an unknown product', certificate('510', '2021-10-01', 2, 2), 'not enough'],
    ['a dose of tomorrow', certificate('208', '2021-11-21', 3, 3), 'not enough'],
  ])('%s', (_, proof, outcome) => {
    expect(told(proof)).toBe(outcome)
  })

  test('the wait is for the primary series: 2/2 of yesterday waits, 3/3, 2/1 and 3/2 do not', () => {
    for (const [place, of, outcome] of [
      [2, 2, false],
      [1, 1, false],
      [3, 3, true],
      [2, 1, true],
      [3, 2, true],
    ] as const) {
      expect(told(certificate('208', '2021-11-19', place, of)) !== 'not enough', `${place}/${of}`).toBe(
        outcome,
      )
    }
  })

  test('one more dose on the same day never turns accepted into refused', () => {
    const numbers = fc.record({
      cvx: fc.constantFrom('208', '207', '212', '210'),
      day: fc.integer({ min: 1, max: 20 }),
      place: fc.integer({ min: 1, max: 4 }),
      of: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(numbers, ({ cvx, day, place, of }) => {
        const date = `2021-11-${String(day).padStart(2, '0')}`
        const before = told(certificate(cvx, date, place, of))
        if (before !== 'not enough') expect(told(certificate(cvx, date, place + 1, of))).toBe(before)
      }),
    )
  })
})

describe('a test', () => {
  test('stands for the pass of its kind, as long as our own would', () => {
    expect(told(card(lab('pcr', 'negative', '2021-11-18')))).toBe('pcr until 2021-11-22T00:00:00-05:00')
    expect(told(card(lab('antigen', 'negative', '2021-11-20T16:00:00Z')))).toBe(
      'antigen until 2021-11-20T17:00:00-05:00',
    )
    expect(told(card(lab('antigen', 'negative', '2021-11-20T10:00:00Z')))).toBe('not enough')
    expect(told(card(lab('pcr', 'positive', '2021-11-18')))).toBe('not enough')
  })

  test('a positive one on the same card bars, as it would in our records', () => {
    const both = card(lab('pcr', 'negative', '2021-11-19'), lab('antigen', 'positive', '2021-11-12'))
    expect(told(both)).toBe('not enough')
  })

  test('one instant in four spellings is one instant', () => {
    for (const collected of [
      '2021-11-20T16:00:00Z',
      '2021-11-20T17:00:00+01:00',
      '2021-11-20T11:00:00-05:00',
      '2021-11-21T01:00:00+09:00',
    ])
      expect(told(card(lab('antigen', 'negative', collected)))).toBe(
        'antigen until 2021-11-20T17:00:00-05:00',
      )
  })
})

describe('a recovery', () => {
  const recovered = (firstPositive: string, validFrom: string, validUntil: string) =>
    ({
      format: 'dcc',
      issuer: 'DE',
      kind: 'recovery',
      records: [],
      recovery: { firstPositive, validFrom, validUntil },
    }) as unknown as ForeignProof

  test('counts from the 11th to the 180th day, and within its own dates', () => {
    expect(told(recovered('2021-11-10', '2021-11-10', '2022-06-01'))).toBe('not enough')
    expect(told(recovered('2021-11-09', '2021-11-20', '2022-06-01'))).toBe(
      'vaccination until 2022-05-09T00:00:00-04:00',
    )
    expect(told(recovered('2021-06-01', '2021-06-12', '2021-11-20'))).toBe(
      'vaccination until 2021-11-21T00:00:00-05:00',
    )
    expect(told(recovered('2021-06-01', '2021-06-12', '2021-11-19'))).toBe('not enough')
    expect(told(recovered('2021-06-01', '2021-11-21', '2022-01-01'))).toBe('not enough')
  })
})

describe('an entry', () => {
  test('may bound the age of what is proven', () => {
    const young = { ...EXAMPLE, accepts: EXAMPLE.accepts.map((entry) => ({ ...entry, maximumAgeDays: 60 })) }
    expect(told(certificate('208', '2021-10-01', 2, 2), NOON, young)).toBe(
      'vaccination until 2021-12-01T00:00:00-05:00',
    )
    expect(told(certificate('208', '2021-09-01', 2, 2), NOON, young)).toBe('not enough')
  })

  test('may name its issuers', () => {
    const german = { ...EXAMPLE, accepts: EXAMPLE.accepts.map((entry) => ({ ...entry, issuers: ['DE'] })) }
    expect(told(certificate('208', '2021-06-01', 2, 2), NOON, german)).toContain('vaccination')
    expect(told({ ...certificate('208', '2021-06-01', 2, 2), issuer: 'FR' }, NOON, german)).toBe(
      'stands for nothing',
    )
  })
})

describe('a file', () => {
  test('is written as it was read', () => {
    for (const policy of [OWN_ALONE, EXAMPLE]) {
      expect(parseAcceptance(JSON.parse(JSON.stringify(acceptanceJson(policy))))).toEqual({
        ok: true,
        policy,
      })
    }
    const rules = parseDecisionRules(JSON.parse(JSON.stringify(decisionRulesJson(newYork))))
    expect(rules).toMatchObject({ products: newYork.products, vaccination: newYork.vaccination })
    expect(rules?.zone).toBe(newYork.zone)
    expect(parseDecisionRules({ ...decisionRulesJson(newYork), pcr: { validDays: -1 } })).toBeUndefined()
  })

  test('that goes by rules of countries has them', () => {
    const country = EXAMPLE.accepts.map((entry) =>
      entry.format === 'dcc' ? { ...entry, rules: 'country' as const } : entry,
    )
    const json = { ...acceptanceJson({ ...EXAMPLE, accepts: country }) }
    expect(parseAcceptance(JSON.parse(JSON.stringify(json)))).toMatchObject({
      ok: false,
      faults: [{ path: '$.countryRules' }],
    })
    const rules = { country: 'DE', withoutRule: 'not-accepted' as const, ruleSet: '{"rules":[]}' }
    const policy = { ...EXAMPLE, accepts: country, countryRules: rules }
    expect(parseAcceptance(JSON.parse(JSON.stringify(acceptanceJson(policy))))).toEqual({ ok: true, policy })
  })

  test('with a fault is refused, and each fault told at its place', () => {
    const json = {
      name: '',
      accepts: [{ format: 'pdf', kind: 'vaccination', issuers: [], rules: 'own', products: null, age: 3 }],
      otherProducts: [],
      recovery: { fromDay: 20, untilDay: 10 },
      countryRules: { country: 'de', region: null, withoutRule: 'yes', ruleSet: 3 },
    }
    const parsed = parseAcceptance(json)
    expect(parsed.ok ? [] : parsed.faults.map(({ path }) => path)).toEqual([
      '$.name',
      '$.accepts[0].age',
      '$.accepts[0].format',
      '$.accepts[0].issuers',
      '$.accepts[0].maximumAgeDays',
      '$.recovery.untilDay',
      '$.countryRules.ruleSet',
      '$.countryRules.country',
      '$.countryRules.withoutRule',
    ])
  })
})
