import type { Instant } from '@excelsior/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CodeToIssue } from './codes.ts'
import { type TemporaryStore, temporaryStore } from './testing.ts'

let harness: TemporaryStore
beforeAll(async () => {
  harness = await temporaryStore()
})
afterAll(() => harness.stop())

const at = (milliseconds: number) => milliseconds as Instant
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
let opened = 0
const newRetrieval = () => `retrieval ${++opened}`

describe('one-time codes', () => {
  const phone = '5185550101'
  const code = (opens: string, digits: string, more: Partial<CodeToIssue> = {}): CodeToIssue => ({
    opens,
    code: digits,
    expires: at(10 * MINUTE),
    atMost: 3,
    charges: [],
    message: { channel: 'sms', to: phone, text: `Your code is ${digits}`, code: digits },
    now: at(0),
    ...more,
  })
  const use = (opens: string, digits: string, now = 0) => harness.store.codes.use(opens, digits, at(now), 3)

  test('any of three opens, each for its ten minutes, and all are used up by one', async () => {
    const { codes } = harness.store
    const opens = newRetrieval()
    expect(await codes.issue(code(opens, '111111'))).toBe(true)
    expect(await codes.issue(code(opens, '222222', { now: at(MINUTE), expires: at(11 * MINUTE) }))).toBe(true)
    expect(await codes.issue(code(opens, '333333'))).toBe(true)
    expect(await codes.issue(code(opens, '444444'))).toBe(false)
    expect(await use(opens, '111111', 10 * MINUTE)).toBe(false)
    expect(await use(opens, '222222', 11 * MINUTE - 1)).toBe(true)
    expect(await use(opens, '333333')).toBe(false)
  })

  test('three tries for all of them together: the third right one opens, a fourth does not', async () => {
    const [three, four] = [newRetrieval(), newRetrieval()]
    for (const opens of [three, four]) {
      await harness.store.codes.issue(code(opens, '111111'))
      await harness.store.codes.issue(code(opens, '222222'))
      expect([await use(opens, '000000'), await use(opens, '000001')]).toEqual([false, false])
    }
    expect(await use(three, '222222')).toBe(true)
    expect([await use(four, '000002'), await use(four, '222222')]).toEqual([false, false])
  })

  test('twenty right ones at once: one opens', async () => {
    const opens = newRetrieval()
    await harness.store.codes.issue(code(opens, '123456'))
    const used = await Promise.all(
      Array.from({ length: 20 }, () => harness.store.codes.use(opens, '123456', at(0), 30)),
    )
    expect(used.filter(Boolean)).toHaveLength(1)
  })

  test('a code opens nothing else', async () => {
    const [one, other] = [newRetrieval(), newRetrieval()]
    await harness.store.codes.issue(code(one, '123456'))
    await harness.store.codes.issue(code(other, '654321'))
    expect(await use(other, '123456')).toBe(false)
    expect(await use(newRetrieval(), '123456')).toBe(false)
  })

  test('a phone gets twenty a day; a refused code costs nothing and sends nothing', async () => {
    const { codes, outbox } = harness.store
    const charges = [{ key: `code to ${phone}`, limit: { count: 20, periodMilliseconds: DAY } }]
    const full = newRetrieval()
    for (let index = 0; index < 3; index++)
      expect(await codes.issue(code(full, '111111', { charges }))).toBe(true)
    for (let index = 0; index < 40; index++)
      expect(await codes.issue(code(full, '111111', { charges }))).toBe(false)
    const before = (await outbox.recent(1000)).length
    for (let index = 0; index < 17; index++)
      expect(await codes.issue(code(newRetrieval(), '111111', { charges }))).toBe(true)
    expect(await codes.issue(code(newRetrieval(), '111111', { charges }))).toBe(false)
    expect(await outbox.recent(1000)).toHaveLength(before + 17)
  })

  test('where there is nobody to send it to, the same rows are written, nothing is sent and nothing opens', async () => {
    const { codes, outbox } = harness.store
    const opens = newRetrieval()
    const counts = () =>
      harness.sql('SELECT (SELECT count(*) FROM codes) AS codes, (SELECT count(*) FROM outbox) AS outbox')
    const [before] = await counts()
    const sent = (await outbox.recent(1000)).length
    expect(await codes.issue(code(opens, '123456', { message: undefined }))).toBe(true)
    const [after] = await counts()
    expect([
      Number(after?.codes) - Number(before?.codes),
      Number(after?.outbox) - Number(before?.outbox),
    ]).toEqual([1, 1])
    expect(await outbox.recent(1000)).toHaveLength(sent)
    expect(await use(opens, '123456')).toBe(false)
  })
})

describe('the outbox', () => {
  const emptied = async () => {
    const { outbox } = harness.store
    for (const way of ['phone', 'letter'] as const)
      for (const message of await outbox.claim(way, 1000, at(DAY), MINUTE)) await outbox.sent(message.id)
    return outbox
  }

  test('lists the newest first, hands each message to one sender, and forgets it once it is sent', async () => {
    const outbox = await emptied()
    await outbox.add({ channel: 'sms', to: '5185550102', text: 'first' }, at(1000))
    await outbox.add({ channel: 'voice', to: '5185550103', text: 'second', code: '123456' }, at(2000))
    expect((await outbox.recent(5)).map(({ text, at: when }) => [text, when])).toEqual([
      ['second', 2000],
      ['first', 1000],
    ])
    const claims = await Promise.all([1, 2, 3].map(() => outbox.claim('phone', 1, at(3000), MINUTE)))
    const claimed = claims.flat()
    expect(claimed.map(({ text }) => text).sort()).toEqual(['first', 'second'])
    await outbox.sent(claimed.find(({ text }) => text === 'first')?.id ?? '')
    expect(await outbox.claim('phone', 5, at(3000 + MINUTE - 1), MINUTE)).toEqual([])
    expect((await outbox.claim('phone', 5, at(3000 + MINUTE), MINUTE)).map(({ text }) => text)).toEqual([
      'second',
    ])
  })

  test('keeps letters for who writes letters, with their language, and shows what waits without taking it', async () => {
    const outbox = await emptied()
    await outbox.add({ channel: 'sms', to: '5185550102', text: 'a text' }, at(1000))
    const letter = {
      channel: 'letter',
      to: 'Ada Quill\n1 Elm Street',
      text: 'a letter',
      code: '123456789012',
    }
    await outbox.add({ ...letter, channel: 'letter', language: 'ko' }, at(2000))
    const opens = 'letter 7'
    const issue = { opens, code: '210987654321', expires: at(DAY), atMost: 3, charges: [], now: at(2500) }
    await harness.store.codes.issue({
      ...issue,
      message: { ...letter, channel: 'letter', text: 'with a code' },
    })
    await harness.store.codes.issue({ ...issue, opens: 'letter 8', message: undefined }) // nobody's
    const texts = (messages: readonly { text: string }[]) => messages.map(({ text }) => text)

    expect(texts(await outbox.waiting('letter', 9))).toEqual(['a letter', 'with a code'])
    expect(texts(await outbox.claim('phone', 9, at(3000), MINUTE))).toEqual(['a text'])
    const letters = await outbox.claim('letter', 9, at(3000), MINUTE)
    expect(letters.map(({ text, language }) => [text, language])).toEqual([
      ['a letter', 'ko'],
      ['with a code', undefined],
    ])
    expect(texts(await outbox.waiting('letter', 9)), 'in a hand, not yet gone').toHaveLength(2)
    for (const { id } of letters) await outbox.sent(id)
    expect(await outbox.waiting('letter', 9)).toEqual([])
  })
})
