import { createHmac } from 'node:crypto'

/** Credentials in one status list: so many does one credential hide among. */
export const LIST_SIZE = 65_536

const ROUNDS = 6

/** Where a credential's bit stands. */
export interface StatusPlace {
  readonly list: number
  readonly index: number
}

/**
 * From the number of a credential to its place: within a list in an order that only the key knows, so that two places
 * do not tell which credentials were made one after the other (Token Status List, section 12.5). A Feistel network
 * over two halves of 8 bits: no two numbers share a place.
 */
export function placeOf(number: number, key: Uint8Array): StatusPlace {
  const list = Math.floor(number / LIST_SIZE)
  const within = number % LIST_SIZE
  let left = within >> 8
  let right = within & 255
  for (let round = 0; round < ROUNDS; round++) {
    const mixed = createHmac('sha256', key).update(`place ${list} ${round} ${right}`).digest()[0]!
    ;[left, right] = [right, left ^ mixed]
  }
  return { list, index: (left << 8) | right }
}
