import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPlaceholderName, isTrialName, normaliseName, splitName } from './normalise-name.ts'

describe('names as people type them', () => {
  test.each([
    ["O'Neil", 'O\u2019Neil'],
    ["O'Neil", 'O\u02bcNeil'],
    ["O'Neil", 'O`Neil'],
    ["O'Neil", 'O\u00b4Neil'],
    ["O'Neil", 'ONEIL '],
    ['Smith-Jones', 'Smith\u2014Jones'],
    ['Smith-Jones', 'Smith \u2010 Jones'],
    ['José', 'Jose\u0301'],
    ['José', 'JOSE'],
    ['Łukasz Strauß', 'lukasz strauss'],
    ['Dr. Maria', 'Maria'],
    ['Maria Maria', 'Maria'],
    ['Robert Jr.', 'Robert'],
    ['Ｍaria', 'Maria'],
    ['Ma\u200bria', 'Maria'],
  ])('%s is %s', (a, b) => {
    expect(normaliseName(a)).toBe(normaliseName(b))
  })

  test.each([
    ['রহিম', 'রহমি'],
    ['Иванов', 'Иванова'],
    ['김', '박'],
    ['O Neil', 'Neil'],
  ])('%s is not %s', (a, b) => {
    expect(normaliseName(a)).not.toBe(normaliseName(b))
  })

  test('a name that is only a title stays a name', () => {
    expect(normaliseName('Dr')).toBe('dr')
    expect(normaliseName('Sir Dr')).not.toBe('')
  })

  test('the generation is told apart from the name', () => {
    expect(splitName('Martin Luther King, Jr.')).toEqual({
      words: ['martin', 'luther', 'king'],
      generation: 2,
    })
    expect(splitName('Senior')).toEqual({ words: ['senior'] })
  })

  test('any text at all gives a name that stays itself when normalised again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const once = normaliseName(text)
        expect(normaliseName(once)).toBe(once)
      }),
    )
  })

  test('a megabyte of blanks and marks is read at once', () => {
    expect(normaliseName(`${' -'.repeat(500_000)}x`)).toBe('')
  })
})

describe('stand-ins for a name', () => {
  test.each([
    '',
    ' ',
    '.',
    '-',
    'Unknown',
    'UNKNOWN',
    'FNU',
    'LNU',
    'N/A',
    'Baby Boy',
    'baby girl',
    'Baby Boy B',
    'BabyBoy of Maria',
    'Infant Girl 2',
    'test',
    'Unknown Unknown',
    'XXX',
  ])('"%s" is none', (text) => expect(isPlaceholderName(text)).toBe(true))
  test.each(['Na', 'Ng', 'O', 'Boy', 'Null', 'Li', 'Babette', 'Babylon', 'Infantino', 'Tester-Smith', '王'])(
    '"%s" is one',
    (text) => expect(isPlaceholderName(text)).toBe(false),
  )
  test('a trial is told from a missing name', () => {
    expect(isTrialName('ZZTest')).toBe(true)
    expect(isTrialName('Unknown')).toBe(false)
  })
})
