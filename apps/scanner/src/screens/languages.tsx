import type { Translator } from '@excelsior/ui'
import { languagesFor } from '../app-texts.ts'

export interface LanguagesProps {
  readonly t: Translator
  readonly demo: boolean
  /** Where each link leads: `#settings`. */
  readonly page: string
}

/** Each in its own name and script, with an address of its own; the choice is kept on this device. */
export function Languages({ t, demo, page }: LanguagesProps) {
  const languages = languagesFor(demo)
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
