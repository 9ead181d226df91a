/** What the sheet says that a pass is printed on, in one language. Dates are in words; nothing here is markup. */
export interface SheetWords {
  /** BCP 47, as the texts' folder is named: `en`, `zh-Hant`. */
  readonly locale: string
  /** Of the document, as a window or tab shows it. */
  readonly title: string
  readonly service: string
  readonly printed: string
  readonly type: string
  readonly name: string
  readonly birthDate: string
  readonly born: string
  readonly validUntil: string
  readonly until: string
  readonly howToUse: string
  readonly howToUseText: string
  readonly howToKeep: string
  readonly howToKeepText: string
  /** What a screen reader says of the code, and of its repetition on the card. */
  readonly codeOf: string
  readonly codeSmaller: string
  readonly showIt: string
  readonly fold: string
}
