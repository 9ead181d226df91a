import { fieldsOf } from '@excelsior/offline'
import type { KeptPass } from './kept-pass.ts'
import { newSealingKey, seal, unseal } from './sealing.ts'
import type { Shelf } from './shelf.ts'

export interface PassStore {
  readonly lasting: boolean
  all(): Promise<readonly KeptPass[]>
  /** Adds them, or changes the ones with the same id. */
  put(passes: readonly KeptPass[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
  clear(): Promise<void>
}

/** How often another page may drop the key between sealing and putting. */
const TRIES = 3

/** All passes on this device, each sealed by itself. */
export function createPassStore(shelf: Shelf): PassStore {
  return {
    lasting: shelf.lasting,
    async all() {
      const { key, passes } = await shelf.read()
      // What was sealed under a key that is gone can never be opened again: it is not left lying about.
      const lost = passes.map(fieldsOf).filter(({ keyId }) => keyId !== key?.id)
      const ids = lost.map(({ id }) => id).filter((id): id is string => typeof id === 'string')
      if (ids.length > 0) await shelf.remove(ids)
      const opened = await Promise.all(passes.map((each) => (key ? unseal(each, key) : undefined)))
      return opened.filter((pass): pass is KeptPass => pass !== undefined)
    },
    async put(passes) {
      for (let tries = 0; tries < TRIES; tries++) {
        const key = (await shelf.read()).key ?? (await shelf.keepKey(await newSealingKey()))
        const sealed = await Promise.all(passes.map((pass) => seal(pass, key)))
        if (await shelf.put(sealed)) return
      }
      throw new Error('the passes could not be kept')
    },
    remove: (ids) => shelf.remove(ids),
    clear: () => shelf.clear(),
  }
}
