import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fchownSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { KeyRingError } from './key-ring-error.ts'
import type { Envelope, Seal } from './seal.ts'

/**
 * A folder (mode 0700) of small files (0600) that several processes read and write without a lock: a file appears
 * whole or not at all, and of two that are created under one name at once, only the first counts.
 */
export interface KeyFolder {
  names(): readonly string[]
  /** Throws `KeyRingError`. */
  read(name: string): unknown
  /** False where the name is taken: read what is there. */
  create(name: string, content: unknown): boolean
  /** Changes whenever a file came or went. */
  revision(): string
  /** A number that only rises, whoever asks: at least `least`, and more than any before. */
  nextNumber(name: string, least: number): number
}

const DRAFT = '.draft-'
const DRAFT_LIFE_MS = 60_000

export function openKeyFolder(folder: string, seal: Seal): KeyFolder {
  explained(folder, () => {
    // Others may pass through the folder above to what they own there: the database has a user of its own.
    mkdirSync(dirname(folder), { recursive: true, mode: 0o711 })
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    for (const name of readdirSync(folder)) tidy(join(folder, name))
  })

  const names = () =>
    explained(folder, () =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort(),
    )

  function read(name: string): unknown {
    const path = join(folder, name)
    const envelope = explained(path, () => JSON.parse(readFileSync(path, 'utf8')) as Envelope)
    const content = seal.open(name, envelope)
    // A key was set since: encrypt what still lies in the open.
    if (seal.isOutdated(envelope))
      explained(path, () => replace(folder, name, JSON.stringify(seal.close(name, content))))
    return content
  }

  return {
    names,
    read,
    create: (name, content) =>
      explained(folder, () => createOnly(folder, name, JSON.stringify(seal.close(name, content)))),
    revision: () => explained(folder, () => names().join()),
    nextNumber(name, least) {
      const path = join(folder, name)
      return explained(path, () => {
        const last = Number(readIfThere(path) ?? 0)
        if (!Number.isSafeInteger(last)) throw new Error('not a number')
        const next = Math.max(last + 1, least)
        replace(folder, name, String(next))
        return next
      })
    },
  }
}

/** A copy or an archive may have opened a file to others; a killed process may have left a draft. */
function tidy(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isFile()) return
  if (path.includes(DRAFT) && Date.now() - stats.mtimeMs > DRAFT_LIFE_MS) rmSync(path, { force: true })
  else if (stats.mode & 0o077) chmodSync(path, 0o600)
}

function createOnly(folder: string, name: string, text: string): boolean {
  const draft = writeDraft(folder, text)
  try {
    linkSync(draft, join(folder, name)) // unlike a rename, fails where the name is taken
    syncFolder(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function replace(folder: string, name: string, text: string): void {
  renameSync(writeDraft(folder, text), join(folder, name))
  syncFolder(folder)
}

function writeDraft(folder: string, text: string): string {
  const path = join(folder, DRAFT + randomBytes(8).toString('hex'))
  const file = openSync(path, 'wx', 0o600)
  try {
    if (process.getuid?.() === 0) {
      const { uid, gid } = statSync(folder)
      fchownSync(file, uid, gid) // run once by root, the ring must not shut its owner out
    }
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return path
}

function syncFolder(folder: string): void {
  const file = openSync(folder, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function readIfThere(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false }) && readFileSync(path, 'utf8')
}

function explained<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof KeyRingError) throw error
    const why = (error as NodeJS.ErrnoException).code ?? 'damaged'
    throw new KeyRingError('unreadable', `The keys in ${path} cannot be read or written (${why}).`)
  }
}
