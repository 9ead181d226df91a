/** One code and what has to come of it. */
export interface Vector {
  /** The file's name, and the fault's. */
  readonly name: string
  readonly text: string
  /** When other than `AT`. */
  readonly at?: string
  readonly expect: {
    readonly genuine: boolean | null
    readonly status: string
    readonly kind?: string
    readonly reason?: string
  }
}
