import type { SheetWords } from '@excelsior/domain'

/** The sizes of sheet there are in printers: 210 by 297 mm, and 8.5 by 11 inches. */
export type Paper = 'a4' | 'us-letter'

export interface PassPage {
  readonly paper: Paper
  /** The reader's language; English after it, where that is another. */
  readonly words: readonly SheetWords[]
  /** The holder's, in any script. */
  readonly name: string
  /** 1: the whole time is left; 0: none. */
  readonly share: number
  /** Rows of modules, true is dark; without the quiet zone. */
  readonly modules: readonly (readonly boolean[])[]
}

/** What a letter with a one-time code says, in one language. */
export interface LetterWords {
  readonly locale: string
  readonly title: string
  readonly service: string
  readonly lead: string
  readonly code: string
  readonly until: string
  readonly how: string
  readonly steps: readonly string[]
  readonly notAsked: string
  readonly help: string
}

export interface LetterPage {
  readonly paper: Paper
  /** The addressee's language; English after it, where that is another. */
  readonly words: readonly LetterWords[]
  /** Name, street, place: as it stands in the window of the envelope. */
  readonly address: readonly string[]
  readonly date: string
  /** Digits. */
  readonly code: string
}
