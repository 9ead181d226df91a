import type { LetterPage, PassPage } from './pages.ts'

/** What a press asks of its worker, one thing at a time. */
export type Job =
  | { readonly kind: 'pass'; readonly page: PassPage }
  | { readonly kind: 'letter'; readonly page: LetterPage }

/** Never with words about what went wrong: they would quote the name. */
export type Done =
  | { readonly kind: 'pdf'; readonly bytes: Uint8Array }
  | { readonly kind: 'cannot' | 'failed' }
