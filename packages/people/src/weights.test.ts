import { type PersonDetails, parsePartialDate } from '@excelsior/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare } from './compare.ts'
import { explain } from './explain.ts'
import { parseWeights, USUAL_WEIGHTS, type Weights } from './weights.ts'

const faultsOf = (json: unknown): readonly string[] => {
  const parsed = parseWeights(json)
  return parsed.ok ? [] : parsed.faults
}
const given = (json: unknown): Weights => {
  const parsed = parseWeights(json)
  if (!parsed.ok) throw new Error(parsed.faults.join())
  return parsed.weights
}
const born = (text: string) => parsePartialDate(text)!
const lin: PersonDetails = {
  givenName: 'Mei-Ling',
  familyName: 'Quillfeather',
  birthDate: born('1979-10-23'),
  sex: 'female',
  postalCode: '10013',
  phone: '2125550177',
}

describe('weights that somebody gives', () => {
  test('what a file does not name keeps its usual weight', () => {
    expect(given({})).toEqual(USUAL_WEIGHTS)
    const weights = given({ fields: { phone: { same: 4 } }, matchFrom: 40 })
    expect(weights.fields.phone).toEqual({ same: 4, differs: USUAL_WEIGHTS.fields.phone.differs })
    expect(weights.fields.street).toEqual(USUAL_WEIGHTS.fields.street)
    expect(weights.matchFrom).toBe(40)
  })

  test.each<[unknown, string]>([
    [[], 'the file must be an object'],
    [{ fields: { shoeSize: { same: 1 } } }, 'fields has no "shoeSize"'],
    [{ fields: { phone: { identical: 1 } } }, 'fields.phone has no "identical"'],
    [{ fields: { phone: { same: '8' } } }, 'fields.phone.same must be a number from -40 to 40'],
    [{ fields: { phone: { same: 41 } } }, 'fields.phone.same must be a number from -40 to 40'],
    [{ fields: { phone: { same: -3 } } }, 'fields.phone.same must weigh at least as much as the others'],
    [{ rarity: { givenName: 0 } }, 'rarity.givenName must be a number from 1 to 40'],
    [{ possibleFrom: 33 }, 'possibleFrom must not be above matchFrom'],
  ])('%j is refused: %s', (json, fault) => expect(faultsOf(json)).toEqual([fault]))

  test('no JSON at all is taken that could make a score no number', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const parsed = parseWeights(json)
        if (parsed.ok) expect(compare(lin, lin, parsed.weights).score).toBeGreaterThan(-1000)
      }),
    )
  })

  test('decide a pair, and cannot overrule what keeps two people apart', () => {
    const moved = { ...lin, postalCode: '14201' }
    expect(compare(lin, moved).match).toBe('match')
    expect(compare(lin, moved, given({ matchFrom: 60 })).match).toBe('possible')
    const generous = given({ fields: { givenName: { same: 40 }, familyName: { same: 40 } } })
    expect(compare({ ...lin, suffix: 'Sr' }, { ...lin, suffix: 'Jr' }, generous).match).toBe('no-match')
    expect(compare(lin, { ...lin, birthDate: born('1979-10-24') }, generous).match).toBe('possible')
  })
})

describe('an explanation', () => {
  const changes: Partial<PersonDetails>[] = [
    {},
    { givenName: 'May' },
    { familyName: 'Quilfeather', phone: '9175550100' },
    { birthDate: born('1990-01-30'), postalCode: '10014' },
    { givenName: 'Quillfeather', familyName: 'Mei-Ling' },
    { givenName: '' },
    { street: '1 Elm St', middleName: 'R', otherPhones: ['2125550177'] },
  ]

  test('is the verdict of the comparison, and its weights add up to the score', () => {
    for (const change of changes) {
      const other = { ...lin, street: '1 Elm St', middleName: 'Rose', ...change }
      const explained = explain({ ...lin, street: '1 Elm St' }, other)
      const { match, score } = compare({ ...lin, street: '1 Elm St' }, other)
      expect({ match: explained.match, score: explained.score }).toEqual({ match, score })
      const sum = explained.fields.reduce((bits, field) => bits + field.bits, -explained.householdCut)
      expect(sum).toBeCloseTo(score, 1)
    }
  })

  test('names the rule that decided', () => {
    const why = (change: Partial<PersonDetails>, of: PersonDetails = lin) => {
      const { match, obstacle, doubt, remarks } = explain(of, { ...of, ...change })
      return [match, obstacle ?? doubt, ...remarks]
    }
    expect(why({})).toEqual(['match', undefined])
    expect(why({ suffix: 'Jr' }, { ...lin, suffix: 'Sr' })).toEqual(['no-match', 'senior-and-junior'])
    expect(why({ suffix: 'Jr', birthDate: born('2009-11-20') })).toEqual(['no-match', 'a-generation-apart'])
    expect(why({ givenName: 'Isabel', birthOrder: '2' }, { ...lin, birthOrder: '1' })).toEqual([
      'no-match',
      'birth-orders-differ',
    ])
    expect(why({ givenName: 'Isabel', phone: '9175550100', postalCode: '14201' })).toEqual([
      'no-match',
      'other-given-name',
    ])
    expect(why({ givenName: 'Test' })).toEqual(['no-match', 'nobody'])
    expect(why({ birthDate: born('1979-10-24') })).toEqual(['possible', 'birth-date-not-the-same'])
    expect(why({ sex: 'male' })).toEqual(['possible', 'sex-differs'])
    expect(why({ givenName: 'Isabel' })).toEqual(['possible', 'given-name-not-the-same'])
    expect(why({ familyName: 'Duarte' })).toEqual(['possible', 'family-name-not-the-same'])
    expect(why({}, { ...lin, birthDate: born('2000-01-01') })).toContain('default-birth-date')
    expect(why({ givenName: 'Quillfeather', familyName: 'Mei-Ling' })).toEqual([
      'match',
      undefined,
      'names-swapped',
    ])
  })

  test('repeats nothing that stands in a field', () => {
    const text = JSON.stringify(explain(lin, { ...lin, phone: '9175550100' }))
    for (const value of Object.values(lin)) if (value !== 'female') expect(text).not.toContain(value)
  })
})
