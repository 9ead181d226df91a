import { chooseLocale } from './choose-locale.ts'
import type { Catalog } from './message.ts'
import { createTranslator, type Translator } from './translator.ts'

/** Files of texts by path, `…/locales/<locale>/<area>.json`, each loaded only when its language is chosen. */
export type TextFiles = Readonly<Record<string, () => Promise<Catalog>>>

export interface AppTexts {
  readonly locales: readonly string[]
  /** The first of the reader's languages that there is; English otherwise. */
  choose(wanted: readonly string[]): string
  load(locale: string): Promise<Translator>
}

const FILE = /\/locales\/([^/]+)\/[^/]+\.json$/

/** A language is a folder of texts. It counts once every area of English is there. */
export function appTexts(files: TextFiles): AppTexts {
  const paths = Object.keys(files)
  const filesOf = (locale: string) => paths.filter((path) => localeOf(path) === locale)
  const whole = filesOf('en').length
  const locales = [...new Set(paths.map(localeOf))]
    .filter((locale) => filesOf(locale).length === whole)
    .sort()
  return {
    locales,
    choose: (wanted) => chooseLocale(locales, wanted),
    async load(locale) {
      const catalogs = await Promise.all(filesOf(locale).map((path) => files[path]!()))
      return createTranslator(locale, Object.assign({}, ...catalogs))
    },
  }
}

const localeOf = (path: string): string => FILE.exec(path)?.[1] ?? 'en'
