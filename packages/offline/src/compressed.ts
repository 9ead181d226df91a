import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Plugin } from 'vite'

/** What a server may send in the place of a file, to a browser that says so. */
export const COMPRESSED = /\.br$/

const SHRINKS = /\.(?:html|js|css|svg|wasm|webmanifest)$/
/** Bytes. The last percents of larger files would take longer than the rest of the build. */
const LARGE = 500_000

/** Lays each built file that shrinks beside itself, compressed. To stand after every plugin that changes files. */
export function compressed(): Plugin {
  let folder = ''
  return {
    name: 'excelsior-compressed',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir)
    },
    closeBundle() {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !SHRINKS.test(entry.name)) continue
        const file = join(entry.parentPath, entry.name)
        const plain = readFileSync(file)
        const quality = plain.length < LARGE ? 9 : 5
        const params = { [constants.BROTLI_PARAM_QUALITY]: quality }
        writeFileSync(`${file}.br`, brotliCompressSync(plain, { params }))
      }
    },
  }
}
