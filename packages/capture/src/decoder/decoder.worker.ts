import '../polyfills.ts'
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import type { FromDecoder, Reading, ToDecoder } from './messages.ts'

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
  const { id, pixels } = frame
  try {
    const data = new Uint8ClampedArray(pixels)
    if (frame.reading === 'inverted') invert(data)
    const found = await readBarcodes(new ImageData(data, frame.width, frame.height), optionsFor(frame))
    const texts = found.filter(({ isValid }) => isValid).map(({ text }) => text)
    answer({ kind: 'read', id, texts, glimpsed: found.length > texts.length, pixels }, [pixels])
  } catch {
    // The text of the error may quote what was read.
    answer({ kind: 'read', id, texts: [], glimpsed: false, pixels }, [pixels])
  }
}

const BINARIZERS: Readonly<Record<Reading, NonNullable<ReaderOptions['binarizer']>>> = {
  local: 'LocalAverage',
  global: 'GlobalHistogram',
  inverted: 'LocalAverage',
}

const optionsFor = ({ reading, harder }: { reading: Reading; harder: boolean }): ReaderOptions => ({
  formats: ['QRCode'],
  binarizer: BINARIZERS[reading],
  tryHarder: harder || reading === 'local',
  tryRotate: true,
  tryInvert: reading === 'global',
  tryDownscale: harder || reading === 'local',
  maxNumberOfSymbols: harder ? 4 : 1,
  returnErrors: true,
  textMode: 'Plain',
})

function invert(data: Uint8ClampedArray) {
  for (let at = 0; at < data.length; at += 4) {
    data[at] = 255 - data[at]!
    data[at + 1] = 255 - data[at + 1]!
    data[at + 2] = 255 - data[at + 2]!
  }
}

const answer = (message: FromDecoder, transfer: Transferable[] = []) => self.postMessage(message, transfer)
