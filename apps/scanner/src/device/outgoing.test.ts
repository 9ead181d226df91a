import type { CivilDate, Instant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { cannotCheck, type Outcome } from '../scanning/outcome.ts'
import {
  batched,
  gather,
  mayBeSent,
  NOTHING_TO_SEND,
  type Outgoing,
  readOutgoing,
  sent,
  waitingLines,
} from './outgoing.ts'

const DAY = '2021-08-26' as CivilDate
const NEXT = '2021-08-27' as CivilDate
const WEEK_ON = '2021-09-02' as CivilDate
const VALID: Outcome = {
  word: 'valid',
  proven: true,
  type: 'pcr',
  seen: { format: 'pass', kind: 'pass' },
  holder: { givenName: 'Rosa', familyName: 'Delgado', birthDate: null },
  expires: 0 as Instant,
}
const UNREAD = cannotCheck('unreadable')
const KEY = 'a1'.repeat(16)
const OTHER_KEY = 'b2'.repeat(16)
const two = gather(gather(gather(NOTHING_TO_SEND, VALID, DAY), VALID, DAY), UNREAD, DAY)
const inBatch = batched(two, DAY, () => KEY)

test('what waits is day, type, result and number; nothing of the pass', () => {
  expect(waitingLines(two, DAY)).toEqual([
    { day: DAY, type: 'pcr', result: 'valid', count: 2 },
    { day: DAY, type: 'none', result: 'cannot-check', count: 1 },
  ])
  expect(JSON.stringify(two)).not.toMatch(/Rosa|Delgado/)
})

describe('a batch', () => {
  test('takes all that was gathered, under a key of its own', () => {
    expect(inBatch.batch).toEqual({ key: KEY, counts: waitingLines(two, DAY) })
    expect(inBatch.gathered).toEqual({})
  })

  test('stays the same until it was answered, whatever is gathered meanwhile', () => {
    const more = batched(gather(inBatch, VALID, NEXT), NEXT, () => OTHER_KEY)
    expect(more.batch).toEqual(inBatch.batch)
    expect(waitingLines(more, NEXT).map(({ count }) => count)).toEqual([2, 1, 1])
  })

  test('is forgotten with its answer; what came since is the next one', () => {
    const answered = sent(gather(inBatch, VALID, NEXT), KEY, 5 as Instant)
    expect(answered.batch).toBeUndefined()
    expect(batched(answered, NEXT, () => OTHER_KEY).batch).toEqual({
      key: OTHER_KEY,
      counts: [{ day: NEXT, type: 'pcr', result: 'valid', count: 1 }],
    })
  })

  test('is not forgotten by an answer to another one', () => {
    expect(sent(inBatch, OTHER_KEY, 5 as Instant)).toBe(inBatch)
  })

  test('of nothing is none, and asks for no key', () => {
    const ask = () => expect.unreachable()
    expect(batched(NOTHING_TO_SEND, DAY, ask).batch).toBeUndefined()
  })

  test('leaves out days that are a week old: nobody takes them any more', () => {
    const both = gather(two, VALID, WEEK_ON)
    expect(batched(both, WEEK_ON, () => KEY).batch?.counts).toEqual([
      { day: WEEK_ON, type: 'pcr', result: 'valid', count: 1 },
    ])
  })
})

test('is sent once an hour at most, also when the clock was set back', () => {
  const at = (minutes: number) => (minutes * 60_000) as Instant
  const done: Outgoing = { gathered: {}, sentAt: at(100) }
  expect(mayBeSent(NOTHING_TO_SEND, at(0))).toBe(true)
  expect([mayBeSent(done, at(159)), mayBeSent(done, at(160)), mayBeSent(done, at(1))]).toEqual([
    false,
    true,
    true,
  ])
})

describe('what is kept', () => {
  test('comes back as it was', () => {
    const all = gather({ ...inBatch, sentAt: 9 as Instant }, UNREAD, NEXT)
    expect(readOutgoing(structuredClone(all))).toEqual(all)
  })

  test.each([
    ['nothing', undefined],
    ['another kind of thing', 'x'],
    ['an unknown type', { gathered: { '2021-08-26/fever/valid': 3 } }],
    ['an unknown result', { gathered: { '2021-08-26/pcr/perhaps': 3 } }],
    ['no day', { gathered: { '2021-02-30/pcr/valid': 3 } }],
    ['half a scan', { gathered: { '2021-08-26/pcr/valid': 0.5 } }],
    ['a batch without a key', { batch: { counts: inBatch.batch?.counts } }],
    ['a batch whose key is a name', { batch: { key: 'Rosa', counts: inBatch.batch?.counts } }],
  ])('of %s nothing is sent', (_, stored) => {
    expect(waitingLines(readOutgoing(stored), DAY)).toEqual([])
  })
})
