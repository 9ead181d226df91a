import { type Instant, parseInstant } from '@excelsior/domain'
import { specificationVersion } from 'certlogic-js'
import { describe, expect, test } from 'vitest'
import { RECOVERED, TESTED, VACCINATED } from '../../../../tools/dcc-vectors/message.ts'
import type { Json, JsonObject } from '../encoding/json.ts'
import { checkRules } from './check-rules.ts'
import { judgeByRules, type RuledCertificate, type RulesInForce } from './judge-by-rules.ts'
import { ENGINE_VERSION, readRuleSet } from './rule-set.ts'

const at = (text: string) => parseInstant(text) as Instant
const NOON = at('2021-11-20T12:00:00Z')

const value = (path: string) => ({ var: path })
const DOSES_COMPLETE = { '>=': [value('payload.v.0.dn'), value('payload.v.0.sd')] }
const TEST_OF_48_HOURS = {
  'not-after': [
    { plusTime: [value('external.validationClock'), 0, 'hour'] },
    { plusTime: [value('payload.t.0.sc'), 48, 'hour'] },
  ],
}

const rule = (words: { readonly [key: string]: Json } = {}) => ({
  Identifier: 'VR-XB-0001',
  Type: 'Acceptance',
  Country: 'XB',
  Version: '1.0.0',
  SchemaVersion: '1.0.0',
  Engine: 'CERTLOGIC',
  EngineVersion: '0.7.5',
  CertificateType: 'Vaccination',
  Description: [{ lang: 'en', desc: 'The series is complete.' }],
  ValidFrom: '2021-07-01T00:00:00Z',
  ValidTo: '2030-06-01T00:00:00Z',
  AffectedFields: ['v.0.dn', 'v.0.sd'],
  Logic: DOSES_COMPLETE,
  ...words,
})
const testRule = rule({ Identifier: 'TR-XB-0001', CertificateType: 'Test', Logic: TEST_OF_48_HOURS })

const VALUE_SETS = { 'disease-agent-targeted': ['840539006'] }
const setOf = (...rules: Json[]) => readRuleSet({ rules, valueSets: VALUE_SETS })!

const certificate = (words: Partial<RuledCertificate> = {}): RuledCertificate => ({
  certificate: VACCINATED as JsonObject,
  kind: 'vaccination',
  country: 'XA',
  keyId: 'AAAAAAAAAAA=',
  issuedAt: at('2021-11-19T09:00:00Z'),
  expires: at('2022-06-14T00:00:00Z'),
  ...words,
})
const tested = (sc?: string) =>
  certificate({
    kind: 'test',
    certificate: { ...TESTED, t: [{ ...TESTED.t[0]!, ...(sc === undefined ? {} : { sc }) }] },
  })

const told = async (rules: readonly Json[], of = certificate(), words: Partial<RulesInForce> = {}) => {
  const verdict = await judgeByRules(setOf(...rules), of, {
    now: NOON,
    country: 'XB',
    withoutRule: 'not-accepted',
    ...words,
  })
  if (verdict.accepted === null) return verdict.reason
  return verdict.accepted ? 'accepted' : `refused by ${verdict.failed.join() || 'no rule'}`
}

test('the version of the engine that rules may ask for is the one that is here', () => {
  expect(ENGINE_VERSION.join('.')).toBe(specificationVersion)
})

describe('a certificate', () => {
  test('is accepted where all rules for its kind pass, and refused by name where one does not', async () => {
    const never = rule({ Identifier: 'VR-XB-0002', Logic: false })
    expect(await told([rule()])).toBe('accepted')
    expect(await told([rule(), never])).toBe('refused by VR-XB-0002')
    expect(await told([rule(), never], tested())).toBe('refused by no rule')
  })

  test('has to pass the rules for all kinds too', async () => {
    const general = rule({
      Identifier: 'GR-XB-0001',
      CertificateType: 'General',
      Logic: { in: [value('payload.v.0.tg'), value('external.valueSets.disease-agent-targeted')] },
    })
    expect(await told([rule(), general])).toBe('accepted')
    const other = { ...VACCINATED, v: [{ ...VACCINATED.v[0]!, tg: '1' }] }
    expect(await told([rule(), general], certificate({ certificate: other }))).toBe('refused by GR-XB-0001')
  })

  test('has to pass what its own country has to say, and no other country’s', async () => {
    const withdrawn = (Country: string) =>
      rule({ Identifier: `IR-${Country}-0001`, Type: 'Invalidation', Country, Logic: false })
    expect(await told([rule(), withdrawn('XA')])).toBe('refused by IR-XA-0001')
    expect(await told([rule(), withdrawn('XC')])).toBe('accepted')
    expect(await told([rule(), rule({ Identifier: 'VR-XC-0001', Country: 'XC', Logic: false })])).toBe(
      'accepted',
    )
  })

  test('has to pass the region’s rules where one is named', async () => {
    const regional = rule({ Identifier: 'VR-XB-0009', Region: 'NORTH', Logic: false })
    expect(await told([rule(), regional])).toBe('accepted')
    expect(await told([rule(), regional], certificate(), { region: 'NORTH' })).toBe('refused by VR-XB-0009')
  })

  test('one more dose never turns accepted into refused', async () => {
    for (const [dn, sd] of [
      [2, 2],
      [3, 2],
      [3, 3],
      [2, 1],
      [1, 1],
      [4, 4],
    ]) {
      const doses = { ...VACCINATED, v: [{ ...VACCINATED.v[0]!, dn: dn!, sd: sd! }] }
      expect(await told([rule()], certificate({ certificate: doses })), `${dn}/${sd}`).toBe('accepted')
    }
  })
})

describe('rules that cannot be had', () => {
  test('no rule for a kind is what the department says it is', async () => {
    expect(await told([testRule])).toBe('refused by no rule')
    expect(await told([testRule], certificate(), { withoutRule: 'accepted' })).toBe('accepted')
  })

  test('rules for all kinds alone are no rule for a kind', async () => {
    expect(await told([rule({ CertificateType: 'General', Logic: true })])).toBe('refused by no rule')
  })

  test('no rules of the country, none in force yet, or none any more: undecided', async () => {
    expect(await told([])).toBe('rules-undecided')
    expect(await told([rule({ Country: 'XC' })])).toBe('rules-undecided')
    expect(await told([rule({ ValidFrom: '2021-11-20T12:00:01Z' })])).toBe('rules-undecided')
    expect(await told([rule({ ValidTo: '2021-11-20T11:59:59Z' })])).toBe('rules-undecided')
    expect(await told([], certificate(), { withoutRule: 'accepted' })).toBe('rules-undecided')
  })

  test.each([
    ['throws', { '>=': [value('payload.v.0.mp'), 1] }],
    ['gives a date', { plusTime: [value('payload.v.0.dt'), 14, 'day'] }],
    ['gives a number', 1],
    ['is of an operation that nobody knows', { xor: [true, false] }],
    ['reads what is not there', { '>=': [value('payload.v.0.nothing'), 1] }],
  ])('a rule that %s leaves it undecided, unless another refuses', async (_, Logic) => {
    const broken = rule({ Identifier: 'VR-XB-0003', Logic })
    expect(await told([rule(), broken])).toBe('rules-undecided')
    expect(await told([broken, rule({ Logic: false })])).toBe('refused by VR-XB-0001')
  })

  test.each([
    ['a newer version of the engine', { EngineVersion: '1.4.0' }],
    ['another engine', { Engine: 'REGO' }],
    ['another schema', { SchemaVersion: '2.0.0' }],
  ])('a rule for %s asks for a newer program', async (_, words) => {
    expect(await told([rule(), rule({ Identifier: 'VR-XB-0003', ...words })])).toBe('program-too-old')
    expect(await told([testRule, rule(words)], tested())).toBe('accepted')
  })
})

describe('of several versions of one rule', () => {
  const old = rule({ Version: '1.0.3', Logic: true })
  const next = rule({ Version: '1.0.10', ValidFrom: '2021-11-21T00:00:00-05:00', Logic: false })

  test('the highest one in force counts, from its first instant on', async () => {
    expect(await told([next, old])).toBe('accepted')
    const midnight = at('2021-11-21T00:00:00-05:00')
    const before = (midnight - 1) as Instant
    expect(await told([next, old], certificate(), { now: before })).toBe('accepted')
    expect(await told([next, old], certificate(), { now: midnight })).toBe('refused by VR-XB-0001')
  })

  test('what is not in force hides nothing', async () => {
    const gone = rule({ Version: '2.0.0', ValidTo: '2021-11-01T00:00:00Z', Logic: false })
    expect(await told([gone, old])).toBe('accepted')
  })
})

describe('the time of a test', () => {
  test.each([
    '2021-11-18T12:00:00Z',
    '2021-11-18T12:00:00',
    '2021-11-18T13:00:00+01:00',
    '2021-11-18T07:00:00-0500',
  ])('%s is 48 hours before noon in UTC', async (sc) => {
    expect(await told([testRule], tested(sc))).toBe('accepted')
    const later = (NOON + 1000) as Instant
    expect(await told([testRule], tested(sc), { now: later })).toBe('refused by TR-XB-0001')
  })

  test.each([
    ['spring', '2021-03-27T08:00:00+01:00', '2021-03-29T09:00:00+02:00'],
    ['autumn', '2021-10-30T08:00:00+02:00', '2021-11-01T07:00:00+01:00'],
  ])('48 hours are elapsed hours over the clock change in %s', async (_, sc, end) => {
    const early = { ...testRule, ValidFrom: '2021-01-01T00:00:00Z' }
    expect(await told([early], tested(sc), { now: at(end) })).toBe('accepted')
    const later = (at(end) + 1000) as Instant
    expect(await told([early], tested(sc), { now: later })).toBe('refused by TR-XB-0001')
  })
})

describe('a set of rules', () => {
  test.each([
    ['no identifier', { Identifier: '' }],
    ['another type', { Type: 'Advice' }],
    ['no country', { Country: '' }],
    ['a version of two parts', { Version: '1.0' }],
    ['a version that is no number', { Version: '1.0.x' }],
    ['a kind that is none', { CertificateType: 'Vaccine' }],
    ['no beginning', { ValidFrom: '' }],
    ['an end that is no day', { ValidTo: '2021-02-30T00:00:00Z' }],
  ])('is refused whole where one rule has %s', (_, words) => {
    expect(readRuleSet({ rules: [rule()], valueSets: {} })).toBeDefined()
    expect(readRuleSet({ rules: [rule(), rule(words)], valueSets: {} })).toBeUndefined()
  })

  test('takes value sets as the EU publishes them', () => {
    const valueSets = {
      vaccines: { valueSetId: 'vaccines', valueSetValues: { 'EU/1/20/1528': { display: 'Comirnaty' } } },
    }
    expect(readRuleSet({ rules: [], valueSets })?.valueSets).toEqual({ vaccines: ['EU/1/20/1528'] })
    expect(readRuleSet({ rules: [], valueSets: { vaccines: 3 } })).toBeUndefined()
    expect(readRuleSet([])).toBeUndefined()
  })
})

describe('before it is signed', () => {
  const faults = async (...rules: Json[]) =>
    (await checkRules(setOf(...rules))).map(
      ({ identifier, fault, sample }) => `${identifier} ${sample ?? fault}`,
    )

  test('a set whose rules answer for every sample has no fault', async () => {
    const recovery = rule({
      Identifier: 'RR-XB-0001',
      CertificateType: 'Recovery',
      Logic: {
        'not-after': [
          { plusTime: [value('payload.r.0.df'), 0, 'day'] },
          { plusTime: [value('external.validationClock'), 0, 'day'] },
        ],
      },
    })
    expect(await faults(rule(), testRule, recovery)).toEqual([])
    const verdict = await told(
      [recovery],
      certificate({ kind: 'recovery', certificate: RECOVERED as JsonObject }),
    )
    expect(verdict).toBe('accepted')
  })

  test('a rule that needs a field which need not be there is told of', async () => {
    const needsMaker = rule({
      Identifier: 'TR-XB-0002',
      CertificateType: 'Test',
      Logic: { and: [value('payload.t.0.ma'), true] },
    })
    expect(await faults(needsMaker)).toEqual(['TR-XB-0002 test without ma'])
    const age = rule({
      Logic: {
        'not-after': [{ dccDateOfBirth: [value('payload.dob')] }, { plusTime: ['2009-01-01', 0, 'day'] }],
      },
    })
    expect(await faults(age)).toEqual(['VR-XB-0001 vaccination with the birth date ""'])
  })

  test('so is one for all kinds that knows only one, one that gives no boolean, and one for a newer program', async () => {
    expect(await faults(rule({ CertificateType: 'General' }))).toEqual(['VR-XB-0001 test'])
    expect(await faults(rule({ Logic: value('payload.v.0.dn') }))).toEqual(['VR-XB-0001 vaccination'])
    expect(await faults(rule({ EngineVersion: '9.0.0' }))).toEqual(['VR-XB-0001 program-too-old'])
  })
})
