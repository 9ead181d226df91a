import { type Decoder, readFile, readFilm, startDecoder } from '@excelsior/capture'
import type { Hint } from '../screens/scan-view.tsx'

/** Finds codes: in what the camera sees, and in pictures. Says what may help where it finds none. */
export interface Reader {
  readonly hint: Hint
  /** The decoder is there, as far as is known, and no picture is being read. */
  readonly ready: boolean
  /** Whether to look at the camera's film from now on. May be said again at any time. */
  look(on: boolean): void
  readFile(file: File): Promise<void>
  /** The decoder may be had now. */
  tryAgain(): void
  forgetHint(): void
}

export interface ReaderOptions {
  readonly video: HTMLVideoElement
  readonly ticks: () => number
  readonly onCode: (text: string, frame: number) => void
  /** What was found in a file. */
  readonly onFile: (texts: readonly string[]) => void
  /** The camera is on and gives no new frames. */
  readonly onFrozen: () => void
  /** The decoder came after all. */
  readonly onHealed: () => void
  readonly onChange: () => void
}

/** Milliseconds. */
const HINT_AFTER = 8_000
const DECODER_AGAIN_AFTER = 3_000

export function openReader({
  video,
  ticks,
  onCode,
  onFile,
  onFrozen,
  onHealed,
  onChange,
}: ReaderOptions): Reader {
  let hint: Hint = 'none'
  let decoder: Decoder | undefined
  /** The decoder could not be loaded; another try comes with the next connection, or after a while. */
  let broken = false
  let pictures = 0
  let looking = false
  let hintTimer: ReturnType<typeof setTimeout> | undefined

  const getDecoder = () => {
    if (!decoder) {
      decoder = startDecoder()
      decoder.ready.then(
        () => decoderCame(),
        () => {},
      )
    }
    return decoder
  }
  const noDecoder = () => {
    broken = true
    decoder?.stop()
    decoder = undefined
    setTimeout(tryAgain, DECODER_AGAIN_AFTER)
    setHint('no-decoder')
  }
  const decoderCame = () => {
    if (hint !== 'no-decoder') return
    setHint('none')
    onHealed()
  }
  const tryAgain = () => {
    broken = false
    onChange()
  }
  const setHint = (next: Hint) => {
    hint = next
    onChange()
  }
  /** Nothing was read for a while: say what may help. */
  const waitForCode = () => {
    clearTimeout(hintTimer)
    hintTimer = setTimeout(() => looking && hint === 'none' && setHint('move'), HINT_AFTER)
  }
  const film = readFilm({
    video,
    decoder: getDecoder,
    onCode: (text, frame) => {
      hint = 'none'
      waitForCode()
      onCode(text, frame)
    },
    onGlimpse: () => setHint('glimpsed'),
    onBroken: noDecoder,
    onFrozen,
  })

  return {
    get hint() {
      return hint
    },
    get ready() {
      return !broken && pictures === 0
    },
    look(on) {
      if (on && !looking) waitForCode()
      looking = on
      if (on) film.look()
      else film.rest()
    },
    async readFile(file) {
      pictures += 1
      setHint('picture-reading')
      try {
        const reading = await readFile(file, getDecoder, ticks)
        hint = reading.ok ? 'none' : `picture-${reading.reason}`
        if (reading.ok) onFile(reading.texts)
      } catch {
        noDecoder()
      }
      pictures -= 1
      onChange()
    },
    tryAgain,
    forgetHint() {
      hint = 'none'
    },
  }
}
