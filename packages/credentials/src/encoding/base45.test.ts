import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBase45, encodeBase45 } from './base45.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('base45', () => {
  test.each([
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
  ])('writes the examples of RFC 9285: %s', (plain, coded) => {
    expect(encodeBase45(bytesOf(plain))).toBe(coded)
    expect(decodeBase45(coded)).toEqual(bytesOf(plain))
  })

  test('takes 65535 in three characters, and not 65536', () => {
    expect(decodeBase45('FGW')).toEqual(Uint8Array.of(255, 255))
    expect(decodeBase45('GGW')).toBeUndefined()
  })

  test('takes 255 in two characters, and not 256', () => {
    expect(decodeBase45('U5')).toEqual(Uint8Array.of(255))
    expect(decodeBase45('V5')).toBeUndefined()
  })

  test('gives back what was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes)
      }),
    )
  })

  test.each([2730, 2731, 2732, 9001])('gives back %d bytes, more than any pass has', (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => index * 7)
    expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes)
  })

  test('has one spelling for all bytes: whatever it reads it writes the same', () => {
    const letters = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:a\u00e9')
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 40 }), (text) => {
        const bytes = decodeBase45(text)
        if (bytes) expect(encodeBase45(bytes)).toBe(text)
      }),
    )
  })
})
