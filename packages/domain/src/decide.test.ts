import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { newYork, newYorkDocument, newYorkJson, parsed } from '../../../tools/new-york-policy.ts'
import type { CivilDate } from './civil-date.ts'
import { decide } from './decide.ts'
import type { Decision } from './decision.ts'
import { type DateTime, type Instant, parseInstant } from './instant.ts'
import { type Policy, policyInForce } from './policy.ts'
import type { HealthRecord, Immunization, LabResult } from './record.ts'

const at = (text: string): Instant => {
  const instant = parseInstant(text)
  if (instant === undefined) throw new Error(`${text} is no instant`)
  return instant
}

const dose = (cvx: string, date: string, more: Partial<Immunization> = {}): Immunization => ({
  kind: 'immunization',
  cvx,
  date: date as CivilDate,
  jurisdiction: 'US-NY',
  ...more,
})

const result = (value: LabResult['result'], test: LabResult['test'], collected: string): LabResult => ({
  kind: 'lab',
  test,
  result: value,
  collected: collected as DateTime,
  jurisdiction: 'US-NY',
})

/** The decision in words: the expiry, or the reason with the instant at which it ends. */
function told(decision: Decision): string {
  if (decision.eligible) return newYork.zone.format(decision.expires)
  return decision.until === undefined
    ? decision.reason
    : `${decision.reason} until ${newYork.zone.format(decision.until)}`
}

describe.each(['cases', 'edges'])('the published cases of %s.jsonl', (file) => {
  const lines = readFileSync(new URL(`../../../vectors/eligibility/${file}.jsonl`, import.meta.url), 'utf8')
  const cases = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  test.each(cases)('$id', ({ now, pass, records, expect: expected }) => {
    const instant = at(now)
    const policy = policyInForce(newYorkDocument, instant)
    const decision = policy && decide(policy, pass, records, instant)
    if (!policy || !decision) throw new Error('no policy in force')
    expect(
      decision.eligible
        ? { eligible: true, expires: policy.zone.format(decision.expires) }
        : { eligible: false, reason: decision.reason },
    ).toEqual(expected)
  })
})

describe('a reason that ends by itself says when', () => {
  const janssen = [dose('212', '2021-05-01')]
  test('a new series, at 00:00 of the 15th day', () => {
    const decision = decide(newYork, 'vaccination', janssen, at('2021-05-10T12:00:00-04:00'))
    expect(told(decision)).toBe('too-soon until 2021-05-16T00:00:00-04:00')
  })
  test('a positive result, at 00:00 of the 11th day after the newest', () => {
    const positives = [
      result('positive', 'pcr', '2021-06-01T23:00:00-04:00'),
      result('positive', 'antigen', '2021-06-03'),
    ]
    const decision = decide(
      newYork,
      'vaccination',
      [...janssen, ...positives],
      at('2021-06-05T12:00:00-04:00'),
    )
    expect(told(decision)).toBe('recent-positive until 2021-06-14T00:00:00-04:00')
  })
  test('the others do not', () => {
    expect(told(decide(newYork, 'vaccination', [], at('2021-06-05T12:00:00-04:00')))).toBe('no-record')
  })
})

describe('what a department may change', () => {
  const twoDoses = [dose('208', '2021-04-01'), dose('208', '2021-04-22')]
  const withVaccination = (rules: object): Policy =>
    changed((version) => Object.assign(version.vaccination ?? {}, rules))

  test('no renewal: the pass has expired after the 180th day', () => {
    const policy = withVaccination({ validDaysAfterRetrieval: null })
    expect(told(decide(policy, 'vaccination', twoDoses, at('2021-10-19T23:59:59-04:00')))).toBe(
      '2021-10-20T00:00:00-04:00',
    )
    expect(told(decide(policy, 'vaccination', twoDoses, at('2021-10-20T00:00:00-04:00')))).toBe('expired')
  })
  test('no end by dose: every pass lasts 180 days from its retrieval', () => {
    const policy = withVaccination({ validDaysAfterLastDose: null })
    expect(told(decide(policy, 'vaccination', twoDoses, at('2021-06-01T12:00:00-04:00')))).toBe(
      '2021-11-29T00:00:00-05:00',
    )
  })
  test('a vaccine code that nobody knew counts from the day of the policy that lists it, by the same records', () => {
    const json = newYorkJson()
    const listed = { id: 'novel', name: 'Novel', cvx: ['777'], doses: 1, minimumIntervalDays: 28 }
    const [version] = json.versions
    const products = [...((version?.products as unknown[]) ?? []), listed]
    json.versions.push({ ...version, version: 'next', inForceFrom: '2021-07-01', products })
    const document = parsed(json)
    const decided = (now: Instant) => {
      const policy = policyInForce(document, now)
      return policy && told(decide(policy, 'vaccination', [dose('777', '2021-06-01')], now))
    }
    expect(decided(at('2021-06-30T23:59:59-04:00'))).toBe('not-authorised')
    expect(decided(at('2021-07-01T00:00:00-04:00'))).toBe('2021-11-29T00:00:00-05:00')
  })
  test('historical doses count', () => {
    const historical = twoDoses.map((given) => ({ ...given, historical: true }))
    const now = at('2021-06-01T12:00:00-04:00')
    expect(told(decide(newYork, 'vaccination', historical, now))).toBe('no-record')
    expect(told(decide(withVaccination({ countHistorical: true }), 'vaccination', historical, now))).toBe(
      '2021-10-20T00:00:00-04:00',
    )
  })
  test('no wait, longer tests, a shorter bar', () => {
    const policy = changed((version) => {
      Object.assign(version.vaccination ?? {}, { eligibleFromDay: 0 })
      Object.assign(version, { positiveBarDays: 0, pcr: { validDays: 1 }, antigen: { validHours: 24 } })
    })
    const noon = at('2021-06-02T12:00:00-04:00')
    expect(told(decide(policy, 'vaccination', [dose('212', '2021-06-02')], noon))).toBe(
      '2021-11-30T00:00:00-05:00',
    )
    expect(told(decide(policy, 'pcr', [result('negative', 'pcr', '2021-06-01')], noon))).toBe(
      '2021-06-03T00:00:00-04:00',
    )
    expect(told(decide(policy, 'antigen', [result('negative', 'antigen', '2021-06-02')], noon))).toBe(
      '2021-06-03T00:00:00-04:00',
    )
    const positive: HealthRecord = result('positive', 'antigen', '2021-06-01')
    expect(told(decide(policy, 'pcr', [result('negative', 'pcr', '2021-06-01'), positive], noon))).toBe(
      '2021-06-03T00:00:00-04:00',
    )
  })
})

function changed(change: (version: Record<string, unknown>) => void): Policy {
  const json = newYorkJson()
  for (const version of json.versions) change(version)
  const [policy] = parsed(json).versions
  if (!policy) throw new Error('no version')
  return policy
}
