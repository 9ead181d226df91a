import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Plugin } from 'vite'
import { compileTexts } from './compile.ts'
import { parseTexts, readTexts } from './locale-files.ts'

/**
 * `import texts from '…/data/locales/en/scanner.json?messages'` gives a `Catalog`, taken apart at build time:
 * the parser stays out of what browsers load. `common.json?language` gives the language's own name alone.
 */
export function localeMessages(): Plugin {
  return {
    name: 'excelsior-locale-messages',
    enforce: 'pre',
    async load(id) {
      const [path, query] = id.split('?')
      if (path === undefined || (query !== 'messages' && query !== 'language')) return undefined
      this.addWatchFile(path)
      const texts = parseTexts(await this.fs.readFile(path, { encoding: 'utf8' }), basename(path))
      return `export default ${JSON.stringify(query === 'language' ? texts['common.language'] : compileTexts(texts))}`
    },
  }
}

const LOCALES = join(import.meta.dirname, '../../../../data/locales')
const PLACE = '<noscript></noscript>'

/** What an app says where its script does not run, which is before anybody could choose a language: in each of them. */
export function toldWithoutScript(app: 'scanner' | 'wallet'): Plugin {
  return {
    name: 'excelsior-told-without-script',
    transformIndexHtml(html) {
      if (!html.includes(PLACE)) throw new Error(`${app}: no place for what is told without script`)
      const lines = readdirSync(LOCALES).map((locale) => {
        const text = readTexts(join(LOCALES, locale))[`${app}.no-script`] ?? ''
        return `<p lang="${locale}">${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`
      })
      return html.replace(PLACE, () => `<noscript>${lines.join('')}</noscript>`)
    },
  }
}
