import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import type { Plugin } from 'vite'
import { COMPRESSED } from './compressed.ts'

const WORKER = 'service-worker.js'

/**
 * Writes the list of all built files, each with its digest, into the service worker. Its version is the digest of
 * that list: equal builds are one version, and any change is another. Files whose name fits `whenUsed` are too large
 * for every device: they are kept from their first use on.
 */
export function precache({ whenUsed }: { readonly whenUsed?: RegExp } = {}): Plugin {
  let folder = ''
  let base = ''
  return {
    name: 'excelsior-precache',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir)
      base = config.base
    },
    closeBundle() {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== WORKER && !COMPRESSED.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((file) => ({
          path: addressOf(file.slice(folder.length + 1)),
          integrity: digestOf(readFileSync(file)),
          ...(whenUsed?.test(file) ? { whenUsed: true } : {}),
        }))
      const list = JSON.stringify(files)
      const code = readFileSync(join(folder, WORKER), 'utf8')
      for (const place of ['__PRECACHE__', '__VERSION__']) {
        if (code.split(place).length !== 2) this.error(`${WORKER} has no one place for ${place}`)
      }
      const filled = code.replace('__PRECACHE__', list).replace('__VERSION__', digestOf(list).slice(7, 23))
      writeFileSync(join(folder, WORKER), filled)
    },
  }

  function addressOf(file: string): string {
    const path = file.split(sep).join('/')
    return path === 'index.html' ? base : base + path
  }
}

const digestOf = (bytes: string | Uint8Array) =>
  `sha256-${createHash('sha256').update(bytes).digest('base64')}`
