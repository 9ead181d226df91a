import { createTranslator } from '@excelsior/ui'
import { expect, test } from 'vitest'
import { catalogs } from '../testing/parts.ts'
import { readGuidePictures } from './guide-pictures.ts'
import { GUIDES, PICTURES } from './guides.ts'

const pictures = readGuidePictures()
/** All of them travel with the sources, and stand in the service's memory. */
const MOST_BYTES = 5_000_000

test.each([...catalogs.keys()])(
  'every step of every guide has its picture in %s, with words for it',
  (locale) => {
    const t = createTranslator(locale, catalogs.get(locale) ?? {})
    const there = pictures.of(locale)
    for (const { id, steps } of GUIDES) {
      expect([id, steps.filter(({ picture }) => there[picture] === undefined)]).toEqual([id, []])
      expect(steps.filter(({ picture }) => !t.has(`guides.shows-${picture}`))).toEqual([])
    }
  },
)

test('no picture is there for nothing, and all are of one width', () => {
  const shown = new Set(GUIDES.flatMap(({ steps }) => steps.map(({ picture }) => picture)))
  expect([...PICTURES].filter((name) => !shown.has(name))).toEqual([])
  const widths = [...catalogs.keys()].flatMap((locale) =>
    Object.values(pictures.of(locale)).map(({ width }) => width),
  )
  expect(new Set(widths).size).toBe(1)
})

test('the pictures of all languages together stay within their budget', () => {
  const total = pictures.files.reduce((sum, { bytes }) => sum + bytes.length, 0)
  expect(total).toBeGreaterThan(0)
  expect(total).toBeLessThan(MOST_BYTES)
})

test('two languages never share a picture of words', () => {
  const contents = pictures.files.map(({ bytes }) => bytes.toString('base64'))
  expect(new Set(contents).size).toBe(contents.length)
})
