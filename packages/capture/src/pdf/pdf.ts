import { LIMITS } from '@excelsior/credentials'
import pdfiumAddress from '@hyzyla/pdfium/pdfium.wasm?url'
import zxingAddress from 'zxing-wasm/reader/zxing_reader.wasm?url'
import type { FromPdfReader, ToPdfReader } from './messages.ts'

export type PdfReading =
  | FromPdfReader
  /** This browser is too old; the reader is not on this device, and there is no network. */
  | { readonly ok: false; readonly reason: 'pdf-unsupported' | 'pdf-reader-missing' }

/**
 * The smallest module with a bulk memory instruction (`memory.fill`): without these the reader for PDFs does not
 * compile. Browsers that know them (Safari 15, Chrome 75, Firefox 79) know the rest of what it needs, too.
 */
const PROBE = Uint8Array.of(
  0,
  0x61,
  0x73,
  0x6d,
  1,
  0,
  0,
  0,
  1,
  4,
  1,
  0x60,
  0,
  0,
  3,
  2,
  1,
  0,
  5,
  3,
  1,
  0,
  1,
  10,
  13,
  1,
  11,
  0,
  0x41,
  0,
  0x41,
  0,
  0x41,
  0,
  0xfc,
  11,
  0,
  0x0b,
)

/** Whether this browser can run the reader for PDFs at all. Where it cannot, pictures still work. */
export const canReadPdfs = (): boolean => typeof WebAssembly === 'object' && WebAssembly.validate(PROBE)

/** Milliseconds: the reader gives up by itself before. A page can be made to take hours to draw: then it is ended. */
const LAST_PATIENCE = 10_000

/** Told by the first bytes, whatever the file's name says. */
export async function isPdf(file: Blob): Promise<boolean> {
  const start = await bytesOf(file.slice(0, 5))
  return start !== undefined && String.fromCharCode(...new Uint8Array(start)) === '%PDF-'
}

/** The codes on the first pages. The reader is loaded for this one file, and gone after it. */
export async function readPdf(file: Blob): Promise<PdfReading> {
  if (file.size > LIMITS.pictureBytes) return { ok: false, reason: 'too-large' }
  if (!canReadPdfs()) return { ok: false, reason: 'pdf-unsupported' }
  const pdf = await bytesOf(file)
  if (!pdf) return { ok: false, reason: 'pdf-damaged' }
  let worker: Worker | undefined
  try {
    const [zxing, pdfium] = await Promise.all([wasmAt(zxingAddress), wasmAt(pdfiumAddress)])
    worker = new Worker(new URL('./document-decoder.worker.ts', import.meta.url))
    return await answerOf(worker, { pdf, zxing, pdfium })
  } catch {
    return { ok: false, reason: 'pdf-reader-missing' }
  } finally {
    worker?.terminate()
  }
}

async function wasmAt(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address)
  if (!response.ok) throw new Error('not to be had')
  return response.arrayBuffer()
}

function answerOf(worker: Worker, message: ToPdfReader): Promise<PdfReading> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => resolve({ ok: false, reason: 'no-code' }), LAST_PATIENCE)
    worker.onerror = () => {
      clearTimeout(late)
      reject(new Error('the reader for PDFs did not load'))
    }
    worker.onmessage = ({ data }: MessageEvent<FromPdfReader>) => {
      clearTimeout(late)
      resolve(data)
    }
    worker.postMessage(message, [message.pdf, message.zxing, message.pdfium])
  })
}

/** By way of a `FileReader`: `Blob.arrayBuffer` is younger than the browsers served. */
export function bytesOf(part: Blob): Promise<ArrayBuffer | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result instanceof ArrayBuffer ? reader.result : undefined)
    reader.onerror = () => resolve(undefined)
    reader.readAsArrayBuffer(part)
  })
}
