import { type Catalog, createTranslator, type Translator } from '@excelsior/ui'

/** A language is a folder of texts; only the one in use is loaded, all are kept for offline use. */
const FILES = import.meta.glob<Catalog>('../../../data/locales/*/{common,date,pass,scanner}.json', {
  query: '?messages',
  import: 'default',
})

const FILE = /\/locales\/([^/]+)\/[^/]+\.json$/

const LOCALES: readonly string[] = [...new Set(Object.keys(FILES).map(localeOf))].sort()

/** The first of the reader's languages that there is; English otherwise. */
export function chooseLocale(wanted: readonly string[]): string {
  for (const tag of wanted) {
    const exact = LOCALES.find((locale) => locale.toLowerCase() === tag.toLowerCase())
    const near = exact ?? LOCALES.find((locale) => locale.split('-')[0] === tag.split('-')[0])
    if (near) return near
  }
  return 'en'
}

export async function loadTexts(locale: string): Promise<Translator> {
  const loads = Object.entries(FILES).filter(([path]) => localeOf(path) === locale)
  const catalogs = await Promise.all(loads.map(([, load]) => load()))
  return createTranslator(locale, Object.assign({}, ...catalogs))
}

function localeOf(path: string): string {
  return FILE.exec(path)?.[1] ?? 'en'
}
