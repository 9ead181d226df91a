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
})
