import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_DEPTH, parseJson } from './json.ts'

const readAgain = (text: string): unknown => {
  const parsed = parseJson(text)
  return parsed.ok ? JSON.parse(JSON.stringify(parsed.value)) : undefined
}

test('what JSON.parse reads, it reads the same', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5, noUnicodeString: false }), (text) => {
      expect(readAgain(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('what JSON.parse refuses, it refuses', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    'a',
    '1',
    '0',
    '-',
    '.',
    'e',
    '\\',
    'u00e9',
    'true',
    'null',
    ' ',
    '\n',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
      const text = parts.join('')
      let isJson = true
      try {
        JSON.parse(text)
      } catch {
        isJson = false
      }
      if (!isJson) expect(parseJson(text).ok).toBe(false)
    }),
    { numRuns: 500 },
  )
})

describe('what is refused beyond that', () => {
  test('a key twice, at any depth, with its path', () => {
    const text = '{"entry":[{"resource":{"subject":{"reference":"a"},"subject":{"reference":"b"}}}]}'
    expect(parseJson(text)).toMatchObject({ ok: false, path: 'entry[0].resource.subject' })
    expect(parseJson('{"a":1,"\\u0061":2}')).toMatchObject({ ok: false })
  })

  test(`depth ${MAX_DEPTH} is read, one more is not`, () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    expect(parseJson(nested(MAX_DEPTH)).ok).toBe(true)
    expect(parseJson(nested(MAX_DEPTH + 1)).ok).toBe(false)
    expect(parseJson('['.repeat(1_000_000)).ok).toBe(false)
    expect(parseJson('{"a":'.repeat(1_000_000)).ok).toBe(false)
  })

  test('half a character', () => {
    expect(parseJson('"\\ud83d"').ok).toBe(false)
    expect(parseJson('"\\ud83d\\ude00"').ok).toBe(true)
  })

  test('a path holds no values, and no keys that are none of FHIR\u2019s', () => {
    expect(parseJson('{"Jane Doe":{"a":1,"a":2}}')).toMatchObject({ ok: false, path: '?.a' })
  })
})

test('__proto__ is data', () => {
  const parsed = parseJson('{"__proto__":{"polluted":true}}')
  expect(parsed.ok && Object.keys(parsed.value ?? {})).toEqual(['__proto__'])
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})
