/** Modules of a code, rows of dark and light. */
type Modules = readonly (readonly boolean[])[]

/** What a camera sees for a number of frames. */
export interface Shot {
  readonly frames: number
  /** Without one: a desk. */
  readonly modules?: Modules
  /** Pixels a module; default 5. */
  readonly scale?: number
  /** Light on dark, as some apps' dark themes draw it. */
  readonly inverted?: boolean
  /** Brightness of what surrounds the code's own quiet zone, 0 to 255. */
  readonly surround?: number
  /** Where the middle of the code is, as shares of width and height; default the middle. */
  readonly at?: readonly [number, number]
}

const WIDTH = 640
const HEIGHT = 480
const QUIET = 4

/**
 * A film for `--use-file-for-fake-video-capture`: uncompressed YUV4MPEG2, 4:2:0, which the browser plays over and
 * over. The file is read frame by frame: what is written into it is seen at once.
 */
export function film(shots: readonly Shot[], framesPerSecond = 15): Uint8Array {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = [
    encoder.encode(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`),
  ]
  const frame = encoder.encode('FRAME\n')
  const chroma = new Uint8Array((WIDTH / 2) * (HEIGHT / 2) * 2).fill(128)
  for (const shot of shots) {
    const picture = luma(shot)
    for (let count = 0; count < shot.frames; count++) parts.push(frame, picture, chroma)
  }
  return Buffer.concat(parts)
}

function luma({ modules, scale = 5, inverted = false, surround = 150, at = [0.5, 0.5] }: Shot): Uint8Array {
  const picture = new Uint8Array(WIDTH * HEIGHT).fill(surround)
  if (!modules) return picture
  const side = modules.length + 2 * QUIET
  const left = Math.round(WIDTH * at[0] - (side * scale) / 2)
  const top = Math.round(HEIGHT * at[1] - (side * scale) / 2)
  for (let y = 0; y < side * scale; y++) {
    for (let x = 0; x < side * scale; x++) {
      const dark = modules[Math.floor(y / scale) - QUIET]?.[Math.floor(x / scale) - QUIET] ?? false
      const [px, py] = [left + x, top + y]
      if (px >= 0 && px < WIDTH && py >= 0 && py < HEIGHT)
        picture[py * WIDTH + px] = dark === inverted ? 235 : 20
    }
  }
  return picture
}
