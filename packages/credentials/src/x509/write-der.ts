/** DER (X.690, section 10) of what certificates and signatures are made of. */
export const SEQUENCE = 0x30
const OBJECT_ID = 0x06

/** A tag, a length and content. Throws a RangeError where it is longer than 65,535 bytes. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (length > 0xffff) throw new RangeError('nothing here is so long')
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  const bytes = new Uint8Array(1 + head.length + length)
  bytes.set([tag, ...head])
  let at = 1 + head.length
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return element(SEQUENCE, ...parts)
}

/** Of its dotted form, such as `1.2.840.10045.4.3.2`. */
export function objectId(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const digits = [part & 0x7f]
    for (let more = part >>> 7; more > 0; more >>>= 7) digits.unshift((more & 0x7f) | 0x80)
    return digits
  })
  return element(OBJECT_ID, Uint8Array.from(bytes))
}
