import type { BrowserContextOptions, Page as Tab } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { violations } from '../../../tools/axe.ts'
import type { Screen } from './page.ts'
import { renderPage } from './render.tsx'
import { portalInBrowser } from './testing/browser.ts'
import { harmToLetters } from './testing/letters.ts'
import { catalogs, ROSA, shown } from './testing/parts.ts'
import { pageIn, SCREENS } from './testing/screens.ts'

const stand = portalInBrowser(renderPage)

describe.each(Object.entries(SCREENS))('screen "%s"', (_name, screen) => {
  test('has one main heading, in its main part, which the title repeats', () => {
    const html = renderPage(screen, pageIn('en', stand.parts.assets))
    const headings = [...html.matchAll(/<h1[^>]*>(.*?)<\/h1>/g)].map(([, text]) => text)
    expect(headings).toHaveLength(1)
    // Whoever skips to the main part hears where they are.
    expect(html).toMatch(/<main [^>]*>.*<h1.*<\/main>/s)
    const title = /<title>(.*?)<\/title>/.exec(html)?.[1]
    const failed = 'faults' in screen && screen.faults.length > 0
    expect(title).toBe(`${failed ? 'Error: ' : ''}${headings[0]} – Excelsior Pass`)
  })
})

/** Of the many reasons for no pass, those of one type. */
const WALKED = Object.entries(SCREENS).filter(
  ([name]) => !name.startsWith('no ') || name.startsWith('no pcr'),
)

/** Shows one screen after the other and collects what `look` finds amiss, by the screen's name. */
async function walk(locale: string, options: BrowserContextOptions, look: (tab: Tab) => Promise<string[]>) {
  const context = await stand.browser.newContext({ bypassCSP: true, ...options })
  const found: Record<string, string[]> = {}
  try {
    const tab = await context.newPage()
    let current: Screen = { kind: 'home' }
    await tab.route('**/screen', (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: renderPage(current, pageIn(locale, stand.parts.assets)),
      }),
    )
    for (const [name, screen] of WALKED) {
      current = screen
      await tab.goto(`${stand.served.origin}/screen`)
      const amiss = await look(tab)
      if (amiss.length > 0) found[name] = amiss
    }
  } finally {
    await context.close()
  }
  return found
}

async function tooWide(tab: Tab): Promise<string[]> {
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  return wide > 0 ? [`scrolls sideways by ${wide} pixels`] : []
}

const PHONE = { viewport: { width: 390, height: 844 } }
const NARROWEST = { viewport: { width: 320, height: 568 } }
/** CSS pixels. */
const LETTER = { width: 816, height: 1056 }
const LONG_NAME = {
  givenName: 'Ana María Guadalupe Ana María Guadalupe Ana María Guadalupe',
  familyName: 'Wolfeschlegelsteinhausen-Quiñones y Delgado de la Cruz',
}
const DARK_DESKTOP = { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' } as const

/** Two scripts that are not Latin, for what the accessibility check cannot see in English. */
const CHECKED = ['bn', 'zh-Hant'].filter((locale) => catalogs.has(locale))

describe('every screen', () => {
  test.each([
    ['English on a desktop in the dark', 'en', DARK_DESKTOP],
    ['English on the narrowest phone', 'en', NARROWEST],
    ...CHECKED.map((locale) => [`${locale} on the narrowest phone`, locale, NARROWEST] as const),
  ] as const)(
    'passes the accessibility check and does not scroll sideways, in %s',
    async (_name, locale, options) => {
      const look = async (tab: Tab) => [...(await violations(tab)), ...(await tooWide(tab))]
      expect(await walk(locale, options, look)).toEqual({})
    },
    240_000,
  )

  test.each([...catalogs.keys()].filter((locale) => locale !== 'en' && !CHECKED.includes(locale)))(
    'does not scroll sideways on the narrowest phone, in %s',
    async (locale) => {
      expect(await walk(locale, NARROWEST, tooWide)).toEqual({})
    },
    120_000,
  )

  test('leaves Bengali letters joined, and their marks room above and below', async () => {
    const look = async (tab: Tab) => {
      const onScreen = await tab.evaluate<string[]>(HARM_TO_BENGALI)
      await tab.emulateMedia({ media: 'print' })
      const onPaper = await tab.evaluate<string[]>(HARM_TO_BENGALI)
      await tab.emulateMedia({ media: 'screen' })
      return [...new Set([...onScreen, ...onPaper])]
    }
    const found = await walk('bn', PHONE, look)
    // Names in scripts that are higher stand there for developers, beside every Bengali line.
    delete found['design kit']
    expect(found).toEqual({})
  }, 120_000)

  test.each([...catalogs.keys()])(
    'of paper holds its words on one page, and on the card, in %s',
    async (locale) => {
      const context = await stand.browser.newContext({ viewport: LETTER })
      const tab = await context.newPage()
      const pass = shown({ ...ROSA, ...LONG_NAME, type: 'antigen' })
      const body = renderPage({ kind: 'print', pass }, pageIn(locale, stand.parts.assets))
      await tab.route('**/screen', (route) =>
        route.fulfill({ contentType: 'text/html; charset=utf-8', body }),
      )
      await tab.goto(`${stand.served.origin}/screen`)
      await tab.emulateMedia({ media: 'print' })
      const bottomOf = (selector: string) =>
        tab.locator(selector).evaluate((element) => element.getBoundingClientRect().bottom)
      const [sheet, card, words] = await Promise.all(['.sheet', '.purse', '.purse__body'].map(bottomOf))
      await context.close()
      expect(sheet).toBeLessThanOrEqual(LETTER.height)
      expect(words).toBeLessThanOrEqual(card ?? 0)
    },
  )

  test('tells the choice of languages in each language, where there are several', () => {
    const languages = [
      { locale: 'en', name: 'English', href: '/help' },
      { locale: 'es', name: 'Español', href: '/es/help' },
    ]
    const html = renderPage({ kind: 'help' }, pageIn('en', stand.parts.assets, { languages }))
    expect(html).toContain('<nav class="languages" aria-label="Languages">')
    expect(html).toContain('<a href="/es/help" lang="es" hreflang="es">Español</a>')
    expect(html).toContain('<a href="/help" lang="en" hreflang="en" aria-current="true">English</a>')
  })
})

const HARM_TO_BENGALI = `(${harmToLetters})(/[\\u0980-\\u09ff]/)`
