import type { PassType } from '@excelsior/domain'
import type { Translator } from '@excelsior/ui'
import type { BrowserContext, Page } from 'playwright-core'
import { DAY, shotOf, withOneByteChanged } from '../../journeys/app-stand.ts'
import type { Look } from './portal-walk.ts'
import { HOUR, NOW, type Stage, translator, wordsOf } from './stage.ts'

/** Somebody at the door, in any language: controls are found by their words. */
export class DoorKeeper {
  readonly page: Page
  readonly #stage: Stage
  readonly #t: Translator
  readonly #context: BrowserContext

  constructor(stage: Stage, context: BrowserContext, page: Page, locale: string) {
    this.#stage = stage
    this.#context = context
    this.page = page
    this.#t = translator(locale)
  }

  async start(): Promise<void> {
    await this.#stage.show([{ frames: 2 }])
    await this.page.goto(`${this.#stage.service.origin}/scanner/`)
    await this.page.getByRole('button', { name: this.#t('scanner.start') }).waitFor()
  }

  async beginScanning(): Promise<void> {
    await this.press('scanner.start')
    await this.looking()
    await this.said('scanner.offline-until')
  }

  /** The camera is on. */
  looking = () => this.page.getByRole('heading', { name: this.#t('scanner.hold') }).waitFor()
  press = (key: string) => this.page.getByRole('button', { name: this.#t(key), exact: true }).click()
  follow = (key: string) => this.page.getByRole('link', { name: this.#t(key), exact: true }).click()
  said = (key: string) => this.page.getByText(wordsOf(this.#t, key)).first().waitFor()

  async goto(hash: string): Promise<void> {
    await this.page.goto(`${this.#stage.service.origin}/scanner/#${hash}`)
    await this.page.locator('h1:visible').first().waitFor()
  }

  /** Holds a code to the camera, at a moment, until this verdict stands there. */
  async scan(code: string, word: string, at = NOW): Promise<void> {
    await this.#context.clock.setFixedTime(at)
    await this.#stage.show([shotOf(code)])
    const [first = ''] = this.#t(`scanner.word-${word}`).split('\n')
    await this.page.locator('h1', { hasText: first }).waitFor()
    await this.#stage.show([{ frames: 2 }])
  }

  async next(): Promise<void> {
    await this.press('scanner.next')
    await this.looking()
    await this.#context.clock.setFixedTime(NOW)
  }

  accept = (type: PassType) => this.page.getByLabel(this.#t(`pass.type-${type}`), { exact: true }).click()
}

export async function walkScanner(stage: Stage, locale: string, look: Look): Promise<void> {
  const [tessa, nora] = [stage.resident('Tessa', 'McCarthy'), stage.resident('Nora', 'McCarthy')]
  const adult = await stage.pass('vaccination', tessa)
  const child = await stage.pass('pcr', nora)
  const antigen = await stage.pass('antigen', nora)
  const another = await stage.pass('antigen', stage.resident('Małgorzata', 'Müller-Popescu'))
  const longest = stage.residents.toSorted((a, b) => b.givenName.length - a.givenName.length)[0]

  const context = await stage.open(locale)
  const keeper = new DoorKeeper(stage, context, await context.newPage(), locale)
  const { page } = keeper
  const see = (state: string) => look(page, state)
  await keeper.start()
  await see('first start')
  await keeper.beginScanning()
  await see('scanning')
  await keeper.scan(adult, 'valid')
  await see('valid')
  await keeper.press('scanner.pause')
  await see('valid, paused')
  await keeper.next()
  await keeper.scan(child, 'valid')
  await see('valid, a child')
  await keeper.next()
  if (longest) {
    await keeper.scan(await stage.pass('vaccination', longest), 'valid')
    await see('valid, with a long name')
    await keeper.next()
  }
  await keeper.scan(antigen, 'expired', NOW + 7 * HOUR)
  await see('expired')
  await keeper.next()
  await keeper.scan(withOneByteChanged(adult), 'not-genuine')
  await see('not genuine')
  await keeper.next()
  await keeper.scan('https://menu.example/today', 'cannot-check')
  await see('cannot check')
  await keeper.next()
  await keeper.goto('settings')
  await see('settings')
  await keeper.accept('antigen')
  await keeper.goto('scan')
  await keeper.scan(another, 'not-accepted')
  await see('not accepted')
  await keeper.next()
  await keeper.goto('today')
  await see('today')
  await keeper.goto('type')
  await see('type a code')
  await keeper.goto('scan')
  await context.setOffline(true)
  await see('offline')
  await context.clock.setFixedTime(NOW + 30 * DAY)
  await keeper.goto('settings')
  await see('settings, lists ended')
  await keeper.goto('scan')
  await see('scanning, lists ended')
  await stage.show([shotOf(adult)])
  await page.locator('.verdict h1').waitFor()
  await see('cannot check, lists ended')
  await context.close()
  await walkStation(stage, locale, look)
}

/** A device that is left to the people who come. */
async function walkStation(stage: Stage, locale: string, look: Look): Promise<void> {
  const t = translator(locale)
  const context = await stage.open(locale)
  const keeper = new DoorKeeper(stage, context, await context.newPage(), locale)
  const { page } = keeper
  await keeper.start()
  await keeper.beginScanning()
  await keeper.goto('station')
  await look(page, 'station, to be set up')
  for (const key of ['station-pin', 'station-pin-again'])
    await page.getByLabel(t(`scanner.${key}`), { exact: true }).fill('482913')
  await keeper.press('scanner.station-start')
  await page.getByRole('heading', { name: t('scanner.station-hold') }).waitFor()
  await look(page, 'station')
  await keeper.scan(await stage.pass('vaccination', stage.resident('Tessa', 'McCarthy')), 'valid')
  await look(page, 'station, valid')
  await keeper.press('scanner.next')
  await keeper.goto('leave')
  await look(page, 'station, to be left')
  await context.close()
}
