import type { ResidentJson } from '@excelsior/demo'
import { PASS_TYPES, type PassType } from '@excelsior/domain'
import type { BrowserContext, Page } from 'playwright-core'
import { ask } from '../../journeys/ask.ts'
import { NOW, type Stage } from './stage.ts'

/** Called on every screen that the walk comes to. */
export type Look = (page: Page, state: string) => Promise<void>

/** A resident who walks through the portal's forms, in any language: fields have names, choices have values. */
export class PortalVisitor {
  readonly page: Page
  readonly #stage: Stage
  readonly #at: (path: string) => string

  constructor(stage: Stage, page: Page, locale: string) {
    this.#stage = stage
    this.page = page
    this.#at = (path) => `${stage.service.origin}${locale === 'en' ? '' : `/${locale}`}${path}`
  }

  goto = (path: string) => this.page.goto(this.#at(path))

  /** Sends the form that goes to this address. */
  async send(path: string): Promise<void> {
    const button = this.page.locator(`form[action$="${path}"] button`).first()
    await Promise.all([this.page.waitForEvent('load'), button.click()])
  }

  fill = (name: string, text: string) => this.page.locator(`[name="${name}"]`).fill(text)
  choose = (name: string, value: string) =>
    this.page.locator(`input[name="${name}"][value="${value}"]`).check({ force: true })

  async chooseWhich(type: PassType): Promise<void> {
    await this.goto('/retrieve')
    await this.choose('pass', type)
    await this.choose('whom', 'me')
  }

  async fillDetails(who: ResidentJson): Promise<void> {
    const [year = '', month = '', day = ''] = who.birthDate.split('-')
    const { givenName: given, familyName: family, postalCode: zip, phone } = who
    const fields = { given, family, 'birth-month': month, 'birth-day': day, 'birth-year': year, zip, phone }
    for (const [name, value] of Object.entries(fields)) await this.fill(name, value)
  }

  /** Rightly, or each wrongly. */
  async answer(who: ResidentJson, rightly = true): Promise<void> {
    const names = await this.page
      .locator('input[type="radio"]')
      .evaluateAll((radios) => radios.map((radio) => (radio instanceof HTMLInputElement ? radio.name : '')))
    for (const name of new Set(names)) {
      const right = who.answers[name] ?? 'none'
      await this.choose(name, rightly ? right : right === 'none' ? '1' : 'none')
    }
  }

  async toQuestions(type: PassType, who: ResidentJson): Promise<void> {
    await this.chooseWhich(type)
    await this.send('/retrieve/details')
    await this.fillDetails(who)
    await this.send('/retrieve/questions')
  }

  async toCode(type: PassType, who: ResidentJson): Promise<void> {
    await this.toQuestions(type, who)
    await this.answer(who)
    await this.send('/retrieve/code')
  }

  async enterCode(who: ResidentJson): Promise<void> {
    await this.fill('code', await this.#stage.codeFor(who.phone))
    await this.send('/retrieve/pass')
  }
}

const PLAIN = ['help', 'guides', 'guides/portal', 'guides/wallet-iphone', 'guides/wallet-android'] as const
const ABOUT = ['guides/scanner', 'letter', 'privacy', 'accessibility', 'venues', 'developers'] as const

export async function walkPortal(stage: Stage, locale: string, look: Look): Promise<void> {
  const context = await stage.open(locale)
  const visitor = new PortalVisitor(stage, await context.newPage(), locale)
  const { page } = visitor
  const see = (state: string) => look(page, state)
  const yesenia = stage.resident('Yesenia', 'Santos')

  await visitor.goto('/')
  await see('home')

  await visitor.goto('/retrieve')
  await see('which')
  await visitor.send('/retrieve/details')
  await see('which, with errors')
  await visitor.chooseWhich('vaccination')
  await visitor.send('/retrieve/details')
  await see('details')
  await visitor.fill('given', 'Yesenia')
  await visitor.fill('birth-year', '45')
  await visitor.fill('zip', '123')
  await visitor.send('/retrieve/questions')
  await see('details, with errors')
  await visitor.fillDetails(yesenia)
  await visitor.send('/retrieve/questions')
  await see('questions')
  await visitor.send('/retrieve/code')
  await see('questions, with errors')
  await page.locator('input[value="not-sure"]').first().check({ force: true })
  await visitor.send('/retrieve/code')
  await see('not sure')
  await visitor.send('/retrieve/questions')
  await visitor.answer(yesenia)
  await visitor.send('/retrieve/code')
  await see('code')
  await visitor.fill('code', '12')
  await visitor.send('/retrieve/pass')
  await see('code, with an error')
  await page.locator('form[action$="/retrieve/resend"] summary').first().click()
  await Promise.all([page.waitForEvent('load'), page.locator('button[value="letter"]').click()])
  await see('code, letter asked for')
  await visitor.fill('code', '000000')
  await visitor.send('/retrieve/pass')
  await see('code wrong')
  await page.goBack()
  await visitor.goto('/retrieve/code')
  if ((await page.locator('[name="code"]').count()) > 0) await visitor.enterCode(yesenia)
  await see('pass')
  await visitor.goto('/pass/print')
  await see('print')
  await visitor.goto('/pass/certificate')
  await see('EU certificate')
  await visitor.goto('/pass')
  await visitor.send('/pass/finish')
  await see('finished')
  await visitor.goto('/pass')
  await see('no pass here')

  const longest = stage.residents.toSorted((a, b) => b.givenName.length - a.givenName.length)[0]
  if (longest) {
    await (await fresh(context, visitor)).toCode('vaccination', longest)
    await visitor.enterCode(longest)
    await see('pass, with a long name')
  }
  for (const { type, who, reason } of refusalsIn(stage)) {
    await (await fresh(context, visitor)).toCode(type, who)
    await visitor.enterCode(who)
    await see(`no pass, ${reason}`)
  }

  const andrew = stage.resident('Andrew', 'Weaver')
  await (await fresh(context, visitor)).toQuestions('vaccination', andrew)
  await visitor.answer(andrew, false)
  await visitor.send('/retrieve/code')
  await visitor.fill('code', '123456')
  await visitor.send('/retrieve/pass')
  await see('not confirmed')
  await (await fresh(context, visitor)).toQuestions('vaccination', andrew)
  await stage.service.stopClockAt(NOW + 31 * 60_000)
  await page.reload()
  await see('timed out')
  await stage.service.stopClockAt(NOW)
  await context.clearCookies()
  await visitor.goto('/retrieve/code')
  await see('begin again')

  await throttle(stage)
  await context.setExtraHTTPHeaders({ 'x-forwarded-for': THROTTLED })
  await visitor.toQuestions('vaccination', { ...andrew, familyName: 'Nemo' })
  await see('throttled')
  await context.setExtraHTTPHeaders({})

  for (const path of [...PLAIN, ...ABOUT]) {
    await visitor.goto(`/${path}`)
    await see(path)
  }
  await visitor.goto('/help')
  await page.locator('details > summary').first().click()
  await see('help, one open')
  for (const [word, state] of [
    ['PCR', 'help, searched'],
    ['xylophone', 'help, nothing found'],
  ] as const) {
    await visitor.goto('/help')
    await visitor.fill('search', word)
    // With script the page itself searches; the button is for browsers without.
    await page.locator('[role="status"]').first().waitFor()
    await see(state)
  }
  await visitor.goto('/support')
  await see('support')
  await visitor.fill('contact', 'me')
  await visitor.send('/support')
  await see('support, with errors')
  await visitor.fill('text', 'The code on my paper is not read.')
  await visitor.fill('contact', '')
  await page.locator('input[name="topic"]').first().check({ force: true })
  await visitor.send('/support')
  await see('support, sent')
  await visitor.goto('/ui/')
  await see('design kit')
  await page.emulateMedia({ forcedColors: 'active' })
  await see('design kit, forced colours')
  await visitor.goto('/')
  await see('home, forced colours')
  await page.emulateMedia({ forcedColors: 'none' })
  await visitor.goto('/nothing-here')
  await see('not found')
  await context.close()
}

/** Somebody else at the same browser. */
async function fresh(context: BrowserContext, visitor: PortalVisitor): Promise<PortalVisitor> {
  await context.clearCookies()
  return visitor
}

/** One person for each reason. */
function refusalsIn({ residents }: Stage) {
  const found = new Map<string, { readonly type: PassType; readonly who: ResidentJson }>()
  for (const who of residents) {
    if (who.note !== undefined) continue
    for (const type of PASS_TYPES) {
      const told = who.expect[type]
      if (!told.eligible && !found.has(told.reason)) found.set(told.reason, { type, who })
    }
  }
  return [...found].map(([reason, rest]) => ({ reason, ...rest }))
}

const THROTTLED = '192.0.2.77'

/** Starts from one address until it is held back. */
async function throttle({ service }: Stage): Promise<void> {
  for (let count = 0; count < 40; count++) {
    const body = {
      pass: 'vaccination',
      givenName: 'Nemo',
      familyName: `Nemo${'abcdefghijklmnopqrstuvwxyzabcdefghijklmnop'.slice(0, count + 1)}`,
      birthDate: '1980-01-01',
      postalCode: '12203',
      phone: '5185550199',
    }
    const { status } = await ask(service.origin, '/api/retrievals', { body, from: THROTTLED })
    if (status === 429) return
  }
}
