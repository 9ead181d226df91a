import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Answers leave at fixed steps after their request arrived, whatever the work was, so that time tells
 * nothing about the person asked for. Work that takes longer than one step leaves at the next.
 */
export class Quantum {
  readonly #step: number

  /** `step` in milliseconds; 0 switches the wait off (measurements only). */
  constructor(step: number) {
    this.#step = step
  }

  /** Runs the work, begun at `arrived` (performance.now()), and lets its result, or its error, out on the step. */
  async run<T>(arrived: number, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      if (this.#step > 0) {
        const elapsed = performance.now() - arrived
        await sleep(Math.ceil(elapsed / this.#step) * this.#step - elapsed)
      }
    }
  }
}
