import { looksLikeCredential } from '@excelsior/credentials'
import { carrierReader, type FoundCodes } from '@excelsior/credentials/carriers'
import type { FromPdfReader, ToPdfReader } from './messages.ts'

declare const self: DedicatedWorkerGlobalScope

/** Milliseconds for all pages, scales and tiles together. */
const WITHIN = 5_000

// The same search as the command line's: pages drawn at several scales, then in parts.
self.onmessage = async ({ data }: MessageEvent<ToPdfReader>) => {
  const reader = carrierReader({ zxingWasm: async () => data.zxing, pdfiumWasm: async () => data.pdfium })
  const until = performance.now() + WITHIN
  try {
    answer(
      codesOf(await reader.findCodes(new Uint8Array(data.pdf), { goOn: () => performance.now() < until })),
    )
  } catch {
    // The error may quote the file.
    answer({ ok: false, reason: 'pdf-damaged' })
  }
}

/** A page bears other codes too, such as an address: credentials go first. */
function codesOf(found: FoundCodes): FromPdfReader {
  if (!found.ok) return { ok: false, reason: found.reason === 'too-large' ? 'too-large' : 'pdf-damaged' }
  const credentials = found.codes.filter(looksLikeCredential)
  const [text, ...others] = credentials.length > 0 ? credentials : found.codes
  return text === undefined ? { ok: false, reason: 'no-code' } : { ok: true, text, texts: [text, ...others] }
}

const answer = (message: FromPdfReader) => self.postMessage(message)
