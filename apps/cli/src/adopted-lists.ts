import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  LIMITS,
  openTrustList,
  type RefusedTrustList,
  type Trust,
  type TrustListContent,
} from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'

/** Another department's trust list, as it was last taken; each in a file named for its root key. */
export interface AdoptedList {
  /** Thumbprint of the root key that it is pinned to. */
  readonly root: string
  /** Where it comes from, for the next refresh; a file's name where it came from a file. */
  readonly source: string
  readonly trust: Trust
  readonly content: TrustListContent
}

const adoptedFolder = (dataDir: string): string => join(dataDir, 'trust')

/** All adopted lists that open. A file that does not is passed over: its list has to be added anew. */
export async function readAdoptedLists(dataDir: string): Promise<readonly AdoptedList[]> {
  const folder = adoptedFolder(dataDir)
  const names = await readdir(folder).catch(() => [])
  const lists: AdoptedList[] = []
  for (const name of names.filter((name) => name.endsWith('.json')).sort()) {
    const list = await readAdoptedList(join(folder, name), name.slice(0, -'.json'.length))
    if (list) lists.push(list)
  }
  return lists
}

async function readAdoptedList(path: string, root: string): Promise<AdoptedList | undefined> {
  try {
    const { source, list } = JSON.parse(await readFile(path, 'utf8'))
    if (typeof source !== 'string' || typeof list !== 'string') return undefined
    const opened = await open(new TextEncoder().encode(list), root)
    return opened.ok ? { root, source, trust: opened.trust, content: opened.content } : undefined
  } catch {
    return undefined
  }
}

/** Takes a list for a root that is pinned, or on first use; in place of an older one of the same root. */
export async function adoptList(
  dataDir: string,
  bytes: Uint8Array,
  source: string,
  pinnedRoot: string | null,
  now: Instant,
): Promise<{ readonly ok: true; readonly list: AdoptedList } | RefusedTrustList> {
  const first = await open(bytes, pinnedRoot, now)
  if (!first.ok) return first
  const known = (await readAdoptedLists(dataDir)).find((list) => list.root === first.root)
  const opened = await open(bytes, first.root, now, known?.content.version)
  if (!opened.ok) return opened
  const folder = adoptedFolder(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${opened.root}.json`)
  const draft = `${path}.${process.pid}`
  await writeFile(draft, JSON.stringify({ source, list: new TextDecoder().decode(bytes) }), { mode: 0o600 })
  await rename(draft, path)
  return { ok: true, list: { root: opened.root, source, trust: opened.trust, content: opened.content } }
}

/** False where there is none of this root. */
export async function removeAdoptedList(dataDir: string, root: string): Promise<boolean> {
  if (!/^[\w-]{43}$/.test(root)) return false
  try {
    await rm(join(adoptedFolder(dataDir), `${root}.json`))
    return true
  } catch {
    return false
  }
}

/** Without `now` an aged list opens too: how old it is counts when something is checked with it. */
function open(bytes: Uint8Array, pinnedRoot: string | null, now = 0 as Instant, seenVersion?: number) {
  if (bytes.length > LIMITS.trustListBytes) return { ok: false, reason: 'too-large' } as const
  return openTrustList(bytes, {
    pinnedRoot,
    now,
    allowDemo: true,
    checker: nodeChecker,
    ...(seenVersion === undefined ? {} : { seenVersion }),
  })
}
