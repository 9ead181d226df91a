import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Instant, PartialDate } from '@excelsior/domain'
import { createTranslator, displayName } from '@excelsior/ui'
import jsQR from 'jsqr'
import type { Browser, BrowserContextOptions, Page as Tab } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDetails } from './form/forms.ts'
import type { Page, Screen } from './page.ts'
import { renderPage } from './render.tsx'
import type { PortalParts } from './routes/portal-routes.ts'
import { buildParts, openBrowser } from './testing/browser.ts'
import { catalogs, contacts, NOW, policy, ROSA, shown } from './testing/parts.ts'
import { type Served, servePortal } from './testing/serve.ts'
import { toPass, toQuestions } from './testing/walk.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let browser: Browser
let parts: PortalParts
let served: Served

beforeAll(async () => {
  ;[browser, parts] = await Promise.all([openBrowser(), buildParts(renderPage)])
  served = await servePortal(parts)
})
afterAll(async () => {
  await browser.close()
  await served.stop()
  rmSync(parts.client, { recursive: true })
})

async function withTab<T>(options: BrowserContextOptions, use: (tab: Tab) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options })
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
      await toPass(tab, served.origin)
      expect(await tab.title()).toBe('Here is your pass – Excelsior Pass')
      await tab.reload()
      expect(await tab.locator('.pass__name').innerText()).toBe('Rosa Quiñones Delgado')
      const picture = await tab.request.get(`${served.origin}/pass/picture.png`)
      expect(codeIn(await picture.body())).toBe(ROSA.qr)
      await tab.getByRole('link', { name: 'Print' }).click()
      expect(await tab.getByRole('button', { name: 'Print' }).isVisible()).toBe(javaScriptEnabled)
      await tab.getByRole('link', { name: 'Back to your pass' }).click()
      await tab.getByRole('button', { name: 'Finish' }).click()
      await tab.goto(`${served.origin}/pass`)
      expect(await tab.locator('h1').innerText()).toBe('No pass here')
    })
  })

  test('who goes back finds the form filled in, and no harm done', async () => {
    await withTab({ javaScriptEnabled }, async (tab) => {
      await toQuestions(tab, served.origin)
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
      await toQuestions(tab, served.origin)
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
      await tab.goto(`${served.origin}/retrieve`)
      await tab.getByRole('button', { name: 'Continue' }).click()
      // Without script nothing can be asked of the page but what its style shows.
      expect(await tab.locator('.summary:focus').count()).toBe(1)
    })
  })
})

test('the time that is left is told two minutes before the end, and at the end', async () => {
  await withTab({}, async (tab) => {
    await tab.clock.install()
    await toQuestions(tab, served.origin)
    const warning = tab.getByText('Two minutes left on this page')
    const over = tab.getByText('Time ran out.')
    const minutes = policy.retrieval.minutes
    await tab.clock.fastForward((minutes - 3) * 60_000)
    expect(await warning.isVisible()).toBe(false)
    await tab.clock.fastForward(62_000)
    await expect.poll(() => warning.isVisible()).toBe(true)
    await tab.clock.fastForward(120_000)
    await expect.poll(() => over.isVisible()).toBe(true)
    await tab.getByRole('button', { name: 'Back to “Your details”' }).last().click()
    expect(await tab.inputValue('#given')).toBe('Rosa')
  })
})

test('a button pressed twice asks once', async () => {
  await withTab({}, async (tab) => {
    await toQuestions(tab, served.origin)
    const before = served.flow.calls.length
    for (const name of ['Queens', 'March', 'Moderna']) await tab.getByRole('radio', { name }).check()
    await tab.getByRole('button', { name: 'Continue' }).dblclick()
    await tab.waitForURL('**/code')
    expect(served.flow.calls.length).toBe(before + 1)
  })
})

test('a browser that translates the page leaves names, dates and codes alone', async () => {
  await withTab({}, async (tab) => {
    await toPass(tab, served.origin)
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
        const from = await servePortal(parts, { pass })
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
      await toPass(tab, served.origin)
      await tab.emulateMedia({ media: 'print' })
      expect(await tab.locator('.sheet').isVisible()).toBe(true)
      expect(await tab.locator('.pass').isVisible()).toBe(false)
      expect(await tab.locator('.head').isVisible()).toBe(false)
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

const t = createTranslator('en', catalogs.get('en') ?? {})
const form = { ...emptyDetails('pcr', 'other'), given: 'Rosa', family: 'Quiñones', year: '1988' }
const retrieval = { token: 'token', expires: (NOW + 1_800_000) as Instant, form }
const pass = shown({ ...ROSA, birthDate: '1956' as PartialDate })
const questions = [
  { id: 'pcr-region', options: [...policy.regions.map(({ id }) => id), 'none'] },
  { id: 'pcr-weekday', options: ['1', '2', '3', '4', '5', '6', '7', 'none'] },
  { id: 'dose-product', options: ['pfizer', 'moderna', 'janssen', 'other', 'none'] },
] as const

const REASONS = [
  'recent-positive',
  'no-record',
  'outside-jurisdiction',
  'not-authorised',
  'not-negative',
  'series-incomplete',
  'too-soon',
  'expired',
] as const

const SCREENS: Readonly<Record<string, Screen>> = {
  home: { kind: 'home' },
  which: { kind: 'which', faults: [] },
  'which, with errors': {
    kind: 'which',
    pass: 'pcr',
    faults: [{ field: 'whom', text: 'retrieve.fault-whom' }],
  },
  details: { kind: 'details', form, faults: [] },
  'details, with errors': {
    kind: 'details',
    form,
    faults: [
      { field: 'family', text: 'retrieve.fault-family-missing' },
      { field: 'birth-year', text: 'retrieve.fault-birth-year' },
      { field: 'zip', text: 'retrieve.fault-zip' },
    ],
  },
  questions: { kind: 'questions', retrieval, questions, chosen: {}, faults: [] },
  'questions, with an error': {
    kind: 'questions',
    retrieval,
    questions,
    chosen: { 'pcr-weekday': '3' },
    faults: [{ field: 'pcr-region', text: 'retrieve.fault-question' }],
  },
  'not sure': { kind: 'not-sure', retrieval },
  code: { kind: 'code', retrieval, asked: { at: NOW }, typed: '', faults: [] },
  'code, asked for by letter': {
    kind: 'code',
    retrieval,
    asked: { at: NOW, by: 'letter' },
    typed: '',
    faults: [],
  },
  'code, with an error': {
    kind: 'code',
    retrieval,
    asked: { at: NOW },
    typed: '12',
    faults: [{ field: 'code', text: 'retrieve.fault-code-digits' }],
  },
  pass: { kind: 'pass', pass, hasPicture: true, kept: true },
  'pass, not kept': { kind: 'pass', pass, hasPicture: false, kept: false },
  'pass, ended': { kind: 'pass', pass: { ...pass, expires: NOW }, hasPicture: true, kept: true },
  print: { kind: 'print', pass },
  'not confirmed': { kind: 'not-confirmed', form, retrieval },
  'timed out': { kind: 'timed-out', form },
  busy: { kind: 'busy', form, retryAt: (NOW + 900_000) as Instant },
  'busy no more': { kind: 'busy', form, retryAt: undefined },
  unavailable: { kind: 'unavailable' },
  'begin again': { kind: 'begin-again' },
  'no pass here': { kind: 'no-pass-here' },
  finished: { kind: 'finished' },
  help: { kind: 'help' },
  privacy: { kind: 'privacy' },
  accessibility: { kind: 'accessibility' },
  venues: { kind: 'venues' },
  developers: { kind: 'developers' },
  'not found': { kind: 'not-found' },
  ...Object.fromEntries(
    (['vaccination', 'pcr', 'antigen'] as const).flatMap((type) =>
      REASONS.map((reason): [string, Screen] => [
        `no ${type} pass: ${reason}`,
        {
          kind: 'no-pass',
          type,
          decision: { eligible: false, reason, until: (NOW + 4 * 86_400_000) as Instant },
        },
      ]),
    ),
  ),
}

function pageWith(change: Partial<Page> = {}): Page {
  return {
    t,
    now: NOW,
    policy,
    contacts,
    assets: parts.assets,
    demonstration: true,
    at: (path) => path,
    languages: [],
    sample: pass,
    ...change,
  }
}

describe.each(Object.entries(SCREENS))('screen "%s"', (_name, screen) => {
  test('has one main heading, which the title repeats', () => {
    const html = renderPage(screen, pageWith())
    const headings = [...html.matchAll(/<h1[^>]*>(.*?)<\/h1>/g)].map(([, text]) => text)
    expect(headings).toHaveLength(1)
    const title = /<title>(.*?)<\/title>/.exec(html)?.[1]
    const failed = 'faults' in screen && screen.faults.length > 0
    expect(title).toBe(`${failed ? 'Error: ' : ''}${headings[0]} – Excelsior Pass`)
  })
})

describe('every screen', () => {
  test.each([
    ['a phone', { viewport: { width: 390, height: 844 } }],
    ['a desktop in the dark', { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }],
    ['the narrowest phone', { viewport: { width: 320, height: 568 } }],
  ] as const)(
    'passes the accessibility check and does not scroll sideways, on %s',
    async (_name, options) => {
      const name = '**/screen'
      await withTab({ ...options, bypassCSP: true }, async (tab) => {
        for (const [title, screen] of Object.entries(SCREENS).filter(
          ([name]) => !name.startsWith('no ') || name.startsWith('no pcr'),
        )) {
          await tab.unroute(name)
          await tab.route(name, (route) =>
            route.fulfill({ contentType: 'text/html; charset=utf-8', body: renderPage(screen, pageWith()) }),
          )
          await tab.goto(`${served.origin}/screen`)
          await tab.evaluate(axe)
          const violations = await tab.evaluate<string[]>(
            `axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) =>
            id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`,
          )
          expect([title, violations]).toEqual([title, []])
          const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          expect([title, Math.max(0, wide)]).toEqual([title, 0])
        }
      })
    },
    240_000,
  )

  test('tells the choice of languages in each language, where there are several', () => {
    const languages = [
      { locale: 'en', name: 'English', href: '/help' },
      { locale: 'es', name: 'Español', href: '/es/help' },
    ]
    const html = renderPage({ kind: 'help' }, pageWith({ languages }))
    expect(html).toContain('<nav class="languages" aria-label="Languages">')
    expect(html).toContain('<a href="/es/help" lang="es" hreflang="es">Español</a>')
    expect(html).toContain('<a href="/help" lang="en" hreflang="en" aria-current="true">English</a>')
  })
})
