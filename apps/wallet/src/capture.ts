import {
  type CameraView,
  type Decoder,
  type FileReading,
  openCamera,
  readFile,
  readFilm,
  startDecoder,
} from '@excelsior/capture'

export interface Capture {
  readonly video: HTMLVideoElement
  readonly camera: CameraView
  /** A code is in view but cannot be read. */
  readonly glimpsed: boolean
  /** The reader for codes is not to be had. */
  readonly broken: boolean
  start(): void
  stop(): void
  nextLens(): void
  setTorch(on: boolean): void
  /** Rejects when the reader for codes is not to be had. */
  read(file: Blob): Promise<FileReading>
  /** Another try for the reader. */
  retry(): void
}

export interface CaptureOptions {
  onText(text: string): void
  onChange(): void
}

/** The camera and files, both to text. Nothing runs before it is asked for. */
export function openCapture({ onText, onChange }: CaptureOptions): Capture {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.setAttribute('playsinline', '')
  let decoder: Decoder | undefined
  let broken = false
  let glimpsed = false
  let wanted = false

  const getDecoder = () => {
    decoder ??= startDecoder()
    return decoder
  }
  const lose = () => {
    decoder?.stop()
    decoder = undefined
    broken = true
    onChange()
  }
  const film = readFilm({
    video,
    decoder: getDecoder,
    onCode: (text) => {
      glimpsed = false
      onText(text)
    },
    onGlimpse: () => {
      glimpsed = true
      onChange()
    },
    onBroken: lose,
    onFrozen: () => camera.startAnew(),
  })
  const camera = openCamera({
    video,
    lens: undefined,
    onChange: ({ state }) => {
      if (wanted && state === 'on' && !broken) film.look()
      else film.rest()
      onChange()
    },
    onLens: () => {},
  })

  return {
    video,
    get camera() {
      return camera.view
    },
    get glimpsed() {
      return glimpsed
    },
    get broken() {
      return broken
    },
    start() {
      if (wanted) return
      wanted = true
      glimpsed = false
      broken = false
      camera.start()
    },
    stop() {
      if (!wanted) return
      wanted = false
      camera.stop()
    },
    nextLens: camera.nextLens,
    setTorch: camera.setTorch,
    async read(file) {
      try {
        return await readFile(file, getDecoder, () => performance.now())
      } catch (fault) {
        lose()
        throw fault
      }
    },
    retry() {
      broken = false
      camera.start()
      if (wanted && camera.view.state === 'on') film.look()
      onChange()
    },
  }
}
