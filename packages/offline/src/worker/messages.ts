export type ToServiceWorker =
  /** Look up every file that the app needs, fetch what is missing, and say how it stands. */
  | { readonly kind: 'heal' }
  /** Take over from the older version, now. */
  | { readonly kind: 'take-over' }

export interface FromServiceWorker {
  readonly kind: 'stock'
  /** Files that should be here and are not. 0: works offline. */
  readonly missing: number
}
