import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson, parseJsonBytes } from './json.ts'

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('strict JSON', () => {
  test('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(plain(parseJson(text, 32))).toEqual(plain(JSON.parse(text)))
      }),
    )
  })

  test('reads names and values of every script, and halves of characters', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', 'é', '中', '😀', '\n') })
    const value = fc.dictionary(text, fc.array(text, { maxLength: 3 }), { noNullPrototype: true })
    fc.assert(
      fc.property(value, (object) => {
        expect(plain(parseJson(JSON.stringify(object), 32))).toEqual(object)
      }),
    )
    expect(parseJson('["é😀","中\\u0041\ud83d","x"]', 2)).toEqual(['é😀', '中A\ud83d', 'x'])
  })

  test('of bytes it reads UTF-8 alone', () => {
    expect(parseJsonBytes(Buffer.from('{"given":"Zoë","n":-1.5e3}'), 2)).toMatchObject({
      given: 'Zoë',
      n: -1500,
    })
    for (const hex of ['22ff22', '22c322', '22eda0bd22', 'efbbbf7b7d'])
      expect(parseJsonBytes(Buffer.from(hex, 'hex'), 2), hex).toBeUndefined()
  })

  test('refuses what JSON.parse refuses', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'{}[]",:0123.eE+-tfn \\u/abc\n\u0007'), maxLength: 12 })
    fc.assert(
      fc.property(soup, (text) => {
        let parsed: unknown
        try {
          parsed = JSON.parse(text)
        } catch {
          expect(parseJson(text, 32)).toBeUndefined()
          return
        }
        const own = parseJson(text, 32)
        if (own !== undefined) expect(plain(own)).toEqual(plain(parsed))
      }),
      { numRuns: 20_000 },
    )
  })

  test('refuses one key twice, however it is spelled, and however often it was met before', () => {
    for (let time = 0; time < 3; time++)
      expect(parseJson('{"resource":{"resource":1},"resource":2}', 4)).toBeUndefined()
    expect(parseJson('{"resource":{"resource":1},"other":2}', 4)).toBeDefined()
    expect(parseJson('{"a":1,"b":2}', 4)).toBeDefined()
    expect(parseJson('{"a":1,"a":1}', 4)).toBeUndefined()
    expect(parseJson('{"a":1,"\\u0061":1}', 4)).toBeUndefined()
  })

  test('__proto__ is a key like others', () => {
    const value = parseJson('{"__proto__":{"admin":true}}', 4) as Record<string, unknown>
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(value.admin).toBeUndefined()
  })

  test('32 levels are read, 33 are not', () => {
    expect(parseJson('['.repeat(32) + ']'.repeat(32), 32)).toBeDefined()
    expect(parseJson('['.repeat(33) + ']'.repeat(33), 32)).toBeUndefined()
    expect(parseJson('['.repeat(1_000_000), 32)).toBeUndefined()
  })

  test('refuses a byte order mark and text after the end', () => {
    expect(parseJson('\ufeff{}', 4)).toBeUndefined()
    expect(parseJson('{} {}', 4)).toBeUndefined()
  })
})
