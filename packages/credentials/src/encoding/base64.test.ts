import { expect, test } from 'vitest'
import { decodeBase64, encodeBase64 } from './base64.ts'

test('base64 is written and read with the padding that belongs there', () => {
  for (let length = 0; length < 40; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 89) & 255)
    const text = Buffer.from(bytes).toString('base64')
    expect(encodeBase64(bytes)).toBe(text)
    expect(decodeBase64(text)).toEqual(bytes)
  }
})

test.each(['AAA', 'AA', 'A===', 'AA=A', '-_AA', 'AA A', 'AB==', 'AAB=', '===='])('%j is none', (text) => {
  expect(decodeBase64(text)).toBeUndefined()
})
