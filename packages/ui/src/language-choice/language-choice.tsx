import type { Translator } from '../i18n/translator.ts'

export interface LanguageChoiceProps {
  readonly t: Translator
  /** Each by its own name; one alone needs no choice. */
  readonly languages: readonly { readonly locale: string; readonly name: string }[]
  /** Where each link leads: `#device`. */
  readonly page: string
}

/** An installed app's languages, each in its own name and script, with an address of its own. */
export function LanguageChoice({ t, languages, page }: LanguageChoiceProps) {
  if (languages.length < 2) return null
  return (
    <nav class="choices" aria-label={t('common.languages')}>
      <ul class="choices__list">
        {languages.map(({ locale, name }) => (
          <li key={locale}>
            <a
              href={`?lang=${locale}${page}`}
              lang={locale}
              hreflang={locale}
              aria-current={locale === t.locale ? 'true' : undefined}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
