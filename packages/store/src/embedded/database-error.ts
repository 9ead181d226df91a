export type DatabaseErrorCode =
  /** Another running process holds this data folder. */
  | 'in-use'
  /** No PostgreSQL for this machine, or data of another version. */
  | 'unsupported'
  /** The data folder belongs to another user of this machine. */
  | 'not-ours'
  | 'cannot-start'

/** The embedded database cannot be had; the message says what to do about it. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode

  constructor(code: DatabaseErrorCode, message: string) {
    super(message)
    this.name = 'DatabaseError'
    this.code = code
  }
}
