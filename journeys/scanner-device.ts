import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { Stand } from './app-stand.ts'

const PHONE = { width: 390, height: 844 }

/** A device that was never here. Most journeys do without the service worker: they are half as long then. */
export async function newDevice(
  stand: Stand,
  serviceWorkers: 'there' | 'none' = 'none',
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await stand.browser.newContext({
    viewport: PHONE,
    permissions: ['camera'],
    reducedMotion: 'reduce',
    ...options,
  })
  if (serviceWorkers === 'none') {
    await context.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }))
  }
  return context
}

/** The word of the verdict that stands on the screen, or comes to. */
export async function verdictOf(page: Page): Promise<string> {
  const heading = page.locator('.verdict h1')
  await heading.waitFor({ timeout: 10_000 })
  return (await heading.textContent()) ?? ''
}

/** A key a millisecond, however busy the machine is that runs the test, and ended by Enter. Keys go through the browser's own events, dispatched where the focus is. */
export async function typeLikeAScanner(page: Page, text: string) {
  await page.evaluate((keys) => {
    const began = performance.now()
    for (const [number, key] of [...keys, 'Enter'].entries()) {
      const target = document.activeElement ?? document.body
      const down = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
      Object.defineProperty(down, 'timeStamp', { value: began + number })
      // What a browser does by itself for a real key.
      const pressed = target.dispatchEvent(down)
      if (pressed && (key === 'Enter' || key === ' ') && target instanceof HTMLButtonElement) target.click()
      if (pressed && target instanceof HTMLInputElement && key !== 'Enter') {
        target.value += key
        target.dispatchEvent(new InputEvent('input', { bubbles: true, data: key }))
      }
    }
  }, text)
}
