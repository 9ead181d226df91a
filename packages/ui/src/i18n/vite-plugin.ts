import { basename } from 'node:path'
import type { Plugin } from 'vite'
import { compileTexts } from './compile.ts'
import { parseTexts } from './locale-files.ts'

/**
 * `import texts from '…/data/locales/en/scanner.json?messages'` gives a `Catalog`, taken apart at build time:
 * the parser stays out of what browsers load.
 */
export function localeMessages(): Plugin {
  return {
    name: 'excelsior-locale-messages',
    enforce: 'pre',
    async load(id) {
      const [path, query] = id.split('?')
      if (path === undefined || query !== 'messages') return undefined
      this.addWatchFile(path)
      const json = await this.fs.readFile(path, { encoding: 'utf8' })
      return `export default ${JSON.stringify(compileTexts(parseTexts(json, basename(path))))}`
    },
  }
}
