import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { options, type VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violations } from '../../../tools/axe.ts'
import * as components from './components.ts'
import { PAGES, PARTS } from './examples/examples.ts'
import type { Kit } from './examples/kit.ts'
import { readLocales } from './i18n/locale-files.ts'
import { createTranslator } from './i18n/translator.ts'
import { examples as passCards } from './pass-card/pass-card.examples.tsx'

const english = createTranslator(
  'en',
  readLocales(join(import.meta.dirname, '../../../data/locales')).get('en') ?? {},
)
const KIT: Kit = { t: english, english, id: (name) => name }
const passes = passCards(KIT)

/** All examples of a component, by its name. */
const EXAMPLES: readonly (readonly [string, Readonly<Record<string, VNode>>])[] = [
  ...Object.entries(PARTS).map(([name, examples]) => [name, examples(KIT)] as const),
  ...Object.entries(PAGES).map(([name, example]) => [name, { 'as a page': example(KIT) }] as const),
]

const css = ['tokens', 'components', 'paper', 'app']
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
async function show(example: VNode | undefined): Promise<void> {
  const html = example ? renderToString(example) : ''
  const heading = html.includes('<h1') ? '' : '<h1>Example</h1>'
  const body = html.includes('<main') ? html : `<main>${heading}${html}</main>`
  await page.setContent(
    `<!doctype html><html lang="en"><title>Example</title><meta name="viewport" content="width=device-width"><style>${css}</style>${body}</html>`,
  )
}

describe.each(EXAMPLES)('%s', (_component, examples) => {
  test.each(Object.entries(examples))(
    '%s: is accessible in the light and in the dark',
    async (_name, example) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await show(example)
        expect(await violations(page)).toEqual([])
      }
    },
  )
})

test('every component that is exported stands in an example', () => {
  const seen = new Set<unknown>()
  const before = options.vnode ?? (() => {})
  options.vnode = (node) => {
    seen.add(node.type)
    before(node)
  }
  try {
    for (const examples of Object.values(PARTS))
      for (const example of Object.values(examples(KIT))) renderToString(example)
    for (const example of Object.values(PAGES)) renderToString(example(KIT))
  } finally {
    options.vnode = before
  }
  const exported = Object.entries(components).filter(([name]) => /^[A-Z]/.test(name))
  expect(exported.length).toBeGreaterThan(20)
  expect(exported.filter(([, component]) => !seen.has(component)).map(([name]) => name)).toEqual([])
})

describe('the pass card', () => {
  const textOf = (name: string) => renderToString(exampleOf(name))
  const exampleOf = (name: string) => {
    const example = passes[name]
    if (!example) throw new Error(`there is no example "${name}"`)
    return example
  }

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
      await show(exampleOf('valid'))
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
  expect(renderToString(passes.valid ?? <p />)).toContain('Translate="no"')
})
