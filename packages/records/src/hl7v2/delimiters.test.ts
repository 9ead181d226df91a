import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Delimiters, escapeText, readDelimiters, unescapeText } from './delimiters.ts'

const usual = readDelimiters('MSH|^~\\&|') as Delimiters
const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
const read = (text: string, delimiters = usual): string => unescapeText(text, delimiters, latin)

describe('what MSH-1 and MSH-2 declare', () => {
  test('is used, and nothing else', () => {
    expect(readDelimiters('MSH|@~\\&|')).toMatchObject({ field: '|', component: '@', subcomponent: '&' })
    expect(readDelimiters('MSH$^~|$')).toMatchObject({ field: '$', escape: '|', subcomponent: undefined })
    expect(readDelimiters('MSH|^|')).toMatchObject({
      component: '^',
      repetition: undefined,
      escape: undefined,
    })
  })

  test('a fifth character is taken note of', () => {
    expect(readDelimiters('MSH|^~\\&#|')).toMatchObject({ subcomponent: '&', truncation: '#' })
  })

  test.each([
    'MSH',
    'MSH|',
    'MSH||',
    'MSH|^^~|',
    'MSH|^|~|'.slice(0, 4),
    'MSH|^~\\&#!|',
    'MSH|abc|',
    'MSHx^~\\&x',
    'MSH|^~|&|'.replace('^~', '||'),
  ])('%s declares nothing usable', (header) => expect(readDelimiters(header)).toBeUndefined())
})

describe('escapes', () => {
  test.each([
    ['Mary\\T\\Jo', 'Mary&Jo'],
    ['\\F\\\\S\\\\R\\\\E\\\\T\\', '|^~\\&'],
    ['\\E\\T\\E\\', '\\T\\'],
    ['\\X0D0a\\', '\r\n'],
    ['one\\.br\\two', 'one\ntwo'],
    ['\\H\\loud\\N\\', 'loud'],
  ])('%j means %j', (text, meaning) => expect(read(text)).toBe(meaning))

  test.each([
    '4\\5',
    '\\',
    '\\\\',
    'a\\b\\c',
    '\\X0\\',
    '\\XZZ\\',
    '\\Zlocal\\',
    '\\T',
    'T\\',
    '\\X\\',
    '\\.sp3\\',
  ])('%j stays as it is', (text) => expect(read(text)).toBe(text))

  test('what follows an unknown one is still understood', () => {
    expect(read('4\\5 \\T\\ 6')).toBe('4\\5 & 6')
  })

  test('an undeclared delimiter has no escape', () => {
    expect(read('\\T\\', readDelimiters('MSH|^~\\|') as Delimiters)).toBe('\\T\\')
    expect(read('\\T\\', readDelimiters('MSH|^~|') as Delimiters)).toBe('\\T\\')
  })

  test('escaped and read again, any text is the same', () => {
    const signs = fc.shuffledSubarray([...'!"#$%&()*+,-./:;<=>?@[]^_`{|}~\\\''], {
      minLength: 5,
      maxLength: 6,
    })
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'\\|^~&ETFSRXHN.br0D\r\n'),
        fc.string({ minLength: 1, maxLength: 1 }),
      ),
    })
    fc.assert(
      fc.property(signs, text, ([field, ...encoding], value) => {
        const delimiters = readDelimiters(`MSH${field}${encoding.join('')}${field}`) as Delimiters
        const escaped = escapeText(value, delimiters)
        expect(read(escaped, delimiters)).toBe(value)
        for (const sign of [field, encoding[0], encoding[1], encoding[3], '\r', '\n'])
          expect(escaped).not.toContain(sign)
      }),
    )
  })
})
