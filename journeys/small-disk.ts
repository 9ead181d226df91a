import { spawnSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newFolder, removeFolder } from './service.ts'

/** A disk of its own of a few megabytes, in memory. */
export interface SmallDisk {
  readonly folder: string
  /** Nothing more fits. */
  fill(): void
  /** What `fill` took is free again. */
  free(): void
  remove(): void
}

/** Why there can be none here, where there can be none: mounting takes Linux and root. */
export function openSmallDisk(megabytes: number): SmallDisk | string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a small disk takes Linux and root'
  const folder = newFolder()
  const options = `size=${megabytes}m,mode=711`
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { encoding: 'utf8' })
  if (mounted.status !== 0) {
    removeFolder(folder)
    return `no small disk can be mounted here: ${mounted.stderr.trim()}`
  }
  const filler = join(folder, 'filler')
  return {
    folder,
    fill() {
      for (let part = 0; ; part++) {
        const { bavail, bsize } = statfsSync(folder)
        if (bavail === 0) return
        try {
          writeFileSync(`${filler}-${part}`, Buffer.alloc(bavail * bsize))
        } catch (error) {
          // Somebody else was quicker: what came of it takes room all the same.
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
        }
      }
    },
    free() {
      for (let part = 0; part < 1000; part++) rmSync(`${filler}-${part}`, { force: true })
    },
    remove() {
      spawnSync('umount', ['-l', folder])
      removeFolder(folder)
    },
  }
}
