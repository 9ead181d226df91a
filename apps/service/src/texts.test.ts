import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readTexts } from './texts.ts'

const texts = readTexts(resolve(import.meta.dirname, '../../..'))

test.each([
  ['zh-Hant', 'zh-Hant'],
  ['zh-TW,zh;q=0.9,en;q=0.8', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['zh-Hant-TW', 'zh-Hant'],
  ['en-US,zh-TW;q=0.5', 'en'],
  ['tlh, zh-MO;q=0.1', 'zh-Hant'],
  ['zh-TW;q=0, en', 'en'],
  ['tlh', 'en'],
  [undefined, 'en'],
])('whoever asks for %j is answered in %s', (header, locale) => {
  expect(texts.translatorFor(header).locale).toBe(locale)
})
