/** One credential and what has to come of it. */
export interface Vector {
  /** The file's name, and the fault's. */
  readonly name: string
  readonly text: string
  /** When other than `AT`. */
  readonly at?: string
  /** Whether a verifier asked for it just now: with `AUDIENCE` and `NONCE`. */
  readonly asked?: true
  /** Status lists that were fetched, by their files' names. */
  readonly lists?: readonly string[]
  readonly expect: {
    readonly genuine: boolean | null
    readonly status: string
    readonly kind?: string
    readonly reason?: string
    readonly live?: true
  }
}

export const refused = (reason: string): Vector['expect'] => ({
  genuine: false,
  status: 'not-genuine',
  reason,
})
export const UNREADABLE = refused('unreadable')
export const BAD_SIGNATURE = refused('bad-signature')
export const VALID = { genuine: true, status: 'valid', kind: 'vaccination' } as const
