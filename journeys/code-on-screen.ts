import jsQR from 'jsqr'
import type { Page } from 'playwright-core'

const SCALE = 4

/** The text of the code on a page, drawn anew from its picture and read by a decoder that is not ours. */
export async function codeOnScreen(page: Page): Promise<string> {
  const { side, path } = await page.locator('.qr').evaluate((code) => ({
    side: Number(code.getAttribute('viewBox')?.split(' ')[2]),
    path: code.querySelector('path:last-child')?.getAttribute('d') ?? '',
  }))
  const width = side * SCALE
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++) {
      const from = row * width + Number(x) * SCALE
      for (let at = from; at < from + Number(length) * SCALE; at++) pixels.fill(0, at * 4, at * 4 + 3)
    }
  }
  const found = jsQR.default(pixels, width, width)
  if (!found) throw new Error('there is no code on the screen')
  return found.data
}
