import { encode as encodeByCborg } from 'cborg'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts'
import { decodeHex, encodeHex } from './hex.ts'

const decoded = (hex: string): CborValue | undefined => decodeCbor(decodeHex(hex)!, 16)

const key = fc.oneof(fc.maxSafeInteger(), fc.string({ maxLength: 8 }))
const { value } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
}))

describe('the CBOR of passes', () => {
  test.each([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['20', -1],
    ['3903e7', -1000],
    ['f4', false],
    ['f6', null],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['83010203', [1, 2, 3]],
    ['a201020304', new Map([[1, 2], [3, 4]])], // biome-ignore format: as in RFC 8949, appendix A
  ] as const)('reads %s', (hex, meant) => {
    expect(decoded(hex)).toEqual(meant)
    expect(encodeHex(encodeCbor(meant as CborValue))).toBe(hex)
  })

  test.each([
    ['an integer that would fit into fewer bytes', '1817'],
    ['another', '190018'],
    ['another', '1a0000ffff'],
    ['another', '1b00000000ffffffff'],
    ['a length that would fit into fewer bytes', '780161'],
    ['an integer beyond 2^53', '1b0020000000000000'],
    ['a negative one beyond -2^53', '3b001fffffffffffff'],
    ['a bignum', 'c249010000000000000000'],
    ['a float', 'fb3ff0000000000000'],
    ['half a float', 'f93c00'],
    ['undefined', 'f7'],
    ['a tag', 'c11a514b67b0'],
    ['an indefinite list', '9f01ff'],
    ['an indefinite text', '7f6161ff'],
    ['a key twice', 'a201020103'],
    ['keys out of order', 'a203040102'],
    ['a list as key', 'a1800a'],
    ['a byte too many', '0000'],
    ['a byte too few', '6261'],
    ['nothing', ''],
    ['more items than bytes', '9affffffff'],
    ['a reserved length', '1c'],
    ['a break alone', 'ff'],
    ['text that is not UTF-8', '61ff'],
  ])('refuses %s: %s', (_, hex) => {
    expect(decoded(hex)).toBeUndefined()
  })

  test('16 levels are read, 17 are not', () => {
    expect(decoded(`${'81'.repeat(15)}00`)).toBeDefined()
    expect(decoded(`${'81'.repeat(16)}00`)).toBeUndefined()
  })

  test('a deep nest costs no stack', () => {
    expect(decodeCbor(new Uint8Array(32 * 1024).fill(0x81), 16)).toBeUndefined()
  })

  test('gives back what was written', () => {
    fc.assert(
      fc.property(value, (any) => {
        expect(decodeCbor(encodeCbor(any), 64)).toEqual(any)
      }),
    )
  })

  test('writes what an independent encoder writes', () => {
    const mapSorter = (a: readonly { value: unknown }[], b: readonly { value: unknown }[]) =>
      Buffer.compare(encodeCbor(a[0]!.value as string), encodeCbor(b[0]!.value as string))
    fc.assert(
      fc.property(value, (any) => {
        expect(encodeHex(encodeCbor(any))).toBe(
          encodeHex(encodeByCborg(any, { mapSorter: mapSorter as never })),
        )
      }),
    )
  })

  test('has one spelling for all values: whatever it reads it writes the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        const any = decodeCbor(bytes, 16)
        if (any !== undefined) expect(encodeHex(encodeCbor(any))).toBe(encodeHex(bytes))
      }),
      { numRuns: 5000 },
    )
  })
})
