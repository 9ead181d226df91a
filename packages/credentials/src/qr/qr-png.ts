import { zlibSync } from 'fflate'
import { type QrCode, QUIET_ZONE } from './qr-code.ts'

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** A PNG of one bit a pixel, `scale` pixels a module, with the quiet zone. */
export function qrPng(code: QrCode, scale = 8): Uint8Array {
  const side = (code.size + 2 * QUIET_ZONE) * scale
  const header = new Uint8Array(13)
  new DataView(header.buffer).setUint32(0, side)
  new DataView(header.buffer).setUint32(4, side)
  header[8] = 1 // bit depth; colour type 0, greyscale
  return joined([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(pixels(code, scale, side))),
    chunk('IEND', new Uint8Array(0)),
  ])
}

/** Rows of one filter byte (none) and packed pixels, 1 white. */
function pixels(code: QrCode, scale: number, side: number): Uint8Array {
  const stride = 1 + Math.ceil(side / 8)
  const data = new Uint8Array(stride * side)
  for (let y = 0; y < side; y++) {
    const row = code.modules[Math.floor(y / scale) - QUIET_ZONE]
    for (let x = 0; x < side; x++) {
      const dark = row?.[Math.floor(x / scale) - QUIET_ZONE] ?? false
      if (!dark) data[y * stride + 1 + (x >> 3)]! |= 0x80 >> (x & 7)
    }
  }
  return data
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  for (let at = 0; at < 4; at++) bytes[4 + at] = type.charCodeAt(at)
  bytes.set(data, 8)
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)))
  return bytes
}

/** The cyclic redundancy check of PNG (ISO/IEC 15948, annex D). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (let at = 0; at < bytes.length; at++) {
    crc ^= bytes[at]!
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1
  }
  return ~crc >>> 0
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
