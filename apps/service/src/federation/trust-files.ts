import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Where in DATA_DIR each thing about a source lies, one file a source: what it says; which of its credentials its
 * status lists name; and how the last asking went, which changes nothing of our own list.
 */
const FOLDERS = { sources: 'trust', statuses: 'trust/statuses', notes: 'trust/notes' } as const
export type TrustFile = keyof typeof FOLDERS

const isId = (id: string): boolean => /^[\w-]{1,60}$/.test(id)
const folderOf = (dataDir: string, kind: TrustFile): string => join(dataDir, FOLDERS[kind])
const pathOf = (dataDir: string, kind: TrustFile, id: string): string =>
  join(folderOf(dataDir, kind), `${id}.json`)

/** Ids of the sources that there are files of. */
export async function idsOnFile(dataDir: string, kind: TrustFile = 'sources'): Promise<readonly string[]> {
  const names = await readdir(folderOf(dataDir, kind)).catch(() => [])
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()
}

/** An object of JSON; undefined where there is none. */
export async function readTrustFile(
  dataDir: string,
  kind: TrustFile,
  id: string,
): Promise<Record<string, unknown> | undefined> {
  try {
    const json: unknown = JSON.parse(await readFile(pathOf(dataDir, kind, id), 'utf8'))
    return typeof json === 'object' && json !== null ? { ...json } : undefined
  } catch {
    return undefined
  }
}

/** Whole or not at all. */
export async function writeTrustFile(
  dataDir: string,
  kind: TrustFile,
  id: string,
  content: object,
): Promise<void> {
  await mkdir(folderOf(dataDir, kind), { recursive: true, mode: 0o700 })
  const path = pathOf(dataDir, kind, id)
  await writeFile(`${path}.${process.pid}`, JSON.stringify(content), { mode: 0o600 })
  await rename(`${path}.${process.pid}`, path)
}

/** False where there was none. */
export async function removeTrustFile(dataDir: string, kind: TrustFile, id: string): Promise<boolean> {
  if (!isId(id)) return false
  try {
    await rm(pathOf(dataDir, kind, id))
    return true
  } catch {
    return false
  }
}

/** Changes with every file that is written or removed, and is had for less than reading them. */
export async function stateOfFiles(dataDir: string, kinds: readonly TrustFile[]): Promise<string> {
  const states = kinds.map(async (kind) => {
    const times = (await idsOnFile(dataDir, kind)).map(async (id) => {
      const found = await stat(pathOf(dataDir, kind, id)).catch(() => undefined)
      return `${id} ${found?.mtimeMs}`
    })
    return (await Promise.all(times)).join()
  })
  return (await Promise.all(states)).join(' ')
}
