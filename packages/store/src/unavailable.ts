/**
 * The database is gone, starting, full or too slow: nothing is known to have been done. Trying again is right,
 * and works without a restart once the database is back. The message holds a code, never a statement or a value.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
  readonly code: string

  constructor(code: string) {
    super(`the store is unavailable (${code})`)
    this.code = code
  }
}
