import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { shotOf } from '../../journeys/app-stand.ts'
import { drawn } from './drawn.ts'
import { palettePng } from './palette-png.ts'
import { PortalVisitor } from './portal-walk.ts'
import { DoorKeeper } from './scanner-walk.ts'
import { HOUR, NOW, type Stage, translator } from './stage.ts'
import { asIphone, WalletHolder } from './wallet-walk.ts'

/** A small phone; three pixels of the picture for two of the page. */
const PHONE = { viewport: { width: 360, height: 720 }, deviceScaleFactor: 1.5 } as const
/** As much as the scanner has on it under a browser's bar: there its verdicts are laid out close. */
const DOOR_PHONE = { ...PHONE, viewport: { width: 360, height: 670 } } as const
const COLOURS = 48
/** Left above what a picture begins with, CSS pixels. */
const ABOVE = 12

/** Takes the pictures of the guides in one language into a folder, each named for what it shows. */
export async function takeGuidePictures(stage: Stage, locale: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  async function take(page: Page, name: string, from?: Locator): Promise<void> {
    await page.mouse.move(0, 0)
    await page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    })
    await drawn(page)
    const top = from === undefined ? 0 : await from.evaluate((element) => element.getBoundingClientRect().top)
    await page.evaluate((by) => window.scrollBy(0, by), from === undefined ? 0 : top - ABOVE)
    const png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    writeFileSync(join(folder, `${name}.png`), palettePng(png, COLOURS))
  }
  await portalPictures(stage, locale, take)
  await walletPictures(stage, locale, take)
  await scannerPictures(stage, locale, take)
}

type Take = (page: Page, name: string, from?: Locator) => Promise<void>

const somebody = (stage: Stage) => stage.resident('Yesenia', 'Santos')

async function portalPictures(stage: Stage, locale: string, take: Take): Promise<void> {
  const who = somebody(stage)
  const context = await stage.open(locale, PHONE)
  const visitor = new PortalVisitor(stage, await context.newPage(), locale)
  const { page } = visitor
  await visitor.chooseWhich('vaccination')
  await take(page, 'which', page.locator('h1'))
  await visitor.send('/retrieve/details')
  await visitor.fillDetails(who)
  await take(page, 'details', page.locator('label[for="given"]'))
  await visitor.send('/retrieve/questions')
  await take(page, 'questions', page.locator('legend').first())
  await visitor.answer(who)
  await visitor.send('/retrieve/code')
  await take(page, 'code', page.locator('h1'))
  await visitor.enterCode(who)
  await take(page, 'pass', page.locator('.pass').first())
  await take(page, 'keep', page.locator('#keep'))
  await context.close()
}

async function walletPictures(stage: Stage, locale: string, take: Take): Promise<void> {
  const opened = async (context: BrowserContext) => {
    const holder = new WalletHolder(stage, await context.newPage(), locale)
    await holder.start()
    return holder
  }
  const iphone = await stage.open(locale, PHONE)
  await asIphone(iphone, false)
  await take((await opened(iphone)).page, 'iphone')
  await iphone.close()

  const context = await stage.open(locale, PHONE)
  const holder = await opened(context)
  const { page } = holder
  const t = translator(locale)
  await take(page, 'android')
  await holder.goto('add')
  await take(page, 'add')
  await holder.keep(await stage.pass('vaccination', somebody(stage)))
  await take(page, 'added')
  await holder.openPassOf(somebody(stage).familyName)
  await take(page, 'open')
  await holder.follow('wallet.more')
  await take(page, 'delete', page.getByRole('heading', { name: t('wallet.keep-another-way') }))
  await context.close()
}

async function scannerPictures(stage: Stage, locale: string, take: Take): Promise<void> {
  const pass = await stage.pass('vaccination', somebody(stage))
  const test = await stage.pass('antigen', stage.resident('Noemí', 'De la Cruz'))
  const context = await stage.open(locale, DOOR_PHONE)
  const keeper = new DoorKeeper(stage, context, await context.newPage(), locale)
  const { page } = keeper
  const t = translator(locale)
  await keeper.start()
  await take(page, 'start', page.getByText(t('scanner.accepted-title')))
  await keeper.beginScanning()
  // Half in sight: the whole code would be read before its picture is taken.
  await stage.show([shotOf(pass, { at: [0.5, 0.95], scale: 5, surround: 110 })])
  await keeper.looking()
  await take(page, 'scan')
  await stage.show([{ frames: 2 }])
  await keeper.scan(pass, 'valid')
  await keeper.press('scanner.pause')
  await take(page, 'valid')
  await keeper.next()
  await keeper.scan(test, 'expired', NOW + 7 * HOUR)
  await keeper.press('scanner.pause')
  await take(page, 'expired')
  await keeper.next()
  await keeper.goto('settings')
  await take(page, 'settings', page.getByText(t('scanner.accepted-title')))
  await context.close()
}
