import wasmAddress from 'zxing-wasm/reader/zxing_reader.wasm?url'
import type { FromDecoder, Reading, ToDecoder } from './messages.ts'

export interface Read {
  readonly texts: readonly string[]
  readonly glimpsed: boolean
}

export interface Decoder {
  /** Reads one frame at a time, each in its turn; undefined when the decoder gave no answer. */
  read(picture: ImageData, readings: readonly Reading[], harder?: boolean): Promise<Read | undefined>
  /** Resolves when frames can be read, rejects when the decoder cannot be had (offline before the first full load). */
  readonly ready: Promise<void>
  stop(): void
}

/** A worker that dies over one frame must not stop the film. */
const FRAME_WITHIN = 5_000

/** Starts the one worker that reads codes. */
export function startDecoder(): Decoder {
  const worker = new Worker(new URL('./decoder.worker.ts', import.meta.url))
  let frames = 0
  let underWay: { readonly id: number; readonly done: (read: Read | undefined) => void } | undefined
  const post = (message: ToDecoder, transfer: Transferable[]) => worker.postMessage(message, transfer)

  const ready = new Promise<void>((resolve, reject) => {
    const broken = () => reject(new Error('the decoder did not load'))
    worker.onerror = broken
    worker.onmessage = ({ data }: MessageEvent<FromDecoder>) => {
      if (data.kind === 'ready') resolve()
      else if (data.kind === 'broken') broken()
      else if (underWay?.id === data.id) underWay.done({ texts: data.texts, glimpsed: data.glimpsed })
    }
    fetch(wasmAddress)
      .then((response) => (response.ok ? response.arrayBuffer() : Promise.reject(new Error('no decoder'))))
      .then((bytes) => post({ kind: 'wasm', bytes }, [bytes]))
      .catch(broken)
  })
  // Whoever needs it awaits it; nobody else must be told that it failed.
  ready.catch(() => {})

  let turns: Promise<unknown> = Promise.resolve()
  const readNow = (picture: ImageData, readings: readonly Reading[], harder: boolean) => {
    frames += 1
    const id = frames
    const pixels = picture.data.buffer as ArrayBuffer
    return new Promise<Read | undefined>((resolve) => {
      const done = (read: Read | undefined) => {
        clearTimeout(late)
        underWay = undefined
        resolve(read)
      }
      const late = setTimeout(() => done(undefined), FRAME_WITHIN)
      underWay = { id, done }
      post({ kind: 'frame', id, width: picture.width, height: picture.height, pixels, readings, harder }, [
        pixels,
      ])
    })
  }

  return {
    ready,
    stop: () => worker.terminate(),
    read(picture, readings, harder = false) {
      const mine = turns.then(() => readNow(picture, readings, harder))
      turns = mine
      return mine
    },
  }
}
