import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deflaterLike } from './deflate.ts'
import { inflateRaw } from './inflate.ts'

const SAMPLE = '{"resourceType":"Immunization","status":"completed","occurrenceDateTime":"2021-01-01"}'
const deflate = deflaterLike(Buffer.from(SAMPLE.repeat(3)))

describe('what is compressed with one code for all', () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.string({ unit: 'grapheme', maxLength: 500 }).map((text) => Buffer.from(`${SAMPLE}${text}${SAMPLE}`)),
    fc.tuple(fc.nat(70_000), fc.nat(5)).map(([length, step]) => Buffer.alloc(length, 'abcdefg'.slice(step))),
  )

  test('is inflated to the same by zlib, and by our own', () => {
    fc.assert(
      fc.property(content, (bytes) => {
        const deflated = deflate(bytes)
        expect(inflateRawSync(deflated)).toEqual(Buffer.from(bytes))
        expect(Buffer.from(inflateRaw(deflated, 1 << 17)!)).toEqual(Buffer.from(bytes))
      }),
      { numRuns: 400 },
    )
  })

  test('at every distance, up to the farthest that there is', () => {
    for (const between of [0, 1, 250, 252, 257, 4000, 32_700, 32_760, 40_000]) {
      const noise = Buffer.from(
        Array.from({ length: between }, (_, at) => (at * 7919 + (at >> 8) * 31) & 0xff),
      )
      const bytes = Buffer.concat([Buffer.from(SAMPLE), noise, Buffer.from(SAMPLE)])
      expect(inflateRawSync(deflate(bytes))).toEqual(bytes)
    }
  })

  test('is small where it is like the sample', () => {
    expect(deflate(Buffer.from(SAMPLE.repeat(3))).length).toBeLessThan(170)
  })

  test('is the same each time, and keeps nothing of the text before', () => {
    const first = deflate(Buffer.from('Amalia'))
    deflate(Buffer.from('somebody else altogether, of some length'))
    expect(deflate(Buffer.from('Amalia'))).toEqual(first)
    expect(inflateRawSync(first).toString()).toBe('Amalia')
  })
})
