export type CarrierKind = 'png' | 'jpeg' | 'pdf'

/** Told by the first bytes, whatever the file's name says. */
export function carrierKind(bytes: Uint8Array): CarrierKind | undefined {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png'
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg'
  return startsWith(bytes, [0x25, 0x50, 0x44, 0x46, 0x2d]) ? 'pdf' : undefined
}

export interface JpegHeader {
  readonly width: number
  readonly height: number
  readonly components: number
}

/** Scans of a progressive picture; each costs a pass over all of it. Cameras write about ten. */
const MOST_SCANS = 64

/** A JPEG's size, ITU-T T.81 annex B, with no pixel decoded. Undefined where it states none, or has too many scans. */
export function jpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  if (scans(bytes) > MOST_SCANS) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 2
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++ // a fill byte
      continue
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (frame) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), components: bytes[at + 9]! }
    }
    if (marker === 0xda) return undefined
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

function scans(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === 0xda) count++
  }
  return count
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte)
}
