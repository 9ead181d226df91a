import { StoreUnavailable } from './unavailable.ts'

interface Call<T> {
  readonly rows: readonly T[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Writes what several callers have at the same time: whoever comes while a write is under way goes with the next one,
 * so that sixteen wait for one write to disk and not for sixteen. A call resolves once its own rows are written, and
 * rejects only for its own.
 */
export function together<T>(
  write: (rows: readonly T[]) => Promise<unknown>,
): (rows: readonly T[]) => Promise<void> {
  let waiting: Call<T>[] = []
  let isRunning = false

  async function settle(calls: readonly Call<T>[]): Promise<void> {
    try {
      await write(calls.flatMap(({ rows }) => rows))
      for (const { resolve } of calls) resolve()
    } catch (error) {
      const [only] = calls
      if (calls.length === 1 && only) only.reject(error)
      else if (error instanceof StoreUnavailable) for (const { reject } of calls) reject(error)
      // Something about one of them: the others are not to suffer for it.
      else for (const call of calls) await settle([call])
    }
  }

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      const calls = waiting
      waiting = []
      await settle(calls)
    }
    isRunning = false
  }

  return (rows) =>
    new Promise((resolve, reject) => {
      waiting.push({ rows, resolve, reject })
      if (!isRunning) void run()
    })
}
