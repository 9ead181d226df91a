import { pngOf } from './png.ts'

/** Light modules around, ISO/IEC 18004 section 9.1, and pixels a module. */
const QUIET = 4
const SCALE = 8

/** A code alone, black on white, as a PNG. */
export function codePicture(modules: readonly (readonly boolean[])[]): Promise<Buffer> {
  const side = (modules.length + 2 * QUIET) * SCALE
  const pixels = new Uint8Array(side * side * 3).fill(255)
  modules.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (!dark) return
      for (let line = 0; line < SCALE; line++) {
        const start = (((y + QUIET) * SCALE + line) * side + (x + QUIET) * SCALE) * 3
        pixels.fill(0, start, start + SCALE * 3)
      }
    })
  })
  return pngOf(side, side, pixels)
}
