import { type Catalog, fill, type NumberWords, type Tags } from './message.ts'

export type Values = Readonly<Record<string, string | number>>

/** Gives the text of a key in one language. Throws on a key that the language lacks: a test finds those first. */
export interface Translator {
  (key: string, values?: Values): string
  /** BCP 47, `en`, `zh-Hant`: goes into `lang`. */
  readonly locale: string
  has(key: string): boolean
  /** A text with elements in it: `<b>…</b>` becomes what `tags.b` makes of its inside; values may be elements too. */
  rich<T>(key: string, values: Readonly<Record<string, string | number | T>>, tags?: Tags<T>): (string | T)[]
}

export function createTranslator(locale: string, catalog: Catalog): Translator {
  const words = numberWords(locale)
  const messages = new Map(Object.entries(catalog))
  const messageOf = (key: string) => {
    const message = messages.get(key)
    if (message === undefined) throw new Error(`no text "${key}" in ${locale}`)
    return message
  }
  const translate = (key: string, values: Values = {}) => fill(messageOf(key), values, {}, words).join('')
  return Object.assign(translate, {
    locale,
    has: (key: string) => messages.has(key),
    rich: <T>(key: string, values: Readonly<Record<string, string | number | T>>, tags: Tags<T> = {}) =>
      fill(messageOf(key), values, tags, words),
  })
}

/** Latin digits in every language: staff compare them with what stands on an ID. */
function numberWords(locale: string): NumberWords {
  // Intl knows no Haitian Creole and would silently count in the system's language.
  if (locale === 'ht') return HAITIAN_CREOLE
  const digits = whenNeeded(() => new Intl.NumberFormat(`${locale}-u-nu-latn`))
  const cardinals = whenNeeded(() => new Intl.PluralRules(locale))
  const ordinals = whenNeeded(() => new Intl.PluralRules(locale, { type: 'ordinal' }))
  return {
    digits: (value) => digits().format(value),
    category: (value, ordinal) => (ordinal ? ordinals() : cardinals()).select(value),
  }
}

/** The first of `Intl` in a page costs a phone up to 50 ms, and most first screens hold no number. */
function whenNeeded<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** As in French: a comma before fractions, and thousands apart from five digits on. */
const HAITIAN_CREOLE: NumberWords = {
  digits(value) {
    const [whole = '', fraction] = String(value).split('.')
    const apart = whole.length > 4 ? whole.replace(/\B(?=(?:\d{3})+$)/g, '\u00a0') : whole
    return fraction === undefined ? apart : `${apart},${fraction}`
  },
  category: (value, ordinal) => (!ordinal && value === 1 ? 'one' : 'other'),
}
