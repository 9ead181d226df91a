import { appTexts, type Catalog } from '@excelsior/ui'
import HELD_BACK from '../../../data/reviews/harm-critical.json?held-back'

/** Only the language in use is loaded, all are kept for offline use. */
export const TEXTS = appTexts(
  import.meta.glob<Catalog>('../../../data/locales/*/{common,date,pass,scanner}.json', {
    query: '?messages',
    import: 'default',
  }),
)

const NAMES: Readonly<Record<string, string>> = import.meta.glob<string>(
  '../../../data/locales/*/common.json',
  {
    query: '?language',
    import: 'default',
    eager: true,
  },
)

export interface Language {
  readonly locale: string
  readonly name: string
}

const LANGUAGES: readonly Language[] = TEXTS.locales.map((locale) => ({
  locale,
  name: NAMES[`../../../data/locales/${locale}/common.json`] ?? locale,
}))

/** Each by its own name; those whose harm-critical texts nobody has reviewed are for demonstrations alone. */
export const languagesFor = (demo: boolean): readonly Language[] =>
  LANGUAGES.filter(({ locale }) => demo || !HELD_BACK.includes(locale))
