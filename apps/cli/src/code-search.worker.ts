import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import { carrierReader } from '@excelsior/credentials/carriers'
import { PDFIUM_WASM, ZXING_WASM } from '@excelsior/credentials/carriers/files'

/** How long a picture or document is searched. */
const PATIENCE_MS = 5_000

const wasm = async (url: string) => Uint8Array.from(await readFile(new URL(url))).buffer
const reader = carrierReader({ zxingWasm: () => wasm(ZXING_WASM), pdfiumWasm: () => wasm(PDFIUM_WASM) })
const start = performance.now()
parentPort?.postMessage(
  await reader.findCodes(workerData, { goOn: () => performance.now() - start < PATIENCE_MS }),
)
