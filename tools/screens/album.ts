import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { drawn } from './drawn.ts'

export type App = 'portal' | 'wallet' | 'scanner' | 'kit'

/** Takes one screen in every width and colour scheme that is wanted. */
export interface Album {
  take(page: Page, app: App, state: string, locale: string): Promise<void>
  /** A page that shows all pictures. Returns how many there are. */
  finish(): number
}

export interface AlbumOptions {
  readonly folder: string
  /** CSS pixels. */
  readonly widths: readonly number[]
  readonly schemes: readonly ('light' | 'dark')[]
}

interface Picture {
  readonly app: App
  readonly state: string
  readonly locale: string
  readonly width: number
  readonly scheme: string
  readonly file: string
}

const HEIGHTS: Readonly<Record<number, number>> = { 320: 568, 390: 844, 1280: 800 }

export function openAlbum({ folder, widths, schemes }: AlbumOptions): Album {
  mkdirSync(folder, { recursive: true })
  const pictures: Picture[] = []
  const numbers = new Map<string, number>()

  function numberOf(app: App, state: string): string {
    const key = `${app} ${state}`
    const ofApp = [...numbers.keys()].filter((known) => known.startsWith(`${app} `)).length
    const number = numbers.get(key) ?? ofApp + 1
    numbers.set(key, number)
    return String(number).padStart(2, '0')
  }

  return {
    async take(page, app, state, locale) {
      const before = page.viewportSize()
      // Nothing is to look pointed at.
      await page.mouse.move(0, 0)
      for (const width of widths) {
        await page.setViewportSize({ width, height: HEIGHTS[width] ?? 844 })
        for (const scheme of schemes) {
          await page.emulateMedia({ colorScheme: scheme })
          await drawn(page)
          const name = state.replaceAll(/[^a-z0-9]+/g, '-')
          const file = `${app}-${numberOf(app, state)}-${name}.${locale}.${width}.${scheme}.png`
          await page.screenshot({ path: join(folder, file), fullPage: true, animations: 'disabled' })
          pictures.push({ app, state, locale, width, scheme, file })
        }
      }
      if (before) await page.setViewportSize(before)
    },
    finish() {
      writeFileSync(join(folder, 'index.html'), sheetOf(pictures))
      return pictures.length
    },
  }
}

/** All pictures of one screen in a row. */
function sheetOf(pictures: readonly Picture[]): string {
  const rows = new Map<string, Picture[]>()
  for (const picture of pictures) {
    const title = `${picture.app}: ${picture.state}`
    rows.set(title, [...(rows.get(title) ?? []), picture])
  }
  const sections = [...rows].map(([title, row]) => {
    const figures = row.map(
      ({ file, locale, width, scheme }) =>
        `<figure><a href="${file}"><img src="${file}" width="${width > 600 ? 480 : 200}" loading="lazy" alt=""></a><figcaption>${locale}, ${width} px, ${scheme}</figcaption></figure>`,
    )
    return `<section><h2>${title}</h2><div>${figures.join('')}</div></section>`
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Every screen</title>
<style>body{font:16px sans-serif;margin:1rem;background:#ddd}div{display:flex;gap:1rem;overflow-x:auto;align-items:flex-start}figure{margin:0}img{display:block;box-shadow:0 1px 6px #0006}figcaption{font-size:13px;padding:.25rem 0}</style>
<h1>Every screen</h1>${sections.join('\n')}</html>
`
}
