import type { Decoder, Read } from './decoder/decoder.ts'
import { planFrame } from './decoder/frame-plan.ts'

export interface FilmReader {
  /** Begins or goes on looking; does nothing when it already does. */
  look(): void
  rest(): void
}

export interface FilmReaderOptions {
  readonly video: HTMLVideoElement
  /** Another one takes its place when it did not load. */
  readonly decoder: () => Decoder
  onCode(text: string, frame: number): void
  /** A code is in view but cannot be read, for the first time since the last code. */
  onGlimpse(): void
  /** The camera is on and gives no new frames. */
  onFrozen(): void
  /** The decoder is not to be had: nothing is read until `look` is called again. */
  onBroken(): void
}

const GLIMPSES_UNTIL_HINT = 8
/** Milliseconds from one frame to the next at least: a door phone has to last the evening. */
const FRAME_EVERY = 50
const FROZEN_AFTER = 3_000

/** Takes frames from the video, one at a time, as fast as the decoder gives them back. */
export function readFilm(options: FilmReaderOptions): FilmReader {
  const { video } = options
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })
  let looking = false
  let frame = 0
  let lastTime = -1
  let glimpses = 0
  /** Every call of `look` takes a number, so that no two loops run. */
  let turn = 0

  async function loop(mine: number) {
    const decoder = options.decoder()
    try {
      await decoder.ready
    } catch {
      looking = false
      return options.onBroken()
    }
    // Browsers stop a film that was out of sight for a while.
    if (looking && video.paused) video.play().catch(() => {})
    let began = performance.now()
    while (looking && mine === turn) {
      const next = nextPicture()
      if (!next) {
        if (performance.now() - began > FROZEN_AFTER) {
          began = performance.now()
          options.onFrozen()
        }
        await pause(began)
        continue
      }
      began = performance.now()
      frame += 1
      const read = await decoder.read(next.picture, next.readings)
      if (looking && mine === turn && read) report(read)
      await pause(began)
    }
  }

  function report(read: Read) {
    const text = read.texts[0]
    if (text !== undefined) {
      glimpses = 0
      options.onCode(text, frame)
    } else if (read.glimpsed) {
      glimpses += 1
      if (glimpses === GLIMPSES_UNTIL_HINT) options.onGlimpse()
    }
  }

  function nextPicture() {
    if (!context || video.readyState < 2 || video.videoWidth === 0 || video.currentTime === lastTime)
      return undefined
    lastTime = video.currentTime
    const plan = planFrame(frame, video.videoWidth, video.videoHeight)
    const { toWidth, toHeight, readings } = plan
    if (canvas.width !== toWidth) canvas.width = toWidth
    if (canvas.height !== toHeight) canvas.height = toHeight
    context.drawImage(video, plan.x, plan.y, plan.width, plan.height, 0, 0, toWidth, toHeight)
    return { picture: context.getImageData(0, 0, toWidth, toHeight), readings }
  }

  return {
    look() {
      if (looking) return
      looking = true
      turn += 1
      loop(turn)
    },
    rest() {
      looking = false
    },
  }
}

/** A breath for the page, and nothing at all while it is hidden. */
async function pause(began: number) {
  do await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()))
  while (performance.now() - began < FRAME_EVERY)
}
