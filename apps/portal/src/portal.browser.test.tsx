import { displayName } from '@excelsior/ui'
import jsQR from 'jsqr'
import type { BrowserContextOptions, Page as Tab } from 'playwright-core'
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { PASS_MINUTES } from './kept-for.ts'
import { renderPage } from './render.tsx'
import { portalInBrowser } from './testing/browser.ts'
import { policy, ROSA, shown } from './testing/parts.ts'
import { servePortal } from './testing/serve.ts'
import { answer, toPass, toQuestions } from './testing/walk.ts'

const stand = portalInBrowser(renderPage)

async function withTab<T>(options: BrowserContextOptions, use: (tab: Tab) => Promise<T>): Promise<T> {
  const context = await stand.browser.newContext({ viewport: { width: 390, height: 844 }, ...options })
  try {
    return await use(await context.newPage())
  } finally {
    await context.close()
  }
}

function codeIn(png: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(png)
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data
}

describe.each([true, false])('a resident, with script: %s', (javaScriptEnabled) => {
  test('comes from the first page to a pass that can be loaded again, printed and saved', async () => {
    await withTab({ javaScriptEnabled }, async (tab) => {
      await toPass(tab, stand.served.origin)
      expect(await tab.title()).toBe('Here is your pass – Excelsior Pass')
      await tab.reload()
      expect(await tab.locator('.pass__name').innerText()).toBe('Rosa Quiñones Delgado')
      const picture = await tab.request.get(`${stand.served.origin}/pass/picture.png`)
      expect(codeIn(await picture.body())).toBe(ROSA.qr)
      await tab.getByRole('link', { name: 'Print' }).click()
      expect(await tab.getByRole('button', { name: 'Print' }).isVisible()).toBe(javaScriptEnabled)
      await tab.getByRole('link', { name: 'Back to your pass' }).click()
      await tab.getByRole('button', { name: 'Finish' }).click()
      await tab.goto(`${stand.served.origin}/pass`)
      expect(await tab.locator('h1').innerText()).toBe('No pass here')
    })
  })

  test('who goes back finds the form filled in, and no harm done', async () => {
    await withTab({ javaScriptEnabled }, async (tab) => {
      await toQuestions(tab, stand.served.origin)
      await tab.getByRole('button', { name: 'Back to “Your details”' }).click()
      expect(await tab.inputValue('#phone')).toBe('+1 (718) 555-0123')
      expect(await tab.inputValue('#birth-month')).toBe('Mar')
      await tab.getByRole('button', { name: 'Continue' }).click()
      expect(await tab.locator('h1').innerText()).toBe('Three questions')
    })
  })
})

describe('errors', () => {
  test('are summed up above the form, where the focus is, and lead to their fields', async () => {
    await withTab({}, async (tab) => {
      await toQuestions(tab, stand.served.origin)
      await tab.getByRole('button', { name: 'Back to “Your details”' }).click()
      await tab.fill('#zip', '')
      await tab.getByRole('button', { name: 'Continue' }).click()
      expect(await tab.title()).toMatch(/^Error: /)
      await expect.poll(() => tab.evaluate(() => document.activeElement?.className)).toBe('summary')
      await tab.getByRole('link', { name: 'Type the ZIP code' }).click()
      expect(await tab.evaluate(() => document.activeElement?.id)).toBe('zip')
      expect(await tab.inputValue('#given')).toBe('Rosa')
    })
  })

  test('take the focus without script too', async () => {
    await withTab({ javaScriptEnabled: false }, async (tab) => {
      await tab.goto(`${stand.served.origin}/retrieve`)
      await tab.getByRole('button', { name: 'Continue' }).click()
      // Without script nothing can be asked of the page but what its style shows.
      expect(await tab.locator('.summary:focus').count()).toBe(1)
    })
  })
})

test.each([true, false])(
  'what sending the code again came to has the focus, with script: %s',
  async (javaScriptEnabled) => {
    await withTab({ javaScriptEnabled }, async (tab) => {
      await toQuestions(tab, stand.served.origin)
      await answer(tab)
      await tab.getByRole('button', { name: 'Call me' }).click()
      await tab.getByText('a call is on its way').waitFor()
      await expect
        .poll(() => tab.evaluate(() => document.activeElement?.textContent))
        .toMatch(/^If the details match a record, a call is on its way/)
    })
  },
)

test('a pass that this browser is about to forget can be kept longer by one press, as often as one likes', async () => {
  await withTab({}, async (tab) => {
    await tab.clock.install()
    await toPass(tab, stand.served.origin)
    const warning = tab.getByText('In two minutes this browser forgets the pass.')
    for (let times = 0; times < 2; times++) {
      await tab.clock.fastForward((PASS_MINUTES - 3) * 60_000)
      expect(await warning.isVisible()).toBe(false)
      await tab.clock.fastForward(62_000)
      await warning.waitFor()
      stand.served.wait(PASS_MINUTES - 2)
      await tab.getByRole('button', { name: `Keep it ${PASS_MINUTES} minutes longer` }).click()
      await tab.waitForURL('**/pass')
      await expect.poll(() => warning.isVisible()).toBe(false)
      expect(await tab.locator('.pass__name').innerText()).toBe('Rosa Quiñones Delgado')
    }
    await tab.clock.fastForward(PASS_MINUTES * 60_000)
    await expect.poll(() => tab.getByText('This browser no longer keeps the pass.').isVisible()).toBe(true)
    stand.served.wait(PASS_MINUTES)
    await tab.reload()
    expect(await tab.locator('h1').innerText()).toBe('No pass here')
  })
})

test('the time that is left is told two minutes before the end, and at the end', {
  timeout: 60_000,
  retry: 1,
}, async () => {
  await withTab({}, async (tab) => {
    await tab.clock.install()
    await toQuestions(tab, stand.served.origin)
    const warning = tab.getByText('Two minutes left on this page')
    const over = tab.getByText('Time ran out.')
    const minutes = policy.retrieval.minutes
    await tab.clock.fastForward((minutes - 3) * 60_000)
    expect(await warning.isVisible()).toBe(false)
    await tab.clock.fastForward(62_000)
    await warning.waitFor()
    await tab.clock.fastForward(120_000)
    await over.waitFor()
    await tab.getByRole('button', { name: 'Back to “Your details”' }).last().press('Enter')
    expect(await tab.inputValue('#given')).toBe('Rosa')
  })
})

test('the words about the time leave more than half of the window at 400 %, and their button can be reached', async () => {
  await withTab({ viewport: { width: 320, height: 256 } }, async (tab) => {
    await tab.clock.install()
    await toQuestions(tab, stand.served.origin)
    await tab.clock.fastForward((policy.retrieval.minutes - 2) * 60_000 + 1_000)
    const words = tab.locator('.time-left')
    await expect.poll(async () => (await words.boundingBox())?.height ?? 0).toBeGreaterThan(48)
    expect((await words.boundingBox())?.height).toBeLessThan(128)
    const again = tab.getByRole('button', { name: 'Ask again with the same details' }).first()
    await again.focus()
    const [inside, button] = [await words.boundingBox(), await again.boundingBox()]
    expect(button && inside && button.y >= inside.y && button.y < inside.y + inside.height).toBe(true)
  })
})

test('a button pressed twice asks once', async () => {
  await withTab({}, async (tab) => {
    await toQuestions(tab, stand.served.origin)
    const before = stand.served.flow.calls.length
    for (const name of ['Queens', 'March', 'Moderna']) await tab.getByRole('radio', { name }).check()
    await tab.getByRole('button', { name: 'Continue' }).dblclick()
    await tab.waitForURL('**/code')
    expect(stand.served.flow.calls.length).toBe(before + 1)
  })
})

test('a browser that translates the page leaves names, dates and codes alone', async () => {
  await withTab({}, async (tab) => {
    await toPass(tab, stand.served.origin)
    const kept = await tab.locator('.pass [translate="no"]').allInnerTexts()
    expect(kept).toEqual([
      'Excelsior Pass',
      'Rosa Quiñones Delgado',
      '4 March 1988',
      'Friday, 12 November 2021, 23:59',
    ])
  })
})

describe('on paper', () => {
  const LONG = {
    givenName: 'Ana María Guadalupe '.repeat(3).trim(),
    familyName: 'Wolfeschlegelsteinhausen-Quiñones y Delgado de la Cruz',
  }

  test.each([
    ['Letter', 216, 279],
    ['A4', 210, 297],
  ] as const)(
    '%s holds the sheet on one page, with codes that a poor printer at 90%% leaves readable',
    async (_name, width, height) => {
      for (const pass of [ROSA, { ...ROSA, ...LONG }]) {
        const from = await servePortal(stand.parts, { pass })
        try {
          // 86 dots an inch: 96 at 90 %.
          const viewport = { width: Math.round(width * MILLIMETRE), height: Math.round(height * MILLIMETRE) }
          await withTab({ viewport, deviceScaleFactor: 0.9 }, async (tab) => {
            await toPass(tab, from.origin)
            await tab.goto(`${from.origin}/pass/print`)
            await tab.emulateMedia({ media: 'print' })
            expect(await tab.locator('.pass__name, .sheet__facts dd').first().innerText()).toBe(
              displayName(pass.givenName, pass.familyName),
            )
            const sheet = await boxOf(tab, '.sheet')
            expect(sheet.bottom).toBeLessThanOrEqual(height)
            for (const [place, least] of [
              ['.sheet__code .qr', 60],
              ['.purse__side--code .qr', 45],
            ] as const) {
              const code = await boxOf(tab, place)
              const modules = shown(pass).modules.length
              const quiet = (4 / (modules + 8)) * code.width
              const edges = [code.left, code.top, width - code.right, height - code.bottom].map(
                (edge) => edge + quiet,
              )
              expect(Math.min(...edges)).toBeGreaterThanOrEqual(15)
              expect(code.width - 2 * quiet).toBeGreaterThanOrEqual(least - 5)
              expect(code.width / (modules + 8)).toBeGreaterThanOrEqual(0.6)
              expect(codeIn(await tab.locator(place).screenshot())).toBe(pass.qr)
            }
            const purse = await boxOf(tab, '.purse')
            const facts = await boxOf(tab, '.purse__body')
            expect(facts.bottom).toBeLessThanOrEqual(purse.bottom)
            expect([purse.width, purse.height].map(Math.round)).toEqual([170, 54])
            const pdf = await tab.pdf({ width: `${width}mm`, height: `${height}mm` })
            expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1)
          })
        } finally {
          await from.stop()
        }
      }
    },
  )

  test('the page of the pass itself prints as the sheet', async () => {
    await withTab({}, async (tab) => {
      await toPass(tab, stand.served.origin)
      await tab.emulateMedia({ media: 'print' })
      expect(await tab.locator('.sheet').isVisible()).toBe(true)
      expect(await tab.locator('.pass').isVisible()).toBe(false)
      expect(await tab.locator('.head:visible').count()).toBe(0)
    })
  })
})

/** CSS pixels. */
const MILLIMETRE = 96 / 25.4

/** Where something stands on the page, in millimetres. */
async function boxOf(tab: Tab, selector: string) {
  const { x = 0, y = 0, width = 0, height = 0 } = (await tab.locator(selector).boundingBox()) ?? {}
  const [left, top, wide, high] = [x, y, width, height].map((pixels) => pixels / MILLIMETRE)
  return { left: left!, top: top!, width: wide!, height: high!, right: left! + wide!, bottom: top! + high! }
}
