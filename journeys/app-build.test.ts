import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AppName, buildApp } from './app-stand.ts'

/** By the compatibility data of MDN. What is filled in or asked for first is named with its reason. */
const LACKING = [
  '.at(',
  '.flat(',
  '.flatMap(',
  '.replaceAll(',
  '.matchAll(',
  '.trimStart(',
  '.trimEnd(',
  '.toSorted(',
  '.findLast(',
  '.allSettled(',
  'Promise.any(',
  'structuredClone(',
  'createImageBitmap',
  'OffscreenCanvas',
  'DecompressionStream',
  'showModal',
  'BigInt',
  'WeakRef',
  'AbortController',
  'randomUUID',
  'ResizeObserver',
  'RelativeTimeFormat',
  'ListFormat',
  '.replaceChildren(',
  'requestVideoFrameCallback',
  '(?<=',
  '(?<!',
  '.databases()',
  '.commit()',
  'Object.groupBy',
]

describe.each<AppName>(['scanner', 'wallet'])('the %s', (app) => {
  const folder = mkdtempSync(join(tmpdir(), `${app}-build-`))
  const dist = join(folder, 'dist')
  let scripts: readonly { readonly name: string; readonly code: string }[] = []

  beforeAll(async () => {
    await buildApp(app, dist)
    const names = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.js'),
    )
    scripts = names.map((name) => ({ name, code: readFileSync(join(dist, name), 'utf8') }))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const fileOf = (name: string) => readFileSync(join(dist, name))
  const script = (part: string) => scripts.find(({ name }) => name.includes(part))
  const AREAS = readdirSync(join(import.meta.dirname, '../data/locales/en')).map((file) => file.slice(0, -5))
  const isTexts = (name: string) => AREAS.includes(/^assets\/(.*)-[\w-]{8}\.js$/.exec(name)?.[1] ?? '')
  /** What the page names, and what that imports before it runs. The rest comes with its first use. */
  const atStart = () => {
    const html = fileOf('index.html').toString()
    const found = new Set<string>()
    const add = (name: string) => {
      if (found.has(name)) return
      found.add(name)
      const code = scripts.find((each) => each.name === name)?.code ?? ''
      for (const [, next] of code.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g))
        add(`assets/${next}`)
    }
    for (const [, name] of html.matchAll(/(?:src|href)="\/[a-z]+\/(assets\/[^"]+\.js)"/g)) add(name ?? '')
    return found
  }
  /** The reader for PDFs and its worker: started only where a probe says that the browser can compile it. */
  const forNewer = (name: string) => name.includes('document-decoder')

  describe('what it loads', () => {
    test('says in every language what it needs, where its script does not run', () => {
      const told = /<noscript>(.*?)<\/noscript>/s.exec(String(fileOf('index.html')))?.[1] ?? ''
      const languages = [...told.matchAll(/<p lang="([^"]+)">[^<]{20,}<\/p>/g)].map(
        ([, language]) => language,
      )
      expect(languages).toEqual(readdirSync(join(import.meta.dirname, '../data/locales')))
    })

    test('is no more than 60 KB of script, gzipped, beside the decoder; 20 KB of style', () => {
      const begun = atStart()
      const first = scripts.filter(({ name }) => begun.has(name) || isTexts(name))
      // Of the files of texts only one language's are loaded: the longest counts.
      const largest = new Map<string, number>()
      for (const { name, code } of first) {
        const part = isTexts(name) ? name.replace(/-[\w-]{8}\.js$/, '') : name
        largest.set(part, Math.max(largest.get(part) ?? 0, gzipSync(code).length))
      }
      const bytes = [...largest.values()].reduce((sum, size) => sum + size, 0)
      expect(bytes).toBeGreaterThan(10_000)
      expect(bytes).toBeLessThan(60 * 1024)
      const css = readdirSync(join(dist, 'assets')).filter((name) => name.endsWith('.css'))
      expect(css.reduce((sum, name) => sum + gzipSync(fileOf(`assets/${name}`)).length, 0)).toBeLessThan(
        20 * 1024,
      )
    })

    test('holds no inline script or style and no address elsewhere', () => {
      const html = fileOf('index.html').toString()
      expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=|https?:/)
    })

    test('is listed for offline use, each file with its digest', () => {
      const worker = fileOf('service-worker.js').toString()
      const list: { path: string; integrity: string; whenUsed?: true }[] = JSON.parse(
        /JSON\.parse\(`(.*?)`\)/.exec(worker)?.[1] ?? '[]',
      )
      const files = readdirSync(dist, { recursive: true, withFileTypes: true })
        .filter(
          (entry) => entry.isFile() && entry.name !== 'service-worker.js' && !entry.name.endsWith('.br'),
        )
        .map((entry) => join(entry.parentPath, entry.name).slice(dist.length + 1))
      expect(list.map(({ path }) => path).sort()).toEqual(
        files.map((name) => (name === 'index.html' ? `/${app}/` : `/${app}/${name}`)).sort(),
      )
      // Two megabytes that most devices never need come with their first use.
      expect(
        list.filter(({ whenUsed }) => whenUsed).map(({ path }) => path.replace(/-[\w-]{8}\./, '.')),
      ).toEqual([`/${app}/assets/document-decoder.worker.js`, `/${app}/assets/pdfium.wasm`])
      for (const { path, integrity } of list) {
        const bytes = fileOf(path === `/${app}/` ? 'index.html' : path.slice(app.length + 2))
        expect(integrity).toBe(`sha256-${createHash('sha256').update(bytes).digest('base64')}`)
      }
    })
  })

  describe('Safari 13 and Chrome 64', () => {
    test('can parse every script', () => {
      // Both know import() and import.meta, which came into the standard two years after the rest of what they know.
      for (const { name, code } of scripts) {
        const masked = code.replace(/\bimport\(/g, 'imported(').replace(/\bimport\.meta\b/g, 'imported')
        writeFileSync(join(folder, name.replace(/\W/g, '-').concat('.mjs')), masked)
      }
      const checker = join(import.meta.dirname, '..', 'node_modules', 'es-check', 'lib', 'cli', 'index.js')
      const done = spawnSync(process.execPath, [checker, 'es2018', join(folder, '*.mjs'), '--module'], {
        encoding: 'utf8',
      })
      expect(done.stdout + done.stderr).not.toMatch(/error/i)
      expect(done.status).toBe(0)
    })

    test('can start the decoder’s worker, which is no module', () => {
      expect(script('assets/decoder')?.code).not.toMatch(/^\s*(?:import|export)\b|;(?:import|export)\b/)
      expect(script('service-worker')?.code).not.toMatch(/^\s*(?:import|export)\b|;(?:import|export)\b/)
    })

    test('lack nothing that the scripts use', () => {
      const used = scripts
        .filter(({ name }) => !forNewer(name))
        .flatMap(({ name, code }) =>
          LACKING.filter((api) => code.includes(api)).map((api) => `${name}: ${api}`),
        )
      expect(used).toEqual([])
    })

    test('are given what they lack before anything uses it', () => {
      for (const part of ['assets/main', 'assets/decoder']) {
        const code = script(part)?.code ?? ''
        for (const filled of [
          'queueMicrotask!=null',
          'fromEntries!=null',
          'globalThis!=null',
          'hasOwn!=null',
        ]) {
          expect(code.indexOf(filled), `${part}: ${filled}`).toBeGreaterThan(-1)
          expect(code.indexOf(filled), `${part}: ${filled}`).toBeLessThan(1_000)
        }
      }
    })

    test('know every function and unit of the style sheets', () => {
      const css = readdirSync(join(dist, 'assets'))
        .filter((name) => name.endsWith('.css'))
        .map((name) => fileOf(`assets/${name}`).toString())
        .join('')
      expect(css).not.toMatch(
        /[\s:(,](?:min|max|clamp|color-mix|conic-gradient)\(|@layer|@container|aspect-ratio:|\ddvh|\binset:|:has\(|[;{](?:row-|column-)?gap:(?=[^}]*display:flex)/,
      )
    })
  })
})
