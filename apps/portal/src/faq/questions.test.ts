import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createTranslator, type Tags } from '@excelsior/ui'
import { describe, expect, test } from 'vitest'
import { GUIDES } from '../guides/guides.ts'
import { catalogs, policy } from '../testing/parts.ts'
import { pageIn } from '../testing/screens.ts'
import { factsOf } from './facts.ts'
import { GROUPS, isAsked } from './questions.ts'

/** What residents and venues ask, in the order in which the department published it. */
const PUBLISHED = `what use why made must cost
  no-internet door show places paper-or-wallet several types how-long expired phone elsewhere
  need child app resident other-state required with-pcr with-antigen with-vaccination
  tests which-test where-test give report refund
  safe on-phone which-records stored open track seen venue-keep misuse told others policy
  devices languages guides apps test-not-found test-expired not-confirmed dose-not-found delete stuck`.split(
  /\s+/,
)

const t = createTranslator('en', catalogs.get('en') ?? {})
const questions = GROUPS.flatMap((group) => group.questions)

describe('the questions', () => {
  test('are all 54 that were published, in their order, each once and at an anchor of its own', () => {
    expect(PUBLISHED).toHaveLength(54)
    const ids = questions.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => PUBLISHED.includes(id))).toEqual(PUBLISHED)
  })

  test('have each a text of their own and an answer', () => {
    const facts = factsOf(pageIn('en', { styles: [], script: '', icon: '' }))
    const inside: Tags<string> = new Proxy({}, { get: () => (text: readonly string[]) => text.join('') })
    const asked = questions.map(({ asks }) => t(asks))
    expect(new Set(asked).size).toBe(asked.length)
    for (const { id, answer } of questions) {
      const words = answer.map((text) => t.rich<string>(text, facts, inside).join(''))
      expect([id, words.join(' ').length > 10]).toEqual([id, true])
    }
  })

  test('take every number from the policy, the deployment or a setting: none is typed', () => {
    const folder = resolve(import.meta.dirname, '../../../../data/locales/en')
    const texts: Record<string, string> = {
      ...JSON.parse(readFileSync(resolve(folder, 'faq.json'), 'utf8')),
      ...JSON.parse(readFileSync(resolve(folder, 'help.json'), 'utf8')),
    }
    const typed = Object.entries(texts).filter(([, text]) => /\d/.test(text.replaceAll('COVID-19', '')))
    expect(typed).toEqual([])
    for (const { name } of policy.products) expect(JSON.stringify(texts)).not.toContain(name)
  })

  test('speak of no code where none is sent', () => {
    const without = { ...policy.retrieval, code: { ...policy.retrieval.code, required: false } }
    const asked = questions.filter((question) => isAsked(question, { ...policy, retrieval: without }))
    expect(questions.length - asked.length).toBe(1)
    expect(GUIDES.flatMap(({ steps }) => steps).filter(({ codes }) => codes)).toHaveLength(1)
  })
})
