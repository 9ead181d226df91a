import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTexts } from './locale-files.ts'

/** The department writes it itself; all others are translated from it. */
const ORIGINAL = 'en'

/** A language that is not offered, and how many of its harm-critical texts no person has reviewed as they stand. */
export interface HeldBack {
  readonly locale: string
  readonly unreviewed: number
}

/** One review: who by role, when, and the fingerprint of each text that was read. */
export interface Review {
  readonly by: string
  readonly on: string
  readonly texts: Readonly<Record<string, string>>
}

/** Languages in which a person has not reviewed every text where a slip does harm. `data`: the folder of that name. */
export function languagesHeldBack(data: string): readonly HeldBack[] {
  return readdirSync(join(data, 'locales'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== ORIGINAL)
    .map(({ name }) => ({ locale: name, unreviewed: unreviewedTexts(data, name).length }))
    .filter(({ unreviewed }) => unreviewed > 0)
}

/** Keys of the harm-critical texts of one language that no person has read as they stand today. */
export function unreviewedTexts(data: string, locale: string): readonly string[] {
  const texts = readTexts(join(data, 'locales', locale))
  const known = new Map(reviewsOf(data, locale).flatMap(({ texts: read }) => Object.entries(read)))
  return harmCriticalKeys(data).filter((key) => {
    const text = texts[key]
    return text === undefined || known.get(key) !== fingerprint(text)
  })
}

/** Every listed key, with the ones that an asterisk stands for. */
export function harmCriticalKeys(data: string): readonly string[] {
  const listed: unknown = JSON.parse(readFileSync(join(data, 'reviews/harm-critical.json'), 'utf8'))
  const all = Object.keys(readTexts(join(data, 'locales', ORIGINAL)))
  const keys = Object.values(fields(listed)).flatMap((names) => (Array.isArray(names) ? names : []))
  return keys.flatMap((name) => {
    const found = all.filter((key) => (name.endsWith('*') ? key.startsWith(name.slice(0, -1)) : key === name))
    if (found.length === 0) throw new Error(`harm-critical.json: "${name}" is the name of no text`)
    return found
  })
}

export function reviewsOf(data: string, locale: string): readonly Review[] {
  const file = join(data, 'reviews', `${locale}.json`)
  if (!existsSync(file)) return []
  const stored: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(stored)) throw new Error(`${locale}.json: no list of reviews`)
  return stored.map((each) => {
    const { by, on, texts } = fields(each)
    const signed =
      typeof by === 'string' && by.trim() !== '' && typeof on === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(on)
    if (!signed) throw new Error(`${locale}.json: a review without its role or its day`)
    const read = Object.entries(fields(texts)).map(([key, mark]) => [key, String(mark)] as const)
    return { by, on, texts: Object.fromEntries(read) }
  })
}

/** Of a text as it was read: 16 hexadecimal digits of its SHA-256. */
export const fingerprint = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16)

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
