import { appTexts, type Catalog } from '@excelsior/ui'

/** Only the language in use is loaded, all are kept for offline use. */
export const TEXTS = appTexts(
  import.meta.glob<Catalog>('../../../data/locales/*/{common,date,lock,pass,wallet}.json', {
    query: '?messages',
    import: 'default',
  }),
)
