import { encode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeLenientCbor } from './lenient-cbor.ts'

const read = (hex: string, depth = 16) => decodeLenientCbor(Buffer.from(hex, 'hex'), depth)
const plain = (value: unknown): unknown =>
  value instanceof Map
    ? Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]))
    : Array.isArray(value)
      ? value.map(plain)
      : value

describe('what programs write', () => {
  test.each([
    ['a number in more bytes than it needs', '1b0000000000000007', 7],
    ['a length in more bytes than it needs', '7900024142', 'AB'],
    ['a negative number', '390103', -260],
    ['a float of two bytes', 'f93e00', 1.5],
    ['a small float of two bytes', 'f90001', 2 ** -24],
    ['a float of four bytes', 'fa3fc00000', 1.5],
    ['a float of eight bytes', 'fb3ff8000000000000', 1.5],
    ['infinity', 'f97c00', Number.POSITIVE_INFINITY],
    ['not a number', 'f97e00', Number.NaN],
    ['undefined', 'f7', null],
    ['a date-time as text', 'c06141', 'A'],
    ['a date-time in seconds', 'c11a60000000', 0x60000000],
    ['text in pieces', '7f61416142ff', 'AB'],
    ['bytes in pieces', '5f41014102ff', Uint8Array.of(1, 2)],
    ['a list whose end is told at its end', '9f0102ff', [1, 2]],
  ])('%s', (_, hex, value) => {
    expect(read(hex)).toEqual(value)
  })

  test('a map whose end is told at its end, with keys in any order', () => {
    expect(read('bf6162026161 01ff'.replace(' ', ''))).toEqual(
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
    )
  })

  test('is read as another reader reads it', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.maxSafeInteger(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('any'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).any
    fc.assert(
      fc.property(value, (any) => {
        expect(plain(decodeLenientCbor(encode(any), 32))).toEqual(any)
      }),
    )
  })
})

describe('what nothing here needs is refused', () => {
  test.each([
    ['nothing', ''],
    ['bytes after the end', '0000'],
    ['a key twice', 'a201000100'],
    ['a key twice, in two lengths', 'a2010018010 0'.replace(' ', '')],
    ['bytes as a key', 'a1410000'],
    ['a list as a key', 'a18000'],
    ['a bignum', 'c24101'],
    ['another tag', 'd82a00'],
    ['a number beyond 2^53', '1b0020000000000000'],
    ['a negative number beyond 2^53', '3b001fffffffffffff'],
    ['a simple value', 'e0'],
    ['half of a float', 'fb3ff8'],
    ['text that is not UTF-8', '61ff'],
    ['text in pieces of bytes', '7f4141ff'],
    ['pieces within pieces', '7f7f6141ffff'],
    ['a list without end', '9f0102'],
    ['a map that ends in the middle of an entry', 'bf01ff'],
    ['an end on its own', 'ff'],
    ['a length without end on a number', '1f'],
    ['a reserved length', '1c'],
    ['a list that promises four billion items', '9affffffff'],
    ['a text that promises as much', '7affffffff41'],
  ])('%s', (_, hex) => {
    expect(read(hex)).toBeUndefined()
  })

  test('nesting beyond the bound', () => {
    expect(read('8181818100', 5)).toEqual([[[[0]]]])
    expect(read('8181818100', 4)).toBeUndefined()
    expect(read('c0'.repeat(20_000))).toBeUndefined()
  })
})
