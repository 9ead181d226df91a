import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examples as buttons } from './button/button.examples.tsx'
import { examples as disclosures } from './disclosure/disclosure.examples.tsx'
import { examples as summaries } from './error-summary/error-summary.examples.tsx'
import { examples as fields } from './field/field.examples.tsx'
import { examples as dates } from './memorable-date/memorable-date.examples.tsx'
import { examples as notices } from './notice/notice.examples.tsx'
import { examples as frames } from './page-frame/page-frame.examples.tsx'
import { examples as passes } from './pass-card/pass-card.examples.tsx'
import { examples as tiles } from './radio-tiles/radio-tiles.examples.tsx'

const EXAMPLES: Readonly<Record<string, Readonly<Record<string, VNode>>>> = {
  button: buttons,
  disclosure: disclosures,
  'error summary': summaries,
  field: fields,
  'memorable date': dates,
  notice: notices,
  'page frame': frames,
  pass: passes,
  'radio tiles': tiles,
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const css = ['tokens', 'components', 'paper']
  .map((name) => readFileSync(join(import.meta.dirname, 'styles', `${name}.css`), 'utf8'))
  .join('\n')

let browser: Browser
let page: Page
beforeAll(async () => {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  page = await browser.newPage({ viewport: { width: 390, height: 844 } })
})
afterAll(() => browser.close())

/** As a page of its own: a component is judged in the place where it will stand. */
async function show(example: VNode): Promise<void> {
  const html = renderToString(example)
  const body = html.includes('<main') ? html : `<main><h1>Example</h1>${html}</main>`
  await page.setContent(
    `<!doctype html><html lang="en"><title>Example</title><meta name="viewport" content="width=device-width"><style>${css}</style>${body}</html>`,
  )
}

describe.each(Object.entries(EXAMPLES))('%s', (_component, examples) => {
  test.each(Object.entries(examples))(
    '%s: is accessible in the light and in the dark',
    async (_name, example) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await show(example)
        await page.evaluate(axe)
        const violations = await page.evaluate<string[]>(
          'axe.run(document).then((found) => found.violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
        )
        expect(violations).toEqual([])
      }
    },
  )
})

describe('the pass card', () => {
  const textOf = (name: keyof typeof passes) => renderToString(passes[name])

  test('shows an end without a sun once it has come', () => {
    expect(textOf('ended')).toContain('pass--ended')
    expect(textOf('ended')).not.toContain('<circle')
    expect(textOf('valid')).toContain('<circle')
  })

  test('invents no day for a birth year', () => {
    expect(textOf('of a person with one name and a birth year')).toContain('>1956</span>')
  })

  test('keeps its code black on white in the dark and in forced colours', async () => {
    for (const media of [{ colorScheme: 'dark' }, { forcedColors: 'active' }] as const) {
      await page.emulateMedia(media)
      await show(passes.valid)
      const colours = await page.evaluate(() =>
        ['.qr path:last-child', '.qr__light'].map((part) => {
          const element = document.querySelector(part)
          return element && getComputedStyle(element).fill
        }),
      )
      expect(colours).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])
    }
  })

  test('is white for four modules around the code', () => {
    const html = textOf('valid')
    expect(html).toContain('viewBox="0 0 29 29"')
    expect(html).toContain('M0 0h29v29H0z')
    const dark = html.split('qr__light')[1]?.split('</svg>')[0]?.split('<path')[1]
    expect(dark).toMatch(/d="M4 4h/)
    expect(dark).not.toMatch(/M[0-3] |M\d+ [0-3]h/)
  })
})

test('what is not to be translated says so on the server, where attributes are written', () => {
  expect(renderToString(passes.valid)).toContain('Translate="no"')
})
