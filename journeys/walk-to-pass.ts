import type { ResidentJson } from '@excelsior/demo'
import type { Page } from 'playwright-core'
import { codesSentTo, residentsOf } from './retrieve.ts'
import type { Service } from './service.ts'

/** A resident who gets a vaccination pass, with a whole birth date and two names. */
export async function vaccinatedResident(service: Service): Promise<ResidentJson> {
  const residents = await residentsOf(service)
  const found = residents.find(
    ({ note, givenName, familyName, birthDate, expect: told }) =>
      note === undefined &&
      givenName !== '' &&
      familyName !== '' &&
      birthDate.length === 10 &&
      told.vaccination.eligible,
  )
  if (!found) throw new Error('there is no such resident')
  return found
}

/** Through the portal's forms to the pass, in a browser. */
export async function walkToPass(service: Service, page: Page, who: ResidentJson): Promise<void> {
  const go = async () => {
    const before = page.url()
    await page.locator('main form button').first().click()
    await page.waitForURL((url) => url.href !== before)
  }
  const fill = (name: string, text: string) => page.locator(`input[name="${name}"]`).fill(text)
  const choose = (name: string, value: string) =>
    page.locator(`input[name="${name}"][value="${value}"]`).check({ force: true })
  await page.goto(`${service.origin}/retrieve`)
  await choose('pass', 'vaccination')
  await choose('whom', 'me')
  await go()
  const [year = '', month = '', day = ''] = who.birthDate.split('-')
  await fill('given', who.givenName)
  await fill('family', who.familyName)
  await fill('birth-month', month)
  await fill('birth-day', day)
  await fill('birth-year', year)
  await fill('zip', who.postalCode)
  await fill('phone', who.phone)
  await go()
  for (const id of ['dose-region', 'dose-month', 'dose-product']) await choose(id, who.answers[id] ?? '')
  await go()
  const [code = ''] = await codesSentTo(service, who.phone)
  await fill('code', code)
  await go()
  if (new URL(page.url()).pathname !== '/pass') throw new Error(`no pass, but ${page.url()}`)
}
