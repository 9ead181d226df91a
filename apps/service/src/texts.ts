import { join } from 'node:path'
import type { ChallengeQuestion } from '@excelsior/domain'
import { type Catalog, createTranslator, questionTexts, type Translator } from '@excelsior/ui'
import { readLocales } from '@excelsior/ui/locales'
import { type HeldBack, languagesHeldBack } from '@excelsior/ui/reviews'

/** Every text the service speaks, in every language that it offers. */
export interface Texts {
  readonly catalogs: ReadonlyMap<string, Catalog>
  /** Languages that are there but not offered: no person has reviewed their harm-critical texts. */
  readonly heldBack: readonly HeldBack[]
  /** By `Accept-Language` (RFC 9110, section 12.5.4); English where nothing fits. */
  translatorFor(acceptLanguage: string | undefined): Translator
  /** `[{"id","text","options":[{"value","text"}]}]`: the same bytes for everybody, written once in each language. */
  questionsJson(questions: Questions, t: Translator): string
}

type Questions = readonly ChallengeQuestion[]

/** A demonstration, which reaches nobody who needs a pass, offers every language there is a folder for. */
export function readTexts(root: string, demonstration: boolean): Texts {
  const heldBack = demonstration ? [] : languagesHeldBack(join(root, 'data'))
  const all = readLocales(join(root, 'data/locales'))
  const catalogs = new Map([...all].filter(([name]) => !heldBack.some(({ locale }) => locale === name)))
  const translators = new Map(
    [...catalogs].map(([locale, catalog]) => [locale, createTranslator(locale, catalog)]),
  )
  const english = translators.get('en')
  if (!english) throw new Error('data/locales/en is missing')
  return {
    catalogs,
    heldBack,
    translatorFor: (header) => translators.get(bestLocale(header ?? '', [...translators.keys()])) ?? english,
    questionsJson: questionWriter(),
  }
}

function questionWriter(): Texts['questionsJson'] {
  const written = new WeakMap<Questions, Map<string, string>>()
  return (questions, t) => {
    const byLocale = written.get(questions) ?? new Map<string, string>()
    written.set(questions, byLocale)
    const known = byLocale.get(t.locale)
    if (known !== undefined) return known
    const json = JSON.stringify(questions.map((question) => questionTexts(question, t)))
    byLocale.set(t.locale, json)
    return json
  }
}

/** The best-liked language that we speak: `es-MX` finds `es`, `zh-TW`, `zh-HK` and `zh-Hant-TW` find `zh-Hant`. */
function bestLocale(header: string, locales: readonly string[]): string {
  const wanted = header
    .slice(0, 256)
    .split(',', 16)
    .map((part, order) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const quality = parameters
        .map((p) => /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(p)?.[1])
        .find((q) => q !== undefined)
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality), order }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.order - b.order)
  for (const { tag } of wanted) {
    const locale = locales.find((candidate) => fits(tag, candidate.toLowerCase()))
    if (locale) return locale
  }
  return 'en'
}

const fits = (tag: string, locale: string): boolean =>
  tag === locale || tag.startsWith(`${locale}-`) || (/^zh-(tw|hk|mo)$/.test(tag) && locale === 'zh-hant')
