import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readTexts } from '@excelsior/ui/locales'
import { fingerprint, reviewsOf, unreviewedTexts } from '@excelsior/ui/reviews'

/** `review-texts.ts <language>` lists what a person has still to read; `--by "<role>"` writes down that it was read. */
const DATA = resolve(import.meta.dirname, '../data')
const [locale = '', option, by = ''] = process.argv.slice(2)

function main(): number {
  if (!/^[A-Za-z-]{2,12}$/.test(locale) || !existsSync(join(DATA, 'locales', locale))) {
    console.error('Usage: review-texts.ts <language> [--by "<role>"]')
    return 2
  }
  const [english, texts] = [readTexts(join(DATA, 'locales/en')), readTexts(join(DATA, 'locales', locale))]
  const open = unreviewedTexts(DATA, locale)
  if (option === '--by' && by.trim() !== '') {
    const read = Object.fromEntries(open.map((key) => [key, fingerprint(texts[key] ?? '')]))
    const on = new Date().toISOString().slice(0, 10)
    const reviews = [...reviewsOf(DATA, locale), { by: by.trim(), on, texts: read }]
    writeFileSync(join(DATA, 'reviews', `${locale}.json`), `${JSON.stringify(reviews, null, 2)}\n`)
    console.log(`${open.length} sentences noted as read by: ${by.trim()}`)
    return 0
  }
  for (const key of open) console.log(`${key}\n  en  ${english[key]}\n  ${locale}  ${texts[key]}\n`)
  console.log(`${open.length} sentences to be read in ${locale}.`)
  return 0
}

process.exitCode = main()
