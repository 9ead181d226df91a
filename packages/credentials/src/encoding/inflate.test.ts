import { constants, deflateRawSync, deflateSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { deflateSync as deflateByFflate } from 'fflate'
import { describe, expect, test } from 'vitest'
import { deflaterLike } from './deflate.ts'
import { inflateRaw } from './inflate.ts'
import { inflateZlib } from './zlib.ts'

const MOST = 64 * 1024
const STRATEGIES = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_FIXED,
  constants.Z_RLE,
]

const bits = (text: string): Uint8Array => {
  const digits = text.replace(/ /g, '')
  const bytes = new Uint8Array(Math.ceil(digits.length / 8))
  for (let at = 0; at < digits.length; at++) if (digits[at] === '1') bytes[at >> 3]! |= 1 << (at & 7)
  return bytes
}

/** As a node:zlib that reads to the end takes it; undefined where it refuses, or leaves bytes over. */
function peer(bytes: Uint8Array): Buffer | undefined {
  try {
    const { buffer, engine } = inflateRawSync(bytes, {
      info: true,
      maxOutputLength: MOST,
    } as never) as unknown as {
      buffer: Buffer
      engine: { bytesWritten: number }
    }
    return engine.bytesWritten === bytes.length ? buffer : undefined
  } catch {
    return undefined
  }
}

describe('what was deflated comes back', () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.string({ unit: fc.constantFrom(...'{}":,abcdefg'), maxLength: 3000 }).map((text) => Buffer.from(text)),
    fc.nat(60_000).map((length) => new Uint8Array(length).fill(7)),
  )

  test.each(STRATEGIES)('by every level, strategy %i', (strategy) => {
    fc.assert(
      fc.property(content, fc.integer({ min: 0, max: 9 }), (bytes, level) => {
        const options = { level, strategy }
        expect(Buffer.from(inflateRaw(deflateRawSync(bytes, options), MOST)!)).toEqual(Buffer.from(bytes))
        expect(Buffer.from(inflateZlib(deflateSync(bytes, options), MOST)!)).toEqual(Buffer.from(bytes))
      }),
      { numRuns: 60 },
    )
  })

  test('by another library, and with codes of up to 15 bits', () => {
    const counts = Array.from({ length: 21 }, (_, index) => Math.min(Math.round(1.6 ** index), 20_000))
    const skewed = Buffer.concat(
      counts.map((count, index) => Buffer.alloc(count, `${index}`.charCodeAt(0) + index)),
    )
    expect(Buffer.from(inflateRaw(deflateByFflate(skewed), MOST)!)).toEqual(skewed)
    expect(
      Buffer.from(inflateRaw(deflateRawSync(skewed, { strategy: constants.Z_HUFFMAN_ONLY }), MOST)!),
    ).toEqual(skewed)
  })
})

describe('nothing comes back', () => {
  const packed = deflateRawSync(Buffer.from('{"iss":"https://example.org","nbf":1620992383.218}'))

  test('of one byte more or less', () => {
    expect(inflateRaw(packed, MOST)).toBeDefined()
    expect(inflateRaw(Buffer.concat([packed, Buffer.of(0)]), MOST)).toBeUndefined()
    for (let length = 0; length < packed.length; length++)
      expect(inflateRaw(packed.subarray(0, length), MOST), `${length} bytes`).toBeUndefined()
  })

  test('of one byte beyond the bound', () => {
    for (const level of [0, 1, 9]) {
      const bytes = deflateRawSync(Buffer.alloc(MOST, 'ab'), { level })
      expect(inflateRaw(bytes, MOST)).toHaveLength(MOST)
      expect(inflateRaw(bytes, MOST - 1)).toBeUndefined()
    }
  })

  test('of megabytes in kilobytes', () => {
    expect(inflateRaw(deflateRawSync(Buffer.alloc(16 << 20)), MOST)).toBeUndefined()
  })

  test.each([
    ['a kind of block that there is not', '1 11'],
    ['a length whose complement does not fit', `1 00 00000 ${'0'.repeat(32)}`],
    ['a distance before the beginning', '1 10 0000001 00000 0000000'],
    ['length symbol 286', '1 10 00110001 11000110 00000 0000000'],
    ['distance symbol 30', '1 10 00110001 0000001 11110 0000000'],
    ['too many literal codes', '1 01 11111 00000 0000 000000000000000000000000'],
  ])('of %s', (_, digits) => {
    expect(inflateRaw(bits(digits), MOST)).toBeUndefined()
    expect(peer(bits(digits))).toBeUndefined()
  })

  test('of a zlib envelope with a wrong header, dictionary or checksum', () => {
    const good = deflateSync(Buffer.from('Amalia'))
    const changed = (at: number, byte: number) => {
      const bytes = Uint8Array.from(good)
      bytes[at] = byte
      return inflateZlib(bytes, MOST)
    }
    expect(changed(0, good[0]!)).toBeDefined()
    expect(changed(0, 0x77)).toBeUndefined()
    expect(changed(1, good[1]! ^ 1)).toBeUndefined()
    expect(changed(1, 0xbb)).toBeUndefined()
    for (let at = good.length - 4; at < good.length; at++)
      expect(changed(at, good[at]! ^ 0x10)).toBeUndefined()
    expect(inflateZlib(Buffer.concat([good, Buffer.of(0)]), MOST)).toBeUndefined()
    expect(inflateZlib(good.subarray(0, 5), MOST)).toBeUndefined()
  })
})

test('of bytes with errors it makes what zlib makes of them', () => {
  const source = fc
    .tuple(fc.string({ minLength: 1, maxLength: 600 }), fc.constantFrom(...STRATEGIES))
    .map(([text, strategy]) => deflateRawSync(Buffer.from(text), { strategy }))
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 })
  fc.assert(
    fc.property(fc.oneof(source, fc.uint8Array({ maxLength: 200 })), changes, (bytes, edits) => {
      const changed = Uint8Array.from(bytes)
      for (const [at, byte] of edits) if (changed.length > 0) changed[at % changed.length] = byte
      const ours = inflateRaw(changed, MOST)
      const theirs = peer(changed)
      expect(ours && Buffer.from(ours)).toEqual(theirs)
    }),
    { numRuns: 2500 },
  )
})

test('one code after another, alike or nearly so, makes what zlib makes of each', () => {
  const text = (name: string) =>
    Buffer.from(`{"name":"${name}","entry":[{"resource":{"status":"completed"}}]}`)
  const alike = deflaterLike(text('Amalia'))
  const packed = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'abcé'), maxLength: 20 }).map((name) => alike(text(name))),
    fc
      .string({ maxLength: 40 })
      .map((name) => deflateRawSync(text(name), { strategy: constants.Z_HUFFMAN_ONLY })),
  )
  const change = fc.option(fc.tuple(fc.nat(90), fc.nat(7)), { freq: 2 })
  fc.assert(
    fc.property(fc.array(fc.tuple(packed, change, fc.nat(3)), { minLength: 2, maxLength: 6 }), (texts) => {
      for (const [bytes, flipped, cut] of texts) {
        const changed = Uint8Array.from(bytes.subarray(0, bytes.length - (cut === 3 ? 40 : 0)))
        if (flipped && flipped[0] < changed.length) changed[flipped[0]]! ^= 1 << flipped[1]
        const ours = inflateRaw(changed, MOST)
        expect(ours && Buffer.from(ours)).toEqual(peer(changed))
      }
    }),
    { numRuns: 1000 },
  )
})
