/**
 * Draws packages/phone-wallets/images from the project's mark, by Chromium: `node tools/pass-images.ts`. Sizes in
 * points are Apple's: an icon of 29 by 29 for the lock screen and mail, a logo at most 50 high for the pass.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

const FOLDER = new URL('../packages/phone-wallets/images/', import.meta.url)
const mark = readFileSync(new URL('../packages/ui/src/mark.svg', import.meta.url), 'utf8')
const path = /<path[^>]*>/.exec(mark)?.[0]
if (path === undefined) throw new Error('the mark has no path')

const VIOLET = '#43285d'
const WHITE = '#ffffff'
/** The mark fills a square of 32 units; `around` is the margin that it is given, in the same. */
const drawing = (size: number, colour: string, ground: string, around: number) => {
  const box = `${-around} ${-around} ${32 + 2 * around} ${32 + 2 * around}`
  return `<body style="margin:0;background:${ground}"><svg width="${size}" height="${size}" viewBox="${box}" style="display:block;fill:${colour}">${path}</svg>`
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage()
mkdirSync(FOLDER, { recursive: true })
for (const density of [1, 2, 3]) {
  const suffix = density === 1 ? '' : `@${density}x`
  for (const [name, points, colour, ground, around] of [
    ['icon', 29, VIOLET, WHITE, 4],
    ['logo', 50, WHITE, 'transparent', 2],
  ] as const) {
    const size = points * density
    await page.setViewportSize({ width: size, height: size })
    await page.setContent(drawing(size, colour, ground, around))
    writeFileSync(new URL(`${name}${suffix}.png`, FOLDER), await page.screenshot({ omitBackground: true }))
  }
}
await browser.close()
