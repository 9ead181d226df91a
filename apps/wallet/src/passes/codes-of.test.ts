import { qrCode } from '@excelsior/credentials'
import { describe, expect, test } from 'vitest'
import { codesOf } from './codes-of.ts'

/** Compact JWS in shape, of so many characters. */
const token = (length: number) => `eyJ.${'a'.repeat(length - 6)}.z`
const versions = (format: 'shc' | 'dcc' | 'sd-jwt' | 'pass', text: string) =>
  codesOf({ format, text }).map(({ version }) => version)

describe('the codes of a health card', () => {
  test('are one in digits, of version 22 at most, where it fits', () => {
    expect(versions('shc', token(900))).toEqual([expect.any(Number)])
    expect(versions('shc', token(1195))[0]).toBeLessThanOrEqual(22)
  })

  test('are several of version 22 at most where it does not, of which each belongs to one card', () => {
    for (const length of [1400, 2383, 5000]) {
      const all = versions('shc', token(length))
      expect(all.length).toBe(Math.ceil(length / 1191))
      expect(Math.max(...all)).toBeLessThanOrEqual(22)
    }
  })

  test('are the ones that came, as they came', () => {
    const parts = ['shc:/1/2/5676', 'shc:/2/2/2909']
    expect(codesOf({ format: 'shc', text: parts.join('\n') })).toEqual(parts.map((part) => qrCode(part)))
    expect(codesOf({ format: 'shc', text: 'shc:/5676\n2909' })).toEqual([qrCode('shc:/56762909')])
  })
})

test('a certificate of the EU has one code, of capitals and digits', () => {
  expect(codesOf({ format: 'dcc', text: 'HC1:6BF+70790T9WJWG' })).toEqual([qrCode('HC1:6BF+70790T9WJWG')])
})

test('a token that no phone could read off a screen has none', () => {
  expect(versions('sd-jwt', `${token(700)}~`)).toEqual([expect.any(Number)])
  expect(versions('sd-jwt', `${token(2200)}~`)).toEqual([])
  expect(versions('sd-jwt', `${token(9000)}~`)).toEqual([])
})
