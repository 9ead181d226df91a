import { randomBytes } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import type { PersonId } from '@excelsior/store'
import { expect, test } from 'vitest'
import { closeRetrieval, newRetrievalId, openRetrieval, type Retrieval } from './retrieval-token.ts'
import { createSeal } from './seal.ts'

const seal = createSeal(randomBytes(32))
const found: Retrieval = {
  id: newRetrievalId(),
  pass: 'antigen',
  expires: 1_622_563_200_123 as Instant,
  identity: 'a'.repeat(32),
  person: { id: 9_007_199_254_740_991 as PersonId, report: 3 },
  phone: '0185550123',
  throttled: false,
  answered: true,
}
const nobody: Retrieval = { ...found, person: undefined, phone: undefined, throttled: true, answered: false }

test('a retrieval comes back as it was closed', () => {
  expect(openRetrieval(seal, closeRetrieval(seal, found))).toEqual(found)
  expect(openRetrieval(seal, closeRetrieval(seal, nobody))).toEqual(nobody)
})

test('the token of somebody on file and that of nobody have one length and nothing in common', () => {
  const [one, other] = [closeRetrieval(seal, found), closeRetrieval(seal, nobody)]
  expect(one).toHaveLength(other.length)
  expect(closeRetrieval(seal, found)).not.toBe(one)
})

test('a token that was changed, cut, closed elsewhere or for another purpose is none', () => {
  const token = closeRetrieval(seal, found)
  const flipped = `${token.slice(0, 20)}${token[20] === 'A' ? 'B' : 'A'}${token.slice(21)}`
  const others = [flipped, token.slice(0, -1), '', 'x', closeRetrieval(createSeal(randomBytes(32)), found)]
  for (const other of [...others, seal.close(Buffer.alloc(61), 'kept pass')]) {
    expect(openRetrieval(seal, other)).toBeUndefined()
  }
})
