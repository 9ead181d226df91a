/** One text and what has to come of it. */
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

export const AT = '2021-11-20T17:00:00Z'

export const notGenuine = (name: string, text: string, reason: string): Vector => ({
  name,
  text,
  expect: { genuine: false, status: 'not-genuine', reason },
})

export const unreadable = (name: string, text: string): Vector => notGenuine(name, text, 'unreadable')
