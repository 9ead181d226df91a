export type SourceId = number & { readonly sourceId: unique symbol }

/** Who sends records. Nothing of it is personal. */
export interface Source {
  readonly id: SourceId
  readonly name: string
  /** ISO 3166-2: where its records come from unless they say so themselves. */
  readonly jurisdiction: string
  /** IANA name: what a time without an offset means. */
  readonly zone: string
  /** Whether messages marked as training or debugging are taken. */
  readonly trial: boolean
}

export interface Sources {
  list(): Promise<readonly Source[]>
  named(name: string): Promise<Source | undefined>
  /** Adds it, or changes the one of this name. */
  put(source: Omit<Source, 'id'>): Promise<Source>
  /** False where there is none, or where records of it are on file. */
  remove(name: string): Promise<boolean>
}
