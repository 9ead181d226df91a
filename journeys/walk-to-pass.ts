import type { ResidentJson } from '@excelsior/demo'
import type { Page } from 'playwright-core'
import { type Answers, codesSentTo, residentsOf, type TypedDetails } from './retrieve.ts'
import type { Service } from './service.ts'

/** Residents who get a vaccination pass, with a whole birth date and two names. */
export async function vaccinatedResidents(service: Service): Promise<readonly ResidentJson[]> {
  return (await residentsOf(service)).filter(
    ({ note, givenName, familyName, birthDate, expect: told }) =>
      note === undefined &&
      givenName !== '' &&
      familyName !== '' &&
      birthDate.length === 10 &&
      told.vaccination.eligible,
  )
}

export async function vaccinatedResident(service: Service): Promise<ResidentJson> {
  const [found] = await vaccinatedResidents(service)
  if (!found) throw new Error('there is no such resident')
  return found
}

export type Step = 'which' | 'details' | 'questions' | 'code' | 'pass'

export interface Walk {
  readonly pass?: string
  readonly whom?: 'me' | 'other'
  /** `/bn` for Bengali, nothing for English. */
  readonly prefix?: string
  /** Looks at each page of the way, once it stands. */
  look?(step: Step): Promise<void>
}

/** In any language: everything is found by its name in the form. */
const field = (name: string) => `input[name="${name}"]`

/** Through the portal's forms to the page of the pass, in a browser. */
export async function walkToPass(
  service: Service,
  page: Page,
  who: TypedDetails & { readonly answers: Answers },
  { pass = 'vaccination', whom = 'me', prefix = '', look = async () => {} }: Walk = {},
): Promise<void> {
  const choose = (name: string, value: string) =>
    page.locator(`${field(name)}[value="${value}"]`).check({ force: true })
  /** By the form's own button; resolves when the next page stands. */
  const submit = (action: string) =>
    Promise.all([
      page.waitForEvent('domcontentloaded'),
      page.locator(`main form[action$="${action}"] button`).first().click(),
    ])
  await page.goto(`${service.origin}${prefix}/retrieve`)
  await look('which')
  await choose('pass', pass)
  await choose('whom', whom)
  await submit('/retrieve/details')
  await look('details')
  const [year = '', month = '', day = ''] = who.birthDate.split('-')
  const { givenName: given, familyName: family, postalCode: zip, phone } = who
  const values = { given, family, 'birth-month': month, 'birth-day': day, 'birth-year': year, zip, phone }
  for (const [name, value] of Object.entries(values)) await page.fill(field(name), value)
  await submit('/retrieve/questions')
  await look('questions')
  const names = await page
    .locator('main input[type="radio"]')
    .evaluateAll((radios) => radios.map((radio) => radio.getAttribute('name') ?? ''))
  for (const name of new Set(names)) await choose(name, who.answers[name] ?? '')
  await submit('/retrieve/code')
  await look('code')
  const [code = ''] = await codesSentTo(service, phone)
  await page.fill(field('code'), code)
  await submit('/retrieve/pass')
  if (!new URL(page.url()).pathname.endsWith('/pass')) throw new Error(`no pass, but ${page.url()}`)
  await look('pass')
}
