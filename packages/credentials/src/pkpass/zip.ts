import { inflateRaw } from '../encoding/inflate.ts'
import type { Limits } from '../limits.ts'

/** Of PKWARE's APPNOTE.TXT: sections 4.3.7, 4.3.9, 4.3.12 and 4.3.16. */
const LOCAL = 0x04034b50
const DESCRIPTOR = 0x08074b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const END_BYTES = 22

const STORED = 0
const DEFLATED = 8
/** Bits 1 and 2 tell how hard was tried, 3 that sizes follow the content, 11 that names are UTF-8. None is encrypted. */
const KNOWN_FLAGS = 0b1000_0000_1110
const SIZES_FOLLOW = 0b1000

/** `pass.json`, `icon@2x.png`, `zh-Hant.lproj/pass.strings`: one folder deep, so that no name leads elsewhere. */
const NAME = /^(?:[A-Za-z0-9_-][A-Za-z0-9_-]{0,40}\.lproj\/)?[A-Za-z0-9_-][A-Za-z0-9_@.-]{0,80}$/

interface Entry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly sum: number
  readonly packed: number
  readonly size: number
  readonly at: number
}

/**
 * The files of a ZIP archive, none of which is written anywhere. Undefined for anything but whole entries one behind
 * the other, their directory and its end: nothing before, between or after, so that no two readers see two archives.
 */
export function filesInZip(bytes: Uint8Array, limits: Limits): ReadonlyMap<string, Uint8Array> | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = directoryOf(view, bytes, limits)
  const files = new Map<string, Uint8Array>()
  let at = 0
  for (const entry of entries?.list ?? []) {
    const start = entry.at === at ? contentStart(view, bytes, entry) : undefined
    if (start === undefined) return undefined
    at = start + entry.packed
    if (at > bytes.length) return undefined
    const content = unpacked(bytes.subarray(start, at), entry)
    const after = entry.flags & SIZES_FOLLOW ? descriptorBytes(view, at, entry) : 0
    if (!content || crc32(content) !== entry.sum || after === undefined) return undefined
    at += after
    files.set(entry.name, content)
  }
  return at === entries?.at ? files : undefined
}

/** Its sizes are added up before anything is inflated. */
function directoryOf(view: DataView, bytes: Uint8Array, limits: Limits) {
  const end = bytes.length - END_BYTES
  if (end < 0 || view.getUint32(end, true) !== END) return undefined
  const count = view.getUint16(end + 10, true)
  const size = view.getUint32(end + 12, true)
  const start = view.getUint32(end + 16, true)
  const split = view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count
  const comment = view.getUint16(end + 20, true)
  if (split || comment !== 0 || start + size !== end || count > limits.walletFileEntries) return undefined

  const list: Entry[] = []
  const names = new Set<string>()
  let total = 0
  let at = start
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL) return undefined
    const nameBytes = view.getUint16(at + 28, true)
    const next =
      at + CENTRAL_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > end || view.getUint16(at + 34, true) !== 0) return undefined
    const name = nameIn(bytes, at + CENTRAL_BYTES, nameBytes)
    const entry = {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      sum: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    }
    total += entry.size
    // Where letters' case does not count, two that differ by it alone are one file.
    if (name === undefined || names.has(name.toLowerCase()) || total > limits.walletFileInflatedBytes)
      return undefined
    if ((entry.flags & ~KNOWN_FLAGS) !== 0) return undefined
    names.add(name.toLowerCase())
    list.push({ name, ...entry })
    at = next
  }
  return at === end ? { list: list.sort((one, other) => one.at - other.at), at: start } : undefined
}

/** Behind the local header, which has to say the same as the directory. */
function contentStart(view: DataView, bytes: Uint8Array, entry: Entry): number | undefined {
  const { at, flags, method, sum, packed, size, name } = entry
  if (at + LOCAL_BYTES > bytes.length || view.getUint32(at, true) !== LOCAL) return undefined
  if (view.getUint16(at + 6, true) !== flags || view.getUint16(at + 8, true) !== method) return undefined
  const stated = [14, 18, 22].map((offset) => view.getUint32(at + offset, true))
  const known = flags & SIZES_FOLLOW ? stated.every((number) => number === 0) : false
  if (!known && [sum, packed, size].some((number, index) => stated[index] !== number)) return undefined
  const nameBytes = view.getUint16(at + 26, true)
  const start = at + LOCAL_BYTES + nameBytes + view.getUint16(at + 28, true)
  return start <= bytes.length && nameIn(bytes, at + LOCAL_BYTES, nameBytes) === name ? start : undefined
}

/** With or without its signature. */
function descriptorBytes(view: DataView, at: number, { sum, packed, size }: Entry): number | undefined {
  for (const head of [4, 0]) {
    if (at + head + 12 > view.byteLength || (head > 0 && view.getUint32(at, true) !== DESCRIPTOR)) continue
    const stated = [0, 4, 8].map((offset) => view.getUint32(at + head + offset, true))
    if (stated[0] === sum && stated[1] === packed && stated[2] === size) return head + 12
  }
  return undefined
}

function unpacked(bytes: Uint8Array, { method, size }: Entry): Uint8Array | undefined {
  if (method === STORED) return bytes.length === size ? bytes : undefined
  const content = method === DEFLATED ? inflateRaw(bytes, size) : undefined
  return content?.length === size ? content : undefined
}

function nameIn(bytes: Uint8Array, at: number, length: number): string | undefined {
  if (length > 128 || at + length > bytes.length) return undefined
  const name = String.fromCharCode(...bytes.subarray(at, at + length))
  return NAME.test(name) ? name : undefined
}

const SUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  return sum
})

function crc32(bytes: Uint8Array): number {
  let sum = 0xffff_ffff
  for (let at = 0; at < bytes.length; at++) sum = SUMS[(sum ^ bytes[at]!) & 0xff]! ^ (sum >>> 8)
  return (sum ^ 0xffff_ffff) >>> 0
}
