/** Whether the browser promised to delete nothing of this origin by itself. `unknown`: it does not say. */
export type StoragePromise = 'given' | 'refused' | 'unknown'

/** Asks for the promise. Some browsers ask the person in turn: a press of a button should stand behind it. */
export async function askForStorage(): Promise<StoragePromise> {
  const { storage }: { storage?: Partial<StorageManager> } = navigator
  try {
    return promise(await storage?.persist?.())
  } catch {
    return 'unknown'
  }
}

/** What the browser promised before. */
export async function storagePromise(): Promise<StoragePromise> {
  const { storage }: { storage?: Partial<StorageManager> } = navigator
  try {
    return promise(await storage?.persisted?.())
  } catch {
    return 'unknown'
  }
}

function promise(persistent: boolean | undefined): StoragePromise {
  if (persistent === undefined) return 'unknown'
  return persistent ? 'given' : 'refused'
}
