import { type AcceptancePolicy, type CivilDate, type Instant, parseInstant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { newYork } from '../../../../tools/new-york-policy.ts'
import type { Opened } from '../format.ts'
import { acceptanceOf } from './acceptance-of.ts'
import type { TrustedKey } from './trust.ts'

const NOON = parseInstant('2021-11-20T12:00:00-05:00') as Instant
const POLICY: AcceptancePolicy = {
  name: 'Health cards of one issuer',
  accepts: [{ format: 'shc', kind: 'vaccination', issuers: ['https://listed.example'], rules: 'own' }],
  otherProducts: [],
  recovery: { fromDay: 11, untilDay: 180 },
}

const card = {
  kind: 'vaccination',
  issuer: 'https://listed.example',
  evidence: {
    records: ['2021-06-01', '2021-06-22'].map((date) => ({
      kind: 'immunization',
      cvx: '208',
      date: date as CivilDate,
    })),
  },
} as unknown as Opened
const keyOf = (id: string, format = 'shc') => ({ format, issuer: { id } }) as unknown as TrustedKey

describe('credentials of others', () => {
  test('stand for nothing where the list says nothing of them', () => {
    expect(acceptanceOf(undefined).judge(card, keyOf('https://listed.example'), NOON)).toEqual({
      accepted: false,
    })
  })

  test('stand for a pass where the file names their issuer, as the trust list names whose key signed', () => {
    const acceptance = acceptanceOf({ policy: POLICY, decision: newYork })
    expect(acceptance.judge(card, keyOf('https://listed.example'), NOON)).toEqual({
      accepted: true,
      standsFor: 'vaccination',
      until: parseInstant('2021-12-20T00:00:00-05:00'),
    })
    expect(acceptance.judge(card, keyOf('https://other.example'), NOON)).toEqual({ accepted: false })
    expect(acceptance.judge(card, keyOf('https://listed.example', 'dcc'), NOON)).toEqual({ accepted: false })
  })

  test('cannot be judged by rules that were written for a later program', () => {
    expect(acceptanceOf('newer').judge(card, keyOf('https://listed.example'), NOON)).toEqual({
      accepted: null,
      reason: 'program-too-old',
    })
  })

  describe('by rules of countries', () => {
    const rule = (logic: object, more: object = {}) => ({
      Identifier: 'VR-DE-0001',
      Type: 'Acceptance',
      Country: 'DE',
      Version: '1.0.0',
      SchemaVersion: '1.3.0',
      Engine: 'CERTLOGIC',
      EngineVersion: '1.0.0',
      CertificateType: 'Vaccination',
      ValidFrom: '2021-07-01T00:00:00Z',
      ValidTo: '2030-06-01T00:00:00Z',
      Logic: logic,
      ...more,
    })
    const DOSES = { '>=': [{ var: 'payload.v.0.dn' }, { var: 'payload.v.0.sd' }] }
    const policy = (...rules: object[]): AcceptancePolicy => ({
      ...POLICY,
      accepts: [{ format: 'dcc', kind: 'vaccination', issuers: 'listed', rules: 'country' }],
      countryRules: {
        country: 'DE',
        withoutRule: 'not-accepted',
        ruleSet: JSON.stringify({ rules, valueSets: {} }),
      },
    })
    const certificate = (dn: number) =>
      ({
        kind: 'vaccination',
        issuedAt: NOON,
        expires: null,
        evidence: { records: [], country: 'FR', certificate: { v: [{ dn, sd: 2 }] } },
      }) as unknown as Opened
    const judged = (dn: number, ...rules: object[]) =>
      acceptanceOf({ policy: policy(...rules), decision: newYork }).judge(
        certificate(dn),
        keyOf('FR', 'dcc'),
        NOON,
      )

    test('a certificate that passes all of them stands for a pass, as long as it is good itself', async () => {
      expect(await judged(2, rule(DOSES))).toEqual({ accepted: true, standsFor: 'vaccination', until: null })
      expect(await judged(1, rule(DOSES))).toEqual({ accepted: false })
    })

    test('rules that come to no answer, or need a newer program, leave it undecided', async () => {
      expect(await judged(2, rule({ var: 'payload.v.0.dn' }))).toEqual({
        accepted: null,
        reason: 'rules-undecided',
      })
      expect(await judged(2, rule(DOSES, { EngineVersion: '9.0.0' }))).toEqual({
        accepted: null,
        reason: 'program-too-old',
      })
      expect(await judged(2), 'no rules at all').toEqual({ accepted: null, reason: 'rules-undecided' })
    })

    test('that cannot be read are no rules: such a list is refused whole', () => {
      expect(() => acceptanceOf({ policy: policy({ Identifier: 'half' }), decision: newYork })).toThrow(
        RangeError,
      )
    })
  })
})
