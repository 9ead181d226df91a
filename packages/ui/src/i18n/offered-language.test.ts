import { expect, test } from 'vitest'
import { appTexts } from './app-texts.ts'
import { offeredLanguage } from './offered-language.ts'

const load = async () => ({})
const texts = appTexts({
  '/locales/en/common.json': load,
  '/locales/es/common.json': load,
  '/locales/ko/common.json': load,
})

test.each([
  [['es-MX', 'en'], ['es', 'ko'], 'en', 'es'],
  [['es-MX', 'ko-KR', 'en'], ['es'], 'ko', 'es'],
  [['ko'], ['es'], 'ko', 'ko'],
  [['fr', 'es'], [], 'es', 'es'],
  [['fr', 'es'], ['es'], 'en', 'es'],
  [['en-US', 'es'], [], 'en', 'en'],
  [[], [], 'en', 'en'],
])(
  'whoever reads %j, while %j wait for a review, is spoken to in %s, in a demonstration in %s',
  (wanted, heldBack, reviewed, demonstration) => {
    expect(offeredLanguage(texts, wanted, heldBack)).toEqual({ reviewed, demonstration })
  },
)
