import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { refreshStatusLists, refreshTrustSources } from '../federation/trust-sources.ts'
import { startRefreshingTrust } from './refreshing-trust.ts'

vi.mock('../federation/trust-sources.ts', () => ({
  refreshStatusLists: vi.fn(async () => []),
  refreshTrustSources: vi.fn(async () => []),
}))

const MINUTE = 60_000
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('lists of those whose word we take are fetched every hour, and though status lists were slow then', async () => {
  const parts = { issuer: { id: 'US-NY' }, keyRing: { demo: false } }
  const job = startRefreshingTrust(parts as never, '/nowhere', { warn: () => undefined })
  await vi.advanceTimersByTimeAsync(58 * MINUTE)
  expect(refreshTrustSources, 'at the start').toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(3 * MINUTE)
  expect(refreshTrustSources, 'after an hour').toHaveBeenCalledTimes(2)

  await vi.advanceTimersByTimeAsync(52 * MINUTE)
  let answer: () => void = () => undefined
  const slow = new Promise<never[]>((resolve) => {
    answer = () => resolve([])
  })
  vi.mocked(refreshStatusLists).mockImplementationOnce(() => slow)
  await vi.advanceTimersByTimeAsync(8 * MINUTE)
  expect(refreshTrustSources, 'one round at a time').toHaveBeenCalledTimes(2)
  answer()
  await vi.advanceTimersByTimeAsync(0)
  expect(refreshTrustSources, 'made up for').toHaveBeenCalledTimes(3)
  job.stop()
})
