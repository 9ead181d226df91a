import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawn } from './drawn.ts'
import { palettePng } from './palette-png.ts'
import { PortalVisitor } from './portal-walk.ts'
import { DoorKeeper } from './scanner-walk.ts'
import type { Stage } from './stage.ts'

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 } as const
const COLOURS = 128

/** A pass on the portal, and the verdict that the scanner gives on it. */
export async function takeReadmePictures(stage: Stage, folder: string): Promise<void> {
  const who = stage.resident('Layla', 'Abu-Rahma')
  const context = await stage.open('en', PHONE)
  const visitor = new PortalVisitor(stage, await context.newPage(), 'en')
  await visitor.toCode('vaccination', who)
  await visitor.enterCode(who)
  await drawn(visitor.page)
  const card = await visitor.page.locator('.pass').first().screenshot({ animations: 'disabled' })
  writeFileSync(join(folder, 'pass.png'), palettePng(card, COLOURS))

  const keeper = new DoorKeeper(stage, context, await context.newPage(), 'en')
  await keeper.start()
  await keeper.beginScanning()
  await keeper.scan(await stage.pass('vaccination', who), 'valid')
  await drawn(keeper.page)
  const verdict = await keeper.page.screenshot({ animations: 'disabled' })
  writeFileSync(join(folder, 'scanner.png'), palettePng(verdict, COLOURS))
  await context.close()
}
