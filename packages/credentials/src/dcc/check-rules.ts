import { FOREIGN_KINDS, type ForeignKind, type Instant } from '@excelsior/domain'
import type { Json, JsonObject } from '../encoding/json.ts'
import { ANTIGEN, COVID_19, DETECTED, NOT_DETECTED, PCR } from './eu-codes.ts'
import { answerOf, dataOf, engine } from './judge-by-rules.ts'
import type { Rule, RuleSet } from './rule-set.ts'

export interface RuleFault {
  readonly identifier: string
  /** `1.0.3`. */
  readonly version: string
  readonly fault: 'no-answer' | 'program-too-old'
  /** What it comes to no answer for, such as `test without nm`. */
  readonly sample?: string
}

const DAY = 86_400_000
/** Faults that are told: a rule that is wrong is wrong for many samples. */
const TOLD = 50

/**
 * Runs each rule over samples of each kind that it speaks of, with each field that a certificate need not have absent
 * in turn. A rule that throws for one of them, or answers neither true nor false, would leave people at the door: none
 * such is to be signed.
 */
export async function checkRules({ rules, valueSets }: RuleSet): Promise<readonly RuleFault[]> {
  const evaluate = await engine()
  const faults: RuleFault[] = []
  for (const rule of rules) {
    const about = { identifier: rule.identifier, version: rule.version.join('.') }
    if (rule.isTooNew) faults.push({ ...about, fault: 'program-too-old' })
    else {
      const sample = samplesFor(rule).find(({ kind, certificate }) => {
        const data = dataOf(
          {
            certificate,
            kind,
            country: rule.country,
            keyId: 'AAAAAAAAAAA=',
            issuedAt: rule.validFrom,
            expires: (rule.validFrom + 365 * DAY) as Instant,
          },
          valueSets,
          rule.country,
          rule.region,
          rule.validFrom,
        )
        return answerOf(evaluate, rule.logic, data) === undefined
      })
      if (sample) faults.push({ ...about, fault: 'no-answer', sample: sample.name })
    }
    if (faults.length >= TOLD) break
  }
  return faults
}

interface Sample {
  readonly name: string
  readonly kind: ForeignKind
  readonly certificate: JsonObject
}

function samplesFor({ kind }: Rule): readonly Sample[] {
  return kind === 'any' ? FOREIGN_KINDS.flatMap((each) => SAMPLES[each]) : SAMPLES[kind]
}

const NAMES = { fn: 'Lindqvist', gn: 'Ebba', fnt: 'LINDQVIST', gnt: 'EBBA' }
const ISSUED = { tg: COVID_19, co: 'DE', is: 'Health Board', ci: 'URN:UVCI:01:DE:4F3K9Q2M7T#1' }

const DOSE = {
  ...ISSUED,
  vp: '1119349007',
  mp: 'EU/1/20/1528',
  ma: 'ORG-100030215',
  dn: 2,
  sd: 2,
  dt: '2021-06-14',
}
const DOSES = [
  ...[
    [1, 1],
    [1, 2],
    [2, 2],
    [2, 1],
    [3, 3],
    [3, 2],
    [4, 4],
  ].map(([dn, sd]) => ({ ...DOSE, dn: dn!, sd: sd! })),
  ...['EU/1/20/1507', 'EU/1/21/1529', 'EU/1/20/1525', 'CoronaVac'].map((mp) => ({ ...DOSE, mp })),
  { ...DOSE, dt: '2021-06-14T00:00:00' },
]

const TEST = {
  ...ISSUED,
  tt: PCR,
  nm: 'Test',
  ma: '1232',
  tr: NOT_DETECTED,
  sc: '2021-06-14T08:30:00Z',
  tc: 'Laboratory',
}
const TESTS = [
  TEST,
  { ...TEST, tt: ANTIGEN },
  { ...TEST, tr: DETECTED },
  { ...TEST, sc: '2021-06-14T08:30:00' },
  { ...TEST, sc: '2021-06-14T10:30:00+0200' },
]
const OPTIONAL_OF_TEST = ['nm', 'ma', 'tc']

const RECOVERY = { ...ISSUED, fr: '2021-04-01', df: '2021-04-12', du: '2021-10-01' }

const SAMPLES: Readonly<Record<ForeignKind, readonly Sample[]>> = {
  vaccination: samples('vaccination', 'v', DOSES, []),
  test: samples('test', 't', TESTS, OPTIONAL_OF_TEST),
  recovery: samples('recovery', 'r', [RECOVERY], []),
}

function samples(
  kind: ForeignKind,
  group: string,
  entries: readonly JsonObject[],
  optional: readonly string[],
): readonly Sample[] {
  const whole = (entry: Json, words: JsonObject = {}): JsonObject => {
    return { ver: '1.3.0', nam: NAMES, dob: '1979-04-23', [group]: [entry], ...words }
  }
  return entries.flatMap((entry) => [
    { name: kind, kind, certificate: whole(entry) },
    ...optional.map((field) => {
      return { name: `${kind} without ${field}`, kind, certificate: whole(without(entry, field)) }
    }),
    ...['fn', 'gn', 'gnt'].map((field) => {
      return {
        name: `${kind} without ${field}`,
        kind,
        certificate: whole(entry, { nam: without(NAMES, field) }),
      }
    }),
    ...['1979-04', '1979', ''].map((dob) => {
      return { name: `${kind} with the birth date "${dob}"`, kind, certificate: whole(entry, { dob }) }
    }),
  ])
}

function without(object: JsonObject, field: string): JsonObject {
  const { [field]: _, ...others } = object
  return others
}
