import { describe, expect, test } from 'vitest'
import { together } from './together.ts'
import { StoreUnavailable } from './unavailable.ts'

/** A writer that notes what it is asked to write, and waits for `go`. */
function aWriter(fails: (rows: readonly string[]) => Error | undefined = () => undefined) {
  const written: (readonly string[])[] = []
  let go = () => {}
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  const write = together<string>(async (rows) => {
    written.push(rows)
    await gate
    const error = fails(rows)
    if (error) throw error
  })
  return { write, written, go }
}

describe('rows that several callers have at the same time', () => {
  test('are written with the next write, in the order in which they came', async () => {
    const { write, written, go } = aWriter()
    const calls = [write(['a']), write(['b', 'c']), write(['d'])]
    expect(written).toEqual([['a']])
    go()
    await Promise.all(calls)
    expect(written).toEqual([['a'], ['b', 'c', 'd']])
  })

  test('are reported as written only after the write that they went with', async () => {
    const { write, go } = aWriter()
    let done = false
    const first = write(['a']).then(() => {
      done = true
    })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(done).toBe(false)
    go()
    await first
    expect(done).toBe(true)
  })

  test('do not suffer for one among them that cannot be written', async () => {
    const { write, go } = aWriter((rows) => (rows.includes('bad') ? new Error('duplicate') : undefined))
    const calls = [write(['a']), write(['b']), write(['bad']), write(['c'])]
    go()
    const outcomes = await Promise.allSettled(calls)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  })

  test('are all refused while the database is gone, and taken again afterwards', async () => {
    let gone = true
    const { write, written, go } = aWriter(() => (gone ? new StoreUnavailable('57P01') : undefined))
    const calls = [write(['a']), write(['b']), write(['c'])]
    go()
    const outcomes = await Promise.allSettled(calls)
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(written).toHaveLength(2)
    gone = false
    await write(['a'])
    expect(written.at(-1)).toEqual(['a'])
  })
})
