import type { Translator } from '@excelsior/ui'
import type { BrowserContext, Page } from 'playwright-core'
import { shotOf, withOneByteChanged } from '../../journeys/app-stand.ts'
import type { Look } from './portal-walk.ts'
import { HOUR, NOW, type Stage, translator, wordsOf } from './stage.ts'

/** Somebody with a wallet, in any language: controls are found by their words. */
export class WalletHolder {
  readonly page: Page
  readonly #t: Translator
  readonly #address: string

  constructor(stage: Stage, page: Page, locale: string) {
    this.page = page
    this.#t = translator(locale)
    this.#address = `${stage.service.origin}/wallet/`
  }

  async start(): Promise<void> {
    await this.page.goto(this.#address)
    await this.page.getByRole('link', { name: this.#t('wallet.add'), exact: true }).waitFor()
  }

  /** A page of its own within the app. */
  async goto(page: 'passes' | 'add' | 'camera' | 'paste' | 'device'): Promise<void> {
    await this.page.goto(`${this.#address}#${page}`)
    await this.page.locator('h1:visible').first().waitFor()
  }

  async paste(text: string): Promise<void> {
    await this.goto('passes')
    await this.goto('paste')
    await this.page.getByLabel(this.#t('common.code-text')).fill(text)
    await this.page.getByRole('button', { name: this.#t('wallet.paste-add') }).click()
  }

  async keep(text: string): Promise<void> {
    await this.paste(text)
    await this.said('wallet.added')
  }

  said = (key: string) => this.page.getByText(wordsOf(this.#t, key)).first().waitFor()
  press = (key: string) => this.page.getByRole('button', { name: this.#t(key) }).click()
  follow = (key: string) => this.page.getByRole('link', { name: this.#t(key), exact: true }).click()

  /** The first pass of this person. */
  async openPassOf(name: string): Promise<void> {
    const person = this.page.getByRole('region', { name })
    await person.getByRole('link').first().click()
    await this.page.getByRole('img').first().waitFor()
  }
}

/** Tells the wallet that it runs in Safari's tab, or from the home screen of an iPhone. */
export const asIphone = (context: BrowserContext, standalone: boolean) =>
  context.addInitScript((value) => Object.defineProperty(navigator, 'standalone', { value }), standalone)

export async function walkWallet(stage: Stage, locale: string, look: Look): Promise<void> {
  const [tessa, scott, nora] = [
    stage.resident('Tessa', 'McCarthy'),
    stage.resident('Scott', 'McCarthy'),
    stage.resident('Nora', 'McCarthy'),
  ]
  await stage.show([{ frames: 2 }])
  const context = await stage.open(locale)
  const holder = new WalletHolder(stage, await context.newPage(), locale)
  const { page } = holder
  const see = (state: string) => look(page, state)

  await holder.start()
  await see('empty')
  await holder.goto('add')
  await see('add')
  await holder.goto('paste')
  await see('paste')
  await holder.press('wallet.paste-add')
  await see('paste, with an error')
  await holder.goto('camera')
  await page.getByText(translator(locale)('wallet.hold')).waitFor()
  await see('camera')
  await stage.show([shotOf(await stage.pass('vaccination', tessa))])
  await holder.said('wallet.added')
  await see('added by camera')
  await holder.openPassOf('Tessa McCarthy')
  await see('open')
  await holder.follow('wallet.more')
  await see('more')

  await holder.paste(withOneByteChanged(await stage.pass('vaccination', tessa)))
  await holder.said('wallet.refused-forged')
  await see('refused, changed')
  await holder.paste('https://menu.example/today')
  await holder.said('wallet.refused-no-pass')
  await see('refused, another code')

  await holder.keep(await stage.pass('vaccination', scott))
  await holder.keep(await stage.pass('pcr', nora))
  await holder.keep(await stage.pass('antigen', nora))
  const longest = stage.residents.toSorted((a, b) => b.givenName.length - a.givenName.length)[0]
  if (longest) await holder.keep(await stage.pass('vaccination', longest))
  await holder.start()
  await page.reload()
  await see('several people')
  if (longest) {
    await holder.openPassOf(longest.familyName)
    await see('open, with a long name')
  }
  await context.clock.setFixedTime(NOW + 7 * HOUR)
  await holder.goto('passes')
  await page.reload()
  await holder.said('wallet.past')
  await see('several people, one pass ended')
  await page.getByRole('link', { name: translator(locale)('wallet.standing-ended') }).click()
  await holder.said('wallet.over-ended')
  await see('more, of an ended pass')
  await holder.press('wallet.remove')
  await holder.said('wallet.undo')
  await see('deleted, with undo')
  await holder.goto('device')
  await see('this device')
  await context.close()

  for (const [standalone, state] of [
    [false, 'empty in a tab of an iphone'],
    [true, 'empty on a home screen'],
  ] as const) {
    const iphone = await stage.open(locale)
    await asIphone(iphone, standalone)
    const other = new WalletHolder(stage, await iphone.newPage(), locale)
    await other.start()
    await look(other.page, state)
    await iphone.close()
  }
}
