import type { Instant } from '@excelsior/domain'
import { readTrustFile, writeTrustFile } from './trust-files.ts'

/** Why something could not be had when it was last asked for; `why` goes on from its name. */
export interface Failure {
  readonly what: string
  readonly why: string
  readonly at: Instant
}

/** How the last asking went, for people: names of issuers and addresses of lists, and of no person. */
export interface TrustNotes {
  /** The source's own document. */
  readonly source: readonly Failure[]
  /** Issuers of a directory. */
  readonly issuers: readonly Failure[]
  readonly statusLists: readonly Failure[]
}

/** Of each part: among hundreds of issuers some always are away. */
const MOST = 200

export async function readTrustNotes(dataDir: string, id: string): Promise<TrustNotes> {
  const found = await readTrustFile(dataDir, 'notes', id)
  const part = (name: keyof TrustNotes): readonly Failure[] =>
    Array.isArray(found?.[name]) ? (found[name] as readonly Failure[]) : []
  return { source: part('source'), issuers: part('issuers'), statusLists: part('statusLists') }
}

/** In place of what was noted of these parts before. */
export async function noteTrust(dataDir: string, id: string, notes: Partial<TrustNotes>): Promise<void> {
  const bounded = Object.entries(notes).map(([part, failures]) => [part, failures.slice(0, MOST)])
  const before = await readTrustNotes(dataDir, id)
  const all = { ...before, ...Object.fromEntries(bounded) }
  if (JSON.stringify(all) !== JSON.stringify(before)) await writeTrustFile(dataDir, 'notes', id, all)
}
