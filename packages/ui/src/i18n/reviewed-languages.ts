import { dirname, resolve } from 'node:path'
import type { Plugin } from 'vite'
import { languagesHeldBack } from './reviews.ts'

/** `import held from '…/data/reviews/harm-critical.json?held-back'` gives the languages that no person has reviewed. */
export function heldBackLanguages(): Plugin {
  return {
    name: 'excelsior-held-back-languages',
    enforce: 'pre',
    load(id) {
      const [path, query] = id.split('?')
      if (path === undefined || query !== 'held-back') return undefined
      this.addWatchFile(path)
      const held = languagesHeldBack(resolve(dirname(path), '..')).map(({ locale }) => locale)
      return `export default ${JSON.stringify(held)}`
    },
  }
}
