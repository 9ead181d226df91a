import { readFile, stat } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { formatOf, knownOutside, LIMITS } from '@excelsior/credentials'
import { carrierKind, carrierReader } from '@excelsior/credentials/carriers'
import { PDFIUM_WASM, ZXING_WASM } from '@excelsior/credentials/carriers/files'

export type CodesInFile =
  | { readonly ok: true; readonly texts: readonly string[] }
  | { readonly ok: false; readonly why: string }

/** How long a picture or document is searched. */
const PATIENCE_MS = 5_000

/** Undefined where there is no such file. */
export async function readBounded(path: string): Promise<Uint8Array | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (!found || found.isDirectory()) return undefined
  if (found.size > LIMITS.pictureBytes) return new Uint8Array(LIMITS.pictureBytes + 1) // refused by size alone
  return readFile(path).catch(() => undefined)
}

export async function collect(input: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of input) {
    chunks.push(chunk)
    length += chunk.length
    if (length > LIMITS.pictureBytes) break
  }
  return Buffer.concat(chunks)
}

/** The texts to check: the file's own, or those of the codes that can be seen in it. */
export async function codesIn(bytes: Uint8Array): Promise<CodesInFile> {
  if (bytes.length > LIMITS.pictureBytes) return { ok: false, why: 'is larger than 15 MiB' }
  if (carrierKind(bytes) === undefined) {
    if (bytes.length > LIMITS.fileCharacters * 4) return { ok: false, why: 'is too long for a credential' }
    return { ok: true, texts: [new TextDecoder().decode(bytes)] }
  }
  const start = performance.now()
  const found = await pictureReader().findCodes(bytes, {
    goOn: () => performance.now() - start < PATIENCE_MS,
  })
  if (!found.ok) {
    return { ok: false, why: found.reason === 'too-large' ? 'is too large a picture' : 'is damaged' }
  }
  if (found.codes.length === 0) return { ok: false, why: 'shows no code that can be read' }
  // A page bears other codes too, such as an address.
  const credentials = found.codes.filter(isCredential)
  return { ok: true, texts: credentials.length > 0 ? credentials : found.codes }
}

export const isCredential = (text: string): boolean =>
  formatOf(text.trim()) !== undefined || knownOutside(text.trim()) !== undefined

let reader: ReturnType<typeof carrierReader> | undefined

function pictureReader() {
  const wasm = async (url: string) => Uint8Array.from(await readFile(new URL(url))).buffer
  reader ??= carrierReader({ zxingWasm: () => wasm(ZXING_WASM), pdfiumWasm: () => wasm(PDFIUM_WASM) })
  return reader
}
