import { describe, expect, test } from 'vitest'
import { compileTexts } from './compile.ts'
import { createTranslator } from './translator.ts'

const translator = (locale: string, texts: Record<string, string>) =>
  createTranslator(locale, compileTexts(texts))

describe('a text', () => {
  test('is filled with its values', () => {
    expect(translator('en', { a: 'Born {date}' })('a', { date: '4 March' })).toBe('Born 4 March')
  })

  test('knows one and many', () => {
    const t = translator('en', { a: '{days, plural, =0 {today} one {# day} other {# days}}' })
    expect([0, 1, 2].map((days) => t('a', { days }))).toEqual(['today', '1 day', '2 days'])
  })

  test('knows the four plural forms of Russian', () => {
    const t = translator('ru', { a: '{n, plural, one {# день} few {# дня} many {# дней} other {# дня}}' })
    expect([1, 2, 5, 21].map((n) => t('a', { n }))).toEqual(['1 день', '2 дня', '5 дней', '21 день'])
  })

  test('knows the two plural forms of Haitian Creole, which Intl does not', () => {
    const t = translator('ht', { a: '{n, plural, one {yon jou} other {# jou}}' })
    expect([1, 2, 1000].map((n) => t('a', { n }))).toEqual(['yon jou', '2 jou', '1000 jou'])
  })

  test('counts in order', () => {
    const t = translator('en', { a: '{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}' })
    expect([1, 2, 3, 11, 15].map((n) => t('a', { n }))).toEqual(['1st', '2nd', '3rd', '11th', '15th'])
  })

  test('has Latin digits in Bengali, as they stand on an ID', () => {
    expect(translator('bn', { a: '{n, plural, other {# দিন}}' })('a', { n: 180 })).toBe('180 দিন')
  })

  test('puts elements where its tags and values are', () => {
    const t = translator('en', { a: 'Call <b>{desk}</b> now' })
    const parts = t.rich<{ bold: unknown }>('a', { desk: '844' }, { b: (bold) => ({ bold }) })
    expect(parts).toEqual(['Call ', { bold: ['844'] }, ' now'])
  })

  test('that is not there is a bug, as is a value that nobody gave', () => {
    const t = translator('en', { a: 'Born {date}' })
    expect(() => t('b')).toThrow('no text "b" in en')
    expect(() => t('a')).toThrow('{date}')
    expect(() => t('constructor')).toThrow('no text')
  })

  test('with a fault is found when it is taken apart, by its key', () => {
    expect(() => compileTexts({ 'x.y': '{n, plural, one {#}}' })).toThrow('"x.y"')
    expect(() => compileTexts({ 'x.y': 'Born {date' })).toThrow('"x.y"')
    expect(() => compileTexts({ 'x.y': '{now, date, short}' })).toThrow('no part of a message')
  })

  test('is plain data when taken apart, so that it travels as JSON', () => {
    const catalog = compileTexts({ a: '<b>{n, plural, one {#} other {# and {x}}}</b>', b: 'plain' })
    expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog)
    expect(catalog.b).toBe('plain')
  })
})
