import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readTexts } from './texts.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const texts = readTexts(ROOT, true)

test.each([
  ['es', 'es'],
  ['es-MX,es;q=0.9,en;q=0.8', 'es'],
  ['en-US,es;q=0.5', 'en'],
  ['tlh, es-AR;q=0.1', 'es'],
  ['es;q=0, en', 'en'],
  ['ht-HT, fr;q=0.8', 'ht'],
  ['zh-TW,zh;q=0.9,en;q=0.8', 'zh-Hant'],
  ['zh-Hant-TW', 'zh-Hant'],
  ['tlh, zh-HK;q=0.1', 'zh-Hant'],
  ['ko-KR', 'ko'],
  ['tlh', 'en'],
  [undefined, 'en'],
])('whoever asks for %j is answered in %s', (header, locale) => {
  expect(texts.translatorFor(header).locale).toBe(locale)
})

test('outside the demonstration a language is spoken only when a person has reviewed its harm-critical texts', () => {
  const real = readTexts(ROOT, false)
  for (const { locale } of real.heldBack) {
    expect(real.catalogs.has(locale)).toBe(false)
    expect(real.translatorFor(locale).locale).toBe('en')
    expect(texts.catalogs.has(locale)).toBe(true)
  }
  expect([...real.catalogs.keys(), ...real.heldBack.map(({ locale }) => locale)].sort()).toEqual(
    [...texts.catalogs.keys()].sort(),
  )
})

test('the demonstration speaks all seven languages', () => {
  expect([...texts.catalogs.keys()].sort()).toEqual(['bn', 'en', 'es', 'ht', 'ko', 'ru', 'zh-Hant'])
})
