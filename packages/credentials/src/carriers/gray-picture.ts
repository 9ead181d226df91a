/** One byte a pixel, 0 black to 255 white, rows from the top. */
export interface GrayPicture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A region of a picture, `scale` times as large (a half at the least), with straight transitions between neighbouring pixels. */
export function enlarged(picture: GrayPicture, region: Region, scale: number): GrayPicture {
  const width = Math.floor(region.width * scale)
  const height = Math.floor(region.height * scale)
  const data = new Uint8Array(width * height)
  const lastX = picture.width - 1
  const lastY = picture.height - 1
  for (let y = 0; y < height; y++) {
    const sourceY = Math.min(Math.max(region.y + (y + 0.5) / scale - 0.5, 0), lastY)
    const top = Math.floor(sourceY)
    const down = sourceY - top
    const upperRow = top * picture.width
    const lowerRow = Math.min(top + 1, lastY) * picture.width
    for (let x = 0; x < width; x++) {
      const sourceX = Math.min(Math.max(region.x + (x + 0.5) / scale - 0.5, 0), lastX)
      const left = Math.floor(sourceX)
      const right = Math.min(left + 1, lastX)
      const across = sourceX - left
      const upper = picture.data[upperRow + left]! * (1 - across) + picture.data[upperRow + right]! * across
      const lower = picture.data[lowerRow + left]! * (1 - across) + picture.data[lowerRow + right]! * across
      data[y * width + x] = upper * (1 - down) + lower * down
    }
  }
  return { width, height, data }
}

/** Tiles that cover the picture, `count` a side, each overlapping the next by half, so that no code is cut by all. */
export function tiles(picture: GrayPicture, count: number): readonly Region[] {
  const width = Math.ceil((picture.width * 2) / (count + 1))
  const height = Math.ceil((picture.height * 2) / (count + 1))
  const regions: Region[] = []
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      const x = Math.min(Math.floor((column * width) / 2), picture.width - width)
      const y = Math.min(Math.floor((row * height) / 2), picture.height - height)
      regions.push({ x: Math.max(0, x), y: Math.max(0, y), width, height })
    }
  }
  return regions
}

/** Whether anything can be seen in a region at all: blank paper is not worth a search. */
export function hasContrast(picture: GrayPicture, region: Region): boolean {
  let darkest = 255
  let lightest = 0
  for (let y = region.y; y < region.y + region.height; y++) {
    for (let at = y * picture.width + region.x, end = at + region.width; at < end; at++) {
      const gray = picture.data[at]!
      if (gray < darkest) darkest = gray
      if (gray > lightest) lightest = gray
    }
    if (lightest - darkest > LEAST_CONTRAST) return true
  }
  return false
}

const LEAST_CONTRAST = 32
