/** One element of DER (ITU-T X.690): views of what was read, nothing copied. */
export interface Der {
  /** The first byte: class, whether it holds others, number. */
  readonly tag: number
  readonly content: Uint8Array
  /** Head and content. */
  readonly whole: Uint8Array
}

const INTEGER = 0x02
const BIT_STRING = 0x03
export const OCTET_STRING = 0x04
const OBJECT_ID = 0x06
const SEQUENCE = 0x30
export const SET = 0x31

/** Elements that one other may hold: a certificate has a few dozen at the most. */
const MOST_CHILDREN = 256

/** The one element that `bytes` are. Undefined for bytes after it, and for lengths that are not the shortest. */
export function readDer(bytes: Uint8Array): Der | undefined {
  const element = elementAt(bytes, 0)
  return element?.whole.length === bytes.length ? element : undefined
}

/** The elements within another; undefined where it is absent, or one of them does not fit. */
export function childrenOf(parent: Der | undefined, tag = SEQUENCE): readonly Der[] | undefined {
  if (parent?.tag !== tag) return undefined
  const children: Der[] = []
  for (let at = 0; at < parent.content.length; ) {
    const child = elementAt(parent.content, at)
    if (!child || children.length === MOST_CHILDREN) return undefined
    children.push(child)
    at += child.whole.length
  }
  return children
}

/** Section 8.1: tags of one byte, lengths that are told beforehand. */
function elementAt(bytes: Uint8Array, start: number): Der | undefined {
  const tag = bytes[start]
  const first = bytes[start + 1]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined
  let at = start + 2
  let length = first
  if (first >= 0x80) {
    const size = first & 0x7f
    if (size < 1 || size > 3 || at + size > bytes.length) return undefined
    length = 0
    for (const end = at + size; at < end; at++) length = length * 256 + bytes[at]!
    if (length < (size === 1 ? 0x80 : 1 << (8 * (size - 1)))) return undefined
  }
  const end = at + length
  if (end > bytes.length) return undefined
  return { tag, content: bytes.subarray(at, end), whole: bytes.subarray(start, end) }
}

/** Dotted decimal, section 8.19. Undefined for what is none, and for parts beyond 2^32. */
export function objectIdOf(element: Der | undefined): string | undefined {
  if (element?.tag !== OBJECT_ID || element.content.length === 0) return undefined
  const parts: number[] = []
  let part = 0
  let ended = true
  for (const byte of element.content) {
    if (ended && byte === 0x80) return undefined // not the shortest form
    part = part * 128 + (byte & 0x7f)
    if (part > 0xffff_ffff) return undefined
    ended = byte < 0x80
    if (ended) {
      parts.push(part)
      part = 0
    }
  }
  if (!ended) return undefined
  const [first = 0, ...rest] = parts
  const top = Math.min(Math.floor(first / 40), 2)
  return [top, first - top * 40, ...rest].join('.')
}

/** The bytes of a bit string of whole bytes. */
export function bitStringOf(element: Der | undefined): Uint8Array | undefined {
  return element?.tag === BIT_STRING && element.content[0] === 0 ? element.content.subarray(1) : undefined
}

/** The bytes of an integer that is not negative, without the zero that shows it. */
export function unsignedOf(element: Der | undefined): Uint8Array | undefined {
  if (element?.tag !== INTEGER) return undefined
  const { content } = element
  const [first = 0x80, second = 0x80] = content
  if (first >= 0x80) return undefined
  if (first > 0 || content.length === 1) return content
  return second >= 0x80 ? content.subarray(1) : undefined
}
