import '../polyfills.ts'
import { prepareZXingModule } from 'zxing-wasm/reader'
import type { FromDecoder, ToDecoder } from './messages.ts'
import { readPixels } from './read-pixels.ts'

declare const self: DedicatedWorkerGlobalScope

self.onmessage = ({ data }: MessageEvent<ToDecoder>) => {
  if (data.kind === 'wasm') start(data.bytes)
  else read(data)
}

// The page brings the bytes: in older Safari a worker's own requests go past the service worker.
function start(wasmBinary: ArrayBuffer) {
  prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true }).then(
    () => answer({ kind: 'ready' }),
    () => answer({ kind: 'broken' }),
  )
}

async function read(frame: Extract<ToDecoder, { kind: 'frame' }>) {
  const { id, pixels, width, height } = frame
  try {
    const data = new Uint8ClampedArray(pixels)
    const found = await readPixels({ data, width, height }, frame.readings, frame.harder)
    answer({ kind: 'read', id, ...found, pixels }, [pixels])
  } catch {
    // The text of the error may quote what was read.
    answer({ kind: 'read', id, texts: [], glimpsed: false, pixels }, [pixels])
  }
}

const answer = (message: FromDecoder, transfer: Transferable[] = []) => self.postMessage(message, transfer)
