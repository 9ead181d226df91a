import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTexts } from './locale-files.ts'
import { fingerprint, harmCriticalKeys, languagesHeldBack, unreviewedTexts } from './reviews.ts'

const DATA = resolve(import.meta.dirname, '../../../../data')

describe('the harm-critical texts', () => {
  test('are the sentences on being voluntary, on what is not valid or expired, on what could not be confirmed, and on health', () => {
    const keys = harmCriticalKeys(DATA)
    for (const key of [
      'common.free',
      'outcome.no-pass-needed-text',
      'scanner.word-expired',
      'scanner.word-not-genuine',
      'outcome.not-confirmed-lead',
      'scanner.nothing-on-health',
      'message.text',
    ])
      expect(keys).toContain(key)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('a language', () => {
  let data: string
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'reviews-'))
    for (const locale of ['en', 'es', 'ko'])
      cpSync(join(DATA, 'locales', locale), join(data, 'locales', locale), { recursive: true })
    mkdirSync(join(data, 'reviews'))
    cpSync(join(DATA, 'reviews/harm-critical.json'), join(data, 'reviews/harm-critical.json'))
  })
  afterEach(() => rmSync(data, { recursive: true }))

  const review = (locale: string, leaveOut: readonly string[] = []) => {
    const texts = readTexts(join(data, 'locales', locale))
    const read = harmCriticalKeys(data)
      .filter((key) => !leaveOut.includes(key))
      .map((key) => [key, fingerprint(texts[key] ?? '')])
    const reviews = [{ by: 'health interpreter', on: '2026-11-01', texts: Object.fromEntries(read) }]
    writeFileSync(join(data, 'reviews', `${locale}.json`), JSON.stringify(reviews))
  }
  const heldBack = () => languagesHeldBack(data).map(({ locale }) => locale)

  test('that nobody has reviewed is held back, with all of its sentences; English is the original', () => {
    const all = harmCriticalKeys(data).length
    expect(languagesHeldBack(data)).toEqual([
      { locale: 'es', unreviewed: all },
      { locale: 'ko', unreviewed: all },
    ])
  })

  test('is offered once every one of them was read, and not while a single one is missing', () => {
    review('es', ['scanner.stay-kind'])
    expect(unreviewedTexts(data, 'es')).toEqual(['scanner.stay-kind'])
    expect(heldBack()).toEqual(['es', 'ko'])
    review('es')
    expect(heldBack()).toEqual(['ko'])
  })

  test('whose text was changed after the review is held back again', () => {
    review('es')
    const file = join(data, 'locales/es/common.json')
    const texts = { ...readTexts(join(data, 'locales/es')) }
    const common = Object.entries(texts).filter(([key]) => key.startsWith('common.'))
    writeFileSync(file, JSON.stringify({ ...Object.fromEntries(common), 'common.free': 'Gratuito.' }))
    expect(unreviewedTexts(data, 'es')).toEqual(['common.free'])
  })

  test('whose review names no role or no day has none', () => {
    for (const bad of [
      { on: '2026-11-01', texts: {} },
      { by: 'interpreter', on: 'today', texts: {} },
    ]) {
      writeFileSync(join(data, 'reviews/es.json'), JSON.stringify([bad]))
      expect(heldBack).toThrow('without its role or its day')
    }
  })
})
