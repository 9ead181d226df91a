import type { Instant, PartialDate } from '@excelsior/domain'
import { expect, test } from 'vitest'
import { type AdderOptions, createAdder } from './adding.ts'
import type { Examined } from './passes/check-pass.ts'
import type { KeptPass } from './passes/kept-pass.ts'

const good = (text: string): Examined => ({
  ok: true,
  text,
  facts: {
    type: 'pcr',
    givenName: 'Rosa',
    familyName: 'Quiñones',
    birthDate: '1988-03-04' as PartialDate,
    issued: 0 as Instant,
    from: 0 as Instant,
    expires: 1 as Instant,
  },
})

/** A wallet whose check answers as told, in turn; the last answer stands. */
function adder(answers: readonly Examined[], change: Partial<AdderOptions> = {}) {
  const kept: KeptPass[] = []
  const asked = { lists: 0, checks: 0 }
  const made = createAdder({
    examine: async () => {
      asked.checks += 1
      return answers[Math.min(asked.checks, answers.length) - 1]!
    },
    refreshTrust: async () => {
      asked.lists += 1
    },
    kept: async () => kept,
    isPinned: () => false,
    keep: async (pass) => {
      kept.push(pass)
    },
    onChange: () => {},
    ...change,
  })
  return { made, kept, asked }
}

test('what holds is kept once, however often it comes', async () => {
  const { made, kept } = adder([good('EP1:A')])
  await made.add('EP1:A', 'pasted')
  expect(made.state).toMatchObject({ kind: 'added', again: false })
  await made.add('EP1:A', 'picture')
  expect(made.state).toMatchObject({ kind: 'added', again: true, id: kept[0]?.id })
  expect(kept).toHaveLength(1)
})

test('what does not hold is not kept, and the reason stands there', async () => {
  const { made, kept } = adder([{ ok: false, refusal: 'forged' }])
  await made.add('EP1:A', 'pasted')
  expect(made.state).toEqual({ kind: 'refused', why: 'forged', source: 'pasted' })
  expect(kept).toEqual([])
})

test('before a missing list is blamed, it is fetched once', async () => {
  const { made, asked } = adder([{ ok: false, refusal: 'trust-missing' }, good('EP1:A')])
  await made.add('EP1:A', 'portal')
  expect(made.state.kind).toBe('added')
  expect(asked).toEqual({ lists: 1, checks: 2 })
  const without = adder([{ ok: false, refusal: 'trust-missing' }])
  await without.made.add('EP1:A', 'portal')
  expect(without.made.state).toMatchObject({ kind: 'refused', why: 'trust-missing' })
  expect(without.asked.lists).toBe(1)
})

test('one blurred frame accuses nobody; the same text twice does', async () => {
  const { made } = adder([{ ok: false, refusal: 'damaged' }])
  await made.add('EP1:A', 'camera')
  expect(made.state.kind).toBe('idle')
  await made.add('EP1:B', 'camera')
  expect(made.state.kind).toBe('idle')
  await made.add('EP1:B', 'camera')
  expect(made.state).toMatchObject({ kind: 'refused', why: 'damaged' })
})

test('a second code while one is being checked is not taken', async () => {
  const { made, asked } = adder([good('EP1:A')])
  await Promise.all([made.add('EP1:A', 'camera'), made.add('EP1:A', 'camera')])
  expect(asked.checks).toBe(1)
})

test('a further pass of the pinned person is pinned, too', async () => {
  const { made, kept } = adder([good('EP1:A')], { isPinned: () => true })
  await made.add('EP1:A', 'pasted')
  expect(kept[0]?.pinned).toBe(true)
})

test('a full device is told, not swallowed', async () => {
  const { made } = adder([good('EP1:A')], { keep: () => Promise.reject(new Error('full')) })
  await made.add('EP1:A', 'pasted')
  expect(made.state).toMatchObject({ kind: 'refused', why: 'not-stored' })
})
