import { basename } from 'node:path'
import type { Plugin } from 'vite'
import { compileTexts } from './compile.ts'
import { parseTexts } from './locale-files.ts'

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
