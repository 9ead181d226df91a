import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readTexts } from './texts.ts'

const texts = readTexts(resolve(import.meta.dirname, '../../..'))

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
