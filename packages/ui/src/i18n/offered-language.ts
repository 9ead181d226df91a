import type { AppTexts } from './app-texts.ts'

export interface OfferedLanguage {
  /** The first of the reader's languages that a person has reviewed; English otherwise. */
  readonly reviewed: string
  /** The first of them that there is: offered by a demonstration alone. */
  readonly demonstration: string
}

/** `wanted`: the reader's languages, best first. `heldBack`: languages whose harm-critical texts nobody has reviewed. */
export function offeredLanguage(
  texts: Pick<AppTexts, 'choose'>,
  wanted: readonly string[],
  heldBack: readonly string[],
): OfferedLanguage {
  // English also stands for a language that is not there at all: then the next one may be.
  const found = wanted
    .map((tag) => ({ locale: texts.choose([tag]), english: /^en\b/i.test(tag) }))
    .filter(({ locale, english }) => english || locale !== 'en')
    .map(({ locale }) => locale)
  return {
    reviewed: found.find((locale) => !heldBack.includes(locale)) ?? 'en',
    demonstration: found[0] ?? 'en',
  }
}
