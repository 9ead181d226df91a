import { openDB } from 'idb'

/** What stays on this device: settings, trust data, today's counts. Never anything about a person. */
export interface Kept {
  get(key: KeptKey): Promise<unknown>
  put(key: KeptKey, value: unknown): Promise<void>
  clear(): Promise<void>
}

export type KeptKey = 'settings' | 'trust' | 'latest-time' | 'counts'

const STORE = 'kept'

/** In IndexedDB; where the browser forbids that (some private windows), in memory until the page is left. */
export async function openKept(): Promise<Kept> {
  try {
    const database = await openDB('excelsior-scanner', 1, {
      upgrade: (upgraded) => {
        upgraded.createObjectStore(STORE)
      },
    })
    return {
      get: (key) => database.get(STORE, key),
      put: async (key, value) => {
        await database.put(STORE, value, key)
      },
      clear: () => database.clear(STORE),
    }
  } catch {
    return keptInMemory()
  }
}

export function keptInMemory(): Kept {
  const values = new Map<KeptKey, unknown>()
  return {
    get: async (key) => values.get(key),
    put: async (key, value) => {
      values.set(key, value)
    },
    clear: async () => values.clear(),
  }
}

/** What is read back may come from an older release, or be damaged. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
