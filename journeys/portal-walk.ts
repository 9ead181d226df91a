import type { Page } from 'playwright-core'
import { type Answers, codesSentTo, type TypedDetails } from './retrieve.ts'
import type { Service } from './service.ts'

export interface WhoRetrieves {
  readonly typed: TypedDetails
  readonly answers: Answers
  readonly pass: string
  readonly whom?: 'me' | 'other'
}

/** Looks at a page of the way: its step, once it stands. */
export type Look = (step: 'which' | 'details' | 'questions' | 'code' | 'pass') => Promise<void>

/** In any language: everything is found by its name in the form. */
const field = (name: string) => `input[name="${name}"]`

/** From the first form to the page of the pass. `prefix`: `/bn` for Bengali, nothing for English. */
export async function walkToPass(
  page: Page,
  service: Service,
  { typed, answers, pass, whom = 'me' }: WhoRetrieves,
  { prefix = '', look = async () => {} }: { readonly prefix?: string; readonly look?: Look } = {},
): Promise<void> {
  await page.goto(`${service.origin}${prefix}/retrieve`)
  await look('which')
  await choose(page, 'pass', pass)
  await choose(page, 'whom', whom)
  await submit(page, '/retrieve/details')
  await look('details')
  const [year = '', month = '', day = ''] = typed.birthDate.split('-')
  await page.fill(field('given'), typed.givenName)
  await page.fill(field('family'), typed.familyName)
  await page.fill(field('birth-month'), month)
  await page.fill(field('birth-day'), day)
  await page.fill(field('birth-year'), year)
  await page.fill(field('zip'), typed.postalCode)
  await page.fill(field('phone'), typed.phone)
  await submit(page, '/retrieve/questions')
  await look('questions')
  for (const name of await questionsOn(page)) await choose(page, name, answers[name] ?? '')
  await submit(page, '/retrieve/code')
  await look('code')
  const [code = ''] = await codesSentTo(service, typed.phone)
  await page.fill(field('code'), code)
  await submit(page, '/retrieve/pass')
  if (!new URL(page.url()).pathname.endsWith('/pass')) throw new Error(`no pass at ${page.url()}`)
  await look('pass')
}

async function choose(page: Page, name: string, value: string) {
  await page.locator(`${field(name)}[value="${value}"]`).check({ force: true })
}

async function questionsOn(page: Page): Promise<readonly string[]> {
  const names = await page
    .locator('main input[type="radio"]')
    .evaluateAll((radios) => radios.map((radio) => radio.getAttribute('name') ?? ''))
  return [...new Set(names)]
}

/** By the form's own button; resolves when the next page stands. */
async function submit(page: Page, action: string) {
  await Promise.all([
    page.waitForEvent('domcontentloaded'),
    page.locator(`main form[action$="${action}"] button`).first().click(),
  ])
}
