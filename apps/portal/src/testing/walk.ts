import type { Page as Tab } from 'playwright-core'
import { RIGHT_CODE } from './fake-flow.ts'

/** From the first page to the details. */
export async function toDetails(tab: Tab, origin: string, whom = 'For me'): Promise<void> {
  await tab.goto(origin)
  await tab.getByRole('link', { name: 'Get your pass' }).click()
  await tab.getByRole('radio', { name: 'Vaccination' }).check()
  await tab.getByRole('radio', { name: whom }).check()
  await tab.getByRole('button', { name: 'Continue' }).click()
  await tab.waitForURL('**/retrieve/details')
}

export async function fillDetails(tab: Tab, details: Record<string, string> = {}): Promise<void> {
  const all = {
    given: 'Rosa',
    family: 'Quiñones',
    'birth-month': 'Mar',
    'birth-day': '4',
    'birth-year': '1988',
  }
  const fields = { ...all, zip: '10001', phone: '+1 (718) 555-0123', ...details }
  for (const [id, value] of Object.entries(fields)) await tab.fill(`#${id}`, value)
}

export async function toQuestions(
  tab: Tab,
  origin: string,
  details?: Record<string, string>,
  whom?: string,
): Promise<void> {
  await toDetails(tab, origin, whom)
  await fillDetails(tab, details)
  await tab.getByRole('button', { name: 'Continue' }).click()
  await tab.waitForURL('**/retrieve/questions')
}

export async function answer(tab: Tab): Promise<void> {
  for (const name of ['Queens', 'March', 'Moderna']) await tab.getByRole('radio', { name }).check()
  await tab.getByRole('button', { name: 'Continue' }).click()
}

export async function enterCode(tab: Tab, code = RIGHT_CODE): Promise<void> {
  await tab.getByLabel('Code of 6 digits').fill(code)
  await tab.getByRole('button', { name: /^Show (my|the) pass$/ }).click()
}

export async function toPass(tab: Tab, origin: string): Promise<void> {
  await toQuestions(tab, origin)
  await answer(tab)
  await enterCode(tab)
  await tab.waitForURL('**/pass')
}
