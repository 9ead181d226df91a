import type { Instant, PartialDate } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { type AdderOptions, createAdder } from './adding.ts'
import type { Examined } from './passes/check-pass.ts'
import type { KeptPass } from './passes/kept-pass.ts'

const good = (text: string): Examined => ({
  ok: true,
  text,
  facts: {
    format: 'pass',
    kind: 'pcr',
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
    keep: async (passes) => {
      kept.push(...passes)
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
  expect(made.state).toMatchObject({ kind: 'added', again: true, ids: [kept[0]?.id] })
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

describe('several at once', () => {
  const file = (...cards: string[]) => JSON.stringify({ verifiableCredential: cards })
  const byText = (
    refused: Readonly<Record<string, 'expired' | 'forged'>>,
    change: Partial<AdderOptions> = {},
  ) =>
    adder([], {
      examine: async (text) => {
        const refusal = refused[text]
        return refusal ? { ok: false, refusal } : good(text)
      },
      ...change,
    })

  test('each card of a file is judged by itself: those that hold are kept, of the others it is said why', async () => {
    const kept: KeptPass[] = []
    const { made } = byText({ 'a.b.2': 'expired' }, { keep: async (passes) => void kept.push(...passes) })
    await made.add([file('a.b.1', 'a.b.2', 'a.b.3')], 'picture')
    expect(kept.map(({ text }) => text)).toEqual(['a.b.1', 'a.b.3'])
    expect(made.state).toMatchObject({ kind: 'added', again: false, refused: ['expired'] })
  })

  test('a file of which none holds is refused as a whole', async () => {
    const { made, kept } = byText({ 'a.b.1': 'forged', 'a.b.2': 'expired' })
    await made.add([file('a.b.1', 'a.b.2')], 'picture')
    expect(made.state).toMatchObject({ kind: 'refused', why: 'forged' })
    expect(kept).toEqual([])
  })

  test('the address that a sheet bears beside its code is no matter', async () => {
    const { made } = byText({})
    await made.add(['https://menu.example', 'EP1:A'], 'picture')
    expect(made.state).toMatchObject({ kind: 'added', refused: [] })
  })

  test('the same code twice in one picture is one pass', async () => {
    const { made, kept } = byText({})
    await made.add(['EP1:A', 'EP1:A'], 'picture')
    expect(kept).toHaveLength(1)
  })
})

describe('a card in several codes', () => {
  const [one, two] = ['shc:/1/2/5676', 'shc:/2/2/2909']

  test('is put together as the camera sees its parts, in any order and again', async () => {
    const { made, kept } = adder([good('shc')])
    await made.add(two, 'camera')
    expect(made.state).toEqual({ kind: 'part', seen: 1, of: 2 })
    await made.add(two, 'camera')
    expect(made.state).toEqual({ kind: 'part', seen: 1, of: 2 })
    await made.add(one, 'camera')
    expect(made.state.kind).toBe('added')
    expect(kept).toHaveLength(1)
  })

  test('is put together over two pictures as well', async () => {
    const asked: string[] = []
    const { made } = adder([], {
      examine: async (text) => {
        asked.push(text)
        return good(text)
      },
    })
    await made.add([one], 'picture')
    expect(made.state).toEqual({ kind: 'part', seen: 1, of: 2 })
    await made.add([two], 'picture')
    expect(asked).toEqual([`${one}\n${two}`])
  })

  test('is forgotten when the place is left', async () => {
    const { made } = adder([good('shc')])
    await made.add(one, 'camera')
    made.settle()
    await made.add(two, 'camera')
    expect(made.state).toEqual({ kind: 'part', seen: 1, of: 2 })
  })
})
