import { type DBSchema, openDB } from 'idb'
import { isLocked, type LockedKey } from './lock.ts'
import type { SealedPass, SealingKey } from './sealing.ts'

/** The one key as it is kept: ready for use, or behind a PIN. */
export type StoredKey = SealingKey | LockedKey

/** Where sealed passes and their key lie. Each step is done as a whole or not at all. */
export interface Shelf {
  /** False: in memory only, until the page is left. */
  readonly lasting: boolean
  /** Both as they were at one moment. */
  read(): Promise<{ readonly key: StoredKey | undefined; readonly passes: readonly unknown[] }>
  /** Keeps the key unless there is one, and gives the one that is there then. */
  keepKey(key: StoredKey): Promise<StoredKey>
  /** Refuses, and changes nothing, where their key is no longer there. */
  put(passes: readonly SealedPass[]): Promise<boolean>
  /**
   * All passes anew under another key, in one step. Refuses, and changes nothing, where the key is no longer the one
   * with the id `before`.
   */
  replace(key: StoredKey, passes: readonly SealedPass[], before: string | undefined): Promise<boolean>
  /** Changes what is kept of a lock, in one step; undefined where `change` gives nothing, or the lock is gone. */
  changeLock(id: string, change: (kept: LockedKey) => LockedKey | undefined): Promise<LockedKey | undefined>
  /** The key goes with the last pass. */
  remove(ids: readonly string[]): Promise<void>
  clear(): Promise<void>
}

interface Schema extends DBSchema {
  passes: { key: string; value: SealedPass }
  key: { key: string; value: StoredKey }
}

const THE_KEY = 'key'

/** In IndexedDB; where the browser forbids that (some private windows), in memory. */
export async function openShelf(): Promise<Shelf> {
  try {
    const database = await openDB<Schema>('excelsior-wallet-passes', 1, {
      upgrade: (upgraded) => {
        upgraded.createObjectStore('passes', { keyPath: 'id' })
        upgraded.createObjectStore('key')
      },
    })
    const both = () => database.transaction(['passes', 'key'], 'readwrite')
    return {
      lasting: true,
      async read() {
        const look = database.transaction(['passes', 'key'])
        const [key, passes] = await Promise.all([
          look.objectStore('key').get(THE_KEY),
          look.objectStore('passes').getAll(),
        ])
        return { key, passes }
      },
      async keepKey(key) {
        const change = database.transaction('key', 'readwrite')
        const there = await change.store.get(THE_KEY)
        if (!there) change.store.put(key, THE_KEY)
        await change.done
        return there ?? key
      },
      async put(passes) {
        const change = both()
        const key = await change.objectStore('key').get(THE_KEY)
        const right = passes.every(({ keyId }) => keyId === key?.id)
        if (right) for (const pass of passes) change.objectStore('passes').put(pass)
        await change.done
        return right
      },
      async replace(key, passes, before) {
        const change = both()
        const there = await change.objectStore('key').get(THE_KEY)
        if (there?.id === before) {
          change.objectStore('passes').clear()
          for (const pass of passes) change.objectStore('passes').put(pass)
          change.objectStore('key').put(key, THE_KEY)
        }
        await change.done
        return there?.id === before
      },
      async changeLock(id, to) {
        const change = database.transaction('key', 'readwrite')
        const there = await change.store.get(THE_KEY)
        const next = isLocked(there) && there.id === id ? to(there) : undefined
        if (next) change.store.put(next, THE_KEY)
        await change.done
        return next
      },
      async remove(ids) {
        const change = both()
        for (const id of ids) change.objectStore('passes').delete(id)
        if ((await change.objectStore('passes').count()) === 0) change.objectStore('key').clear()
        await change.done
      },
      async clear() {
        const change = both()
        change.objectStore('passes').clear()
        change.objectStore('key').clear()
        await change.done
      },
    }
  } catch {
    return shelfInMemory()
  }
}

export function shelfInMemory(): Shelf {
  const passes = new Map<string, SealedPass>()
  let kept: StoredKey | undefined
  return {
    lasting: false,
    read: async () => ({ key: kept, passes: [...passes.values()] }),
    async keepKey(key) {
      kept ??= key
      return kept
    },
    async put(added) {
      if (added.some(({ keyId }) => keyId !== kept?.id)) return false
      for (const pass of added) passes.set(pass.id, pass)
      return true
    },
    async replace(key, added, before) {
      if (kept?.id !== before) return false
      kept = key
      passes.clear()
      for (const pass of added) passes.set(pass.id, pass)
      return true
    },
    async changeLock(id, to) {
      const next = isLocked(kept) && kept.id === id ? to(kept) : undefined
      if (next) kept = next
      return next
    },
    async remove(ids) {
      for (const id of ids) passes.delete(id)
      if (passes.size === 0) kept = undefined
    },
    async clear() {
      passes.clear()
      kept = undefined
    },
  }
}
