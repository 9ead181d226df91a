import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const pending: (() => Promise<unknown>)[] = []

/** Runs at the end, the last first, whichever way the end comes. */
export function afterwards(clear: () => Promise<unknown>): void {
  pending.push(clear)
}

export async function clearAway(): Promise<void> {
  for (let clear = pending.pop(); clear; clear = pending.pop()) await clear().catch(() => undefined)
}

/** Gone at the end, with all that is in it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'excelsior-bench-'))
  await chmod(folder, 0o711) // started by root, the database runs as another user
  afterwards(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
