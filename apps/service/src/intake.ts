import type { EventEmitter } from 'node:events'
import { StoreUnavailable } from '@excelsior/store'

/** What a request takes that has sent nothing yet. Bytes. */
export const AT_LEAST = 16 * 1024

/** What a chunk takes beside its bytes: a body that comes byte by byte would fill the memory long before its bound. */
export const A_CHUNK = 192

/**
 * Bytes of bodies that a door has in hand, from when they come until their answer is taken: while the store is slow, that
 * is what fills memory. One source gets half of it at most, so that it keeps nobody out. Who finds no room is told to
 * come again.
 */
export class Intake {
  readonly #most: number
  readonly #bySource = new Map<number, number>()
  #all = 0

  constructor(most: number) {
    this.#most = most
  }

  /**
   * Takes the sizes of chunks as they come, until `response` is taken or its connection gone. Throws `StoreUnavailable`
   * where there is no room. What is not held any more is taken back by a negative size.
   */
  open(source: number, response: EventEmitter): (bytes: number) => void {
    let held = 0
    const take = (bytes: number): void => {
      const own = (this.#bySource.get(source) ?? 0) + bytes
      if (own > this.#most / 2 || this.#all + bytes > this.#most) throw new StoreUnavailable('busy')
      this.#bySource.set(source, own)
      this.#all += bytes
      held += bytes
    }
    const release = (): void => {
      const left = (this.#bySource.get(source) ?? 0) - held
      if (left > 0) this.#bySource.set(source, left)
      else this.#bySource.delete(source)
      this.#all -= held
      held = 0
    }
    for (const end of ['finish', 'close']) response.once(end, release)
    take(AT_LEAST)
    return take
  }
}
