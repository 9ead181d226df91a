import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBase64url, encodeBase64url } from './base64url.ts'

describe('base64url', () => {
  test('agrees with Node', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url')
        expect(encodeBase64url(bytes)).toBe(text)
        expect(decodeBase64url(text)).toEqual(bytes)
      }),
    )
  })

  test.each(['A', 'AA==', 'A A', 'A+/A', 'AB', 'AAB', 'AA\n', 'ÄA'])('refuses %j', (text) => {
    expect(decodeBase64url(text)).toBeUndefined()
  })
})
