import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { challengeQuestions, PASS_TYPES, parsePolicy } from '@excelsior/domain'
import { expect, test } from 'vitest'
import { readLocales } from './i18n/locale-files.ts'
import { createTranslator } from './i18n/translator.ts'
import { questionTexts } from './question-texts.ts'

const data = resolve(import.meta.dirname, '../../../data')
const parsed = parsePolicy(JSON.parse(readFileSync(resolve(data, 'policies/us-ny.json'), 'utf8')))
const policies = parsed.ok ? parsed.document.versions : []

test('every question that a policy can ask has words, and so has every option, in every language', () => {
  expect(policies.length).toBeGreaterThan(0)
  for (const [locale, catalog] of readLocales(resolve(data, 'locales'))) {
    const t = createTranslator(locale, catalog)
    for (const policy of policies) {
      for (const question of PASS_TYPES.flatMap((type) => challengeQuestions(policy, type))) {
        const { text, options } = questionTexts(question, t)
        expect(text).not.toBe('')
        expect(options.map(({ value }) => value)).toEqual(question.options)
        // Two options that read alike could not be told apart.
        expect(new Set(options.map((option) => option.text)).size).toBe(options.length)
      }
    }
  }
})
