import { appTexts, type Catalog } from '@excelsior/ui'
// Languages whose harm-critical texts nobody has reviewed: for demonstrations alone.
import HELD_BACK from '../../../data/reviews/harm-critical.json?held-back'

/** Only the language in use is loaded, all are kept for offline use. */
export const TEXTS = appTexts(
  import.meta.glob<Catalog>('../../../data/locales/*/{common,date,lock,pass,wallet}.json', {
    query: '?messages',
    import: 'default',
  }),
)

const NAMES: Readonly<Record<string, string>> = import.meta.glob<string>(
  '../../../data/locales/*/common.json',
  { query: '?language', import: 'default', eager: true },
)

/** Each by its own name. */
export const languagesFor = (demo: boolean): readonly { readonly locale: string; readonly name: string }[] =>
  TEXTS.locales
    .filter((locale) => demo || !HELD_BACK.includes(locale))
    .map((locale) => ({ locale, name: NAMES[`../../../data/locales/${locale}/common.json`] ?? locale }))
