import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { createTranslator } from '@excelsior/ui'
import { readLocales } from '@excelsior/ui/locales'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WORDS } from '../scanning/outcome.ts'
import { wordClass } from './word-size.ts'

const ROOT = resolve(import.meta.dirname, '../../../..')
const catalogs = readLocales(join(ROOT, 'data/locales'))

describe('the word of a verdict', () => {
  test('is the larger the shorter its longest line', () => {
    expect(wordClass(['VALID'])).toBe('verdict__word verdict__word--one')
    expect(wordClass(['NOT', 'GENUINE'])).toBe('verdict__word verdict__word--lines')
    expect(wordClass(['NOT', 'ACCEPTED', 'HERE'])).toBe(
      'verdict__word verdict__word--three verdict__word--lines',
    )
    expect(wordClass(['НЕ', 'ПОДЛИННЫЙ'])).toBe('verdict__word verdict__word--four verdict__word--lines')
  })

  test('is not made smaller by marks that take no room', () => {
    expect(wordClass(['গ্রহণযোগ্য'])).toBe('verdict__word')
  })

  test('counts an ideograph for more than a letter', () => {
    expect(wordClass(['有效'])).toBe('verdict__word verdict__word--one')
    expect(wordClass(['真偽查驗'])).toBe('verdict__word')
  })
})

describe('on the screen', () => {
  let browser: Browser
  beforeAll(async () => {
    const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  })
  afterAll(() => browser.close())

  test.each(
    [...catalogs].flatMap(([locale, catalog]) =>
      [320, 360, 390, 768].map((width) => ({ locale, catalog, width })),
    ),
  )(
    'no line of a word is wider than its column, or touches the next: $locale, $width px',
    async ({ locale, catalog, width }) => {
      const t = createTranslator(locale, catalog)
      const page = await browser.newPage({ viewport: { width, height: 844 } })
      const verdicts = WORDS.map((word) => {
        const lines = t(`scanner.word-${word}`).split('\n')
        const spans = lines.map((line) => `<span class="verdict__line"><b>${line}</b></span>`)
        return `<div class="verdict verdict--${word}"><div class="verdict__field"><div class="verdict__inner">
          <svg class="verdict__sign"></svg><h1 class="${wordClass(lines)}">${spans.join(' ')}</h1></div></div></div>`
      })
      await page.setContent(
        `<!doctype html><html lang="${locale}"><style>${styles()} b { font-weight: inherit }</style>${verdicts.join('')}</html>`,
      )
      await page.evaluate(() => document.fonts.ready)
      const wrong = await page.evaluate(() => {
        const context = document.createElement('canvas').getContext('2d')
        const inkOf = (line: Element | null) => {
          const { fontWeight, fontSize, fontFamily } = getComputedStyle(line ?? document.body)
          if (context) context.font = `${fontWeight} ${fontSize} ${fontFamily}`
          return context?.measureText(line?.textContent ?? '')
        }
        return [...document.querySelectorAll('.verdict__line')].flatMap((line) => {
          const room = line.getBoundingClientRect()
          const text = line.firstElementChild?.getBoundingClientRect()
          const below = inkOf(line)?.actualBoundingBoxDescent ?? 0
          const above = line.nextElementSibling ? inkOf(line.nextElementSibling)?.actualBoundingBoxAscent : 0
          const fits = text && text.right <= room.right + 1 && below + (above ?? 0) <= room.height
          return fits ? [] : [line.textContent]
        })
      })
      await page.close()
      expect(wrong).toEqual([])
    },
  )
})

const FONTS = { latin: 'U+0000-00FF, U+2000-206F', cyrillic: 'U+0400-04FF' }

/** As the build puts them together; the fonts are within, for a page without an address loads none. */
function styles(): string {
  const { resolve: find } = createRequire(join(ROOT, 'packages/ui/package.json'))
  const faces = Object.entries(FONTS).map(([script, range]) => {
    const file = find(`@fontsource-variable/overpass/files/overpass-${script}-wght-normal.woff2`)
    const source = `url(data:font/woff2;base64,${readFileSync(file).toString('base64')})`
    return `@font-face { font-family: Overpass; font-weight: 100 900; src: ${source}; unicode-range: ${range} }`
  })
  const sheets = [
    'packages/ui/src/styles/tokens.css',
    'packages/ui/src/styles/components.css',
    'packages/ui/src/styles/scanner.css',
    'apps/scanner/src/scanner.css',
  ]
  return [...faces, ...sheets.map((sheet) => readFileSync(join(ROOT, sheet), 'utf8'))].join('\n')
}
