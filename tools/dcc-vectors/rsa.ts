import { createHash } from 'node:crypto'

/** The primes of a 2048-bit key that everybody knows: fit for vectors, and for nothing else. */
const P = BigInt(
  `0x${
    'e07ad966f849a75f9d4eb1c49743c9c7b074657aa1f9606f9b90abfaf38c597b84f5fd83740c14bf3404dd1f9261c4ae' +
    '64573a6ff5ebee8a5ed9e7441c813abe904eb84790c31e548559443f01223dc6995473ddd961430b72857e4bc7cf2cc8' +
    'b17ec100809bf9a4f981e7300520db364c210f1f3995af2c4d2b52e32a673d5d'
  }`,
)
const Q = BigInt(
  `0x${
    'c83f6d0f519ebd9437c4695025b904b4badfd4b1eec2d911270545c234128354b75c4b2e9eb35fffe88ac0d279fe4c18' +
    '46e7995ff3e120891af5db7a35331744386502be08a82b359132508e071fcacc6001054683c555b39bd7f3639cb8227e' +
    '21c7e53b7d0be2a726f250c1cc4a67aaff54a83a756615391464100336cde8b9'
  }`,
)
const N = P * Q
const E = 65_537n
const D = inverse(E, (P - 1n) * (Q - 1n))
const SIZE = 256

export const rsaModulus = (): Buffer => Buffer.from(N.toString(16).padStart(SIZE * 2, '0'), 'hex')

export interface Pss {
  readonly saltLength?: number
  readonly hash?: 'sha256' | 'sha384'
}

/** RSASSA-PSS (RFC 8017, section 8.1.1) with a salt made from the message, so that the same vectors come out each time. */
export function signPss(message: Uint8Array, { saltLength = 32, hash = 'sha256' }: Pss = {}): Uint8Array {
  const digest = (...parts: Uint8Array[]) => {
    const h = createHash(hash)
    for (const part of parts) h.update(part)
    return h.digest()
  }
  const salt = Buffer.alloc(saltLength, createHash('sha256').update(message).digest())
  const hashed = digest(Buffer.alloc(8), digest(message), salt)
  const size = SIZE - hashed.length - 1
  const block = Buffer.concat([Buffer.alloc(size - salt.length - 1), Buffer.of(1), salt])
  for (let at = 0, counter = 0; at < size; counter++) {
    const mask = digest(hashed, Buffer.of(0, 0, 0, counter))
    for (let index = 0; index < mask.length && at < size; index++, at++) block[at]! ^= mask[index]!
  }
  block[0]! &= 0x7f
  return signBlock(Buffer.concat([block, hashed, Buffer.of(0xbc)]))
}

/** RSASSA-PKCS1-v1_5 with SHA-256. */
export function signPkcs1(message: Uint8Array): Uint8Array {
  const info = Buffer.concat([
    Buffer.from('3031300d060960864801650304020105000420', 'hex'),
    createHash('sha256').update(message).digest(),
  ])
  const padding = Buffer.alloc(SIZE - info.length - 3, 0xff)
  return signBlock(Buffer.concat([Buffer.of(0, 1), padding, Buffer.of(0), info]))
}

function signBlock(block: Buffer): Uint8Array {
  const signature = power(BigInt(`0x${block.toString('hex')}`), D)
  return Uint8Array.from(Buffer.from(signature.toString(16).padStart(SIZE * 2, '0'), 'hex'))
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % N) {
    if (rest & 1n) result = (result * square) % N
  }
  return result
}

function inverse(of: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [of, modulus, 1n, 0n]
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y]
  return ((x % modulus) + modulus) % modulus
}
