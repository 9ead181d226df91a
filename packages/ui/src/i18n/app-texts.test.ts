import { expect, test } from 'vitest'
import { appTexts } from './app-texts.ts'

const file = (text: string) => async () => ({ 'a.text': text })
const texts = appTexts({
  '../data/locales/en/a.json': file('English'),
  '../data/locales/en/b.json': async () => ({ 'b.text': 'more' }),
  '../data/locales/zh-Hant/a.json': file('中文'),
  '../data/locales/zh-Hant/b.json': async () => ({}),
  '../data/locales/ru/a.json': file('half a translation'),
})

test('the first of the reader’s languages that is there is taken, whatever its region', () => {
  expect(texts.choose(['fr-CA', 'zh-TW', 'en'])).toBe('zh-Hant')
  expect(texts.choose(['EN-us'])).toBe('en')
  expect(texts.choose(['fr'])).toBe('en')
})

test('a language that lacks a part is not there', () => {
  expect(texts.choose(['ru', 'zh-Hant'])).toBe('zh-Hant')
})

test('all areas of the chosen language are loaded', async () => {
  const t = await texts.load('en')
  expect([t('a.text'), t('b.text')]).toEqual(['English', 'more'])
})
