import { openDB } from 'idb'

/** What an app keeps on this device under few names: settings, trust data. Never anything about a person. */
export interface Kept<Key extends string = string> {
  /** Whether it outlives the page. */
  readonly lasting: boolean
  get(key: Key): Promise<unknown>
  put(key: Key, value: unknown): Promise<void>
  clear(): Promise<void>
}

const STORE = 'kept'

/** In IndexedDB; where the browser forbids that (some private windows), in memory until the page is left. */
export async function openKept<Key extends string>(name: string): Promise<Kept<Key>> {
  try {
    const database = await openDB(name, 1, {
      upgrade: (upgraded) => {
        upgraded.createObjectStore(STORE)
      },
    })
    return {
      lasting: true,
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

export function keptInMemory<Key extends string>(): Kept<Key> {
  const values = new Map<Key, unknown>()
  return {
    lasting: false,
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
