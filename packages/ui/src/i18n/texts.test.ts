import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseAst } from 'vite'
import { describe, expect, test } from 'vitest'
import { compileTexts } from './compile.ts'
import { readTexts } from './locale-files.ts'
import type { Part } from './message.ts'

const ROOT = resolve(import.meta.dirname, '../../../..')
const LOCALES = join(ROOT, 'data/locales')
const english = readTexts(join(LOCALES, 'en'))
const sources = [
  'packages/ui/src',
  'apps/portal/src',
  'apps/scanner/src',
  'apps/wallet/src',
  'apps/service/src',
].flatMap((folder) => sourcesIn(join(ROOT, folder)))

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\.d\.ts$|\.examples\.tsx$|\btesting\//.test(file),
    )
    .map((file) => join(folder, file))
}

const areas = [...new Set(Object.keys(english).map((key) => key.slice(0, key.indexOf('.'))))]
/** A key as a whole, or the fixed start and end of one that is put together: `pass.type-${type}`. */
const KEY = new RegExp(`(['"\`])((?:${areas.join('|')})\\.[a-z0-9.-]*(?:\\$\\{[^}]+\\}[a-z0-9.-]*)*)\\1`, 'g')
/** Keys whose first word is put together as well: `${area}.title`. Other templates look like that too, and match no key. */
const TITLES = /`\$\{[^}]+\}\.[a-z0-9-]*(?:\$\{[^}]+\}[a-z0-9-]*)*`/g

function patternOf(key: string): RegExp {
  return new RegExp(`^${key.replaceAll('.', '\\.').replace(/\$\{[^}]+\}/g, '[a-z0-9-]+')}$`)
}

const matchesSome = (key: string) => Object.keys(english).some((known) => patternOf(key).test(known))

function keysIn(text: string): string[] {
  const titles = [...text.matchAll(TITLES)].map(([template]) => template.slice(1, -1))
  return [...text.matchAll(KEY)].map((match) => match[2] ?? '').concat(titles.filter(matchesSome))
}

const used = new Set(sources.flatMap((file) => keysIn(readFileSync(file, 'utf8'))))

describe('the texts', () => {
  test('hold every key that a program asks for', () => {
    const whole = [...used].filter((key) => !key.includes('${') && !key.endsWith('.'))
    expect(whole.length).toBeGreaterThan(50)
    expect(whole.filter((key) => english[key] === undefined)).toEqual([])
    const composed = [...used].filter((key) => key.includes('${'))
    expect(composed.filter((key) => !matchesSome(key))).toEqual([])
  })

  test('hold no key that nobody asks for', () => {
    const patterns = [...used].map(patternOf)
    expect(Object.keys(english).filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([])
  })

  test.each(readdirSync(LOCALES).filter((locale) => locale !== 'en'))(
    'are all there in %s, with every value',
    (locale) => {
      const texts = readTexts(join(LOCALES, locale))
      expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort())
      const [ours, theirs] = [compileTexts(texts), compileTexts(english)]
      for (const key of Object.keys(english))
        expect([key, holdersIn(ours[key])]).toEqual([key, holdersIn(theirs[key])])
    },
  )
})

/** The values and tags that a message wants, each once. */
function holdersIn(message: string | readonly Part[] = ''): string[] {
  const found = new Set<string>()
  for (const part of typeof message === 'string' ? [] : message) {
    if (typeof part === 'string') continue
    if ('argument' in part) found.add(part.argument)
    else if ('number' in part) found.add(part.number)
    else if ('tag' in part) for (const name of [`<${part.tag}>`, ...holdersIn(part.parts)]) found.add(name)
    else {
      found.add('select' in part ? part.select : part.plural)
      for (const name of Object.values(part.cases).flatMap((parts) => holdersIn(parts))) found.add(name)
    }
  }
  return [...found].sort()
}

/** Attributes that people read or hear. */
const SPOKEN = new Set(['aria-label', 'title', 'alt', 'placeholder', 'label', 'summary', 'legend', 'hint'])

test.each(sources.filter((file) => file.endsWith('.tsx')).map((file) => file.slice(ROOT.length + 1)))(
  'no text is typed into %s',
  (file) => {
    const typed: string[] = []
    visit(parseAst(readFileSync(join(ROOT, file), 'utf8'), { lang: 'tsx' }), (node) => {
      const { type, name, value } = node
      if (type === 'JSXText' && /\p{L}/u.test(String(value))) typed.push(String(value).trim())
      if (type !== 'JSXAttribute' || !isNode(name) || !isNode(value)) return
      if (SPOKEN.has(String(name.name)) && value.type === 'Literal') typed.push(String(value.value))
    })
    expect(typed).toEqual([])
  },
)

type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

function visit(node: unknown, look: (node: Node) => void): void {
  if (Array.isArray(node)) for (const each of node) visit(each, look)
  else if (isNode(node)) {
    look(node)
    for (const child of Object.values(node)) visit(child, look)
  }
}
