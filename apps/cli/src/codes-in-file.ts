import { readFile, stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import {
  credentialsIn,
  formatOf,
  isWalletFile,
  knownOutside,
  LIMITS,
  wholeCards,
} from '@excelsior/credentials'
import { carrierKind, type FoundCodes } from '@excelsior/credentials/carriers'

export type CodesInFile =
  | { readonly ok: true; readonly texts: readonly string[] }
  | { readonly ok: false; readonly why: string }

/** A page can be made to take hours to draw, and nothing but its end stops that: whoever draws it is ended instead. */
const LAST_PATIENCE_MS = 10_000

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
  if (isWalletFile(String.fromCharCode(...bytes.subarray(0, 4)))) {
    if (bytes.length > LIMITS.walletFileBytes) return { ok: false, why: 'is larger than 4 MiB' }
    return { ok: true, texts: [Buffer.from(bytes).toString('latin1')] }
  }
  if (carrierKind(bytes) === undefined) {
    if (bytes.length > LIMITS.fileCharacters * 4) return { ok: false, why: 'is too long for a credential' }
    return { ok: true, texts: await credentialsIn(new TextDecoder().decode(bytes)) }
  }
  const found = await searched(bytes)
  if (!found) return { ok: false, why: `cannot be searched within ${LAST_PATIENCE_MS / 1000} seconds` }
  if (!found.ok) {
    return { ok: false, why: found.reason === 'too-large' ? 'is too large a picture' : 'is damaged' }
  }
  if (found.codes.length === 0) return { ok: false, why: 'shows no code that can be read' }
  // A page bears other codes too, such as an address.
  const credentials = await wholeCards(found.codes.filter(isCredential))
  return { ok: true, texts: credentials.length > 0 ? credentials : found.codes }
}

export const isCredential = (text: string): boolean =>
  formatOf(text.trim()) !== undefined || knownOutside(text.trim()) !== undefined

/** Undefined where the search found no end. */
async function searched(bytes: Uint8Array): Promise<FoundCodes | undefined> {
  const worker = new Worker(new URL('./code-search.worker.ts', import.meta.url), { workerData: bytes })
  let late: ReturnType<typeof setTimeout> | undefined
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      late = setTimeout(() => resolve(undefined), LAST_PATIENCE_MS)
    })
  } finally {
    clearTimeout(late)
    await worker.terminate()
  }
}
