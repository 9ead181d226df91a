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
      firstOf(await reader.findCodes(new Uint8Array(data.pdf), { goOn: () => performance.now() < until })),
    )
  } catch {
    // The error may quote the file.
    answer({ ok: false, reason: 'pdf-damaged' })
  }
}

/** A page bears other codes too, such as an address: a pass goes first. */
function firstOf(found: FoundCodes): FromPdfReader {
  if (!found.ok) return { ok: false, reason: found.reason === 'too-large' ? 'too-large' : 'pdf-damaged' }
  const isPass = (text: string) => looksLikeCredential(text)
  const text = found.codes.find(isPass) ?? found.codes[0]
  return text === undefined ? { ok: false, reason: 'no-code' } : { ok: true, text }
}

const answer = (message: FromPdfReader) => self.postMessage(message)
