import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Outcome } from './outcome.ts'
import { driveScans } from './scan-driver.ts'

const VALID: Outcome = {
  word: 'valid',
  proven: true,
  type: 'pcr',
  seen: { format: 'pass', kind: 'pass' },
  holder: { givenName: 'Rosa', familyName: 'Delgado', birthDate: null },
  expires: 0 as never,
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'setTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function drive(check: () => Promise<Outcome>) {
  const words: string[] = []
  const driver = driveScans({
    check,
    now: () => performance.now(),
    onChange: () => {},
    onVerdict: ({ word }) => words.push(word),
  })
  return { driver, words }
}
const settled = () => vi.advanceTimersByTimeAsync(0)

describe('a check that fails', () => {
  test('on every third scan is told as CANNOT CHECK, is counted, and the next scan works', async () => {
    let checks = 0
    const { driver, words } = drive(async () => {
      checks += 1
      if (checks % 3 === 0) throw new Error('broken')
      return VALID
    })
    for (const text of ['A', 'B', 'C', 'D', 'E', 'F']) {
      driver.seen(text, 'wedge')
      await settled()
      driver.next()
    }
    expect(words).toEqual(['valid', 'valid', 'cannot-check', 'valid', 'valid', 'cannot-check'])
  })

  test('by throwing at once does not stop the scanner either', async () => {
    const { driver, words } = drive(() => {
      throw new Error('broken')
    })
    driver.seen('A', 'typed')
    await settled()
    expect(words).toEqual(['cannot-check'])
  })

  test('by never answering is given up after 2 s, and its late answer is nobody’s', async () => {
    const { driver, words } = drive(() => new Promise((resolve) => setTimeout(() => resolve(VALID), 3_000)))
    driver.seen('A', 'camera', 1)
    await vi.advanceTimersByTimeAsync(1_900)
    expect(words).toEqual([])
    await vi.advanceTimersByTimeAsync(300)
    expect(words).toEqual(['cannot-check'])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(words).toEqual(['cannot-check'])
  })
})

test('data leave by themselves after 15 s, and then nothing ticks any more', async () => {
  const { driver } = drive(async () => VALID)
  driver.seen('A', 'camera', 1)
  await settled()
  expect(driver.state.phase.kind).toBe('verdict')
  await vi.advanceTimersByTimeAsync(15_250)
  expect(driver.state.phase.kind).toBe('looking')
  await vi.advanceTimersByTimeAsync(3_500)
  expect(vi.getTimerCount()).toBe(0)
  expect(JSON.stringify(driver.state)).not.toContain('Rosa')
})
