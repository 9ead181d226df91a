import { createHmac, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyedHash } from './keyed-hash.ts'
import { deriveKey } from './secrets.ts'

const secret = randomBytes(32)
const expected = (value: string | Uint8Array) =>
  createHmac('sha256', deriveKey(secret, 'hash names')).update(value).digest().subarray(0, 16)

test('a keyed hash is the beginning of HMAC-SHA-256, of texts and bytes of any length, in any order', () => {
  const keyed = keyedHash(secret, 'names')
  const lengths = [0, 1, 55, 56, 63, 64, 65, 4000, 4031, 4032, 4033, 5000, 100_000, 3]
  for (const length of lengths) {
    const bytes = randomBytes(length)
    expect(keyed(bytes), `${length} bytes`).toEqual(expected(bytes))
    const text = 'Núñez 李 '.repeat(length).slice(0, length)
    expect(keyed(text), `${length} letters`).toEqual(expected(text))
  }
})

test('a keyed hash that was given out stays as it is when the next one is made', () => {
  const keyed = keyedHash(secret, 'names')
  const first = keyed('Jane')
  keyed('John')
  expect(first).toEqual(expected('Jane'))
})

test('each purpose and each secret has hashes of its own', () => {
  const names = keyedHash(secret, 'names')('Jane')
  expect(keyedHash(secret, 'phones')('Jane')).not.toEqual(names)
  expect(keyedHash(randomBytes(32), 'names')('Jane')).not.toEqual(names)
})
