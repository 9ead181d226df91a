/** The order of P-256, FIPS 186-5: big-endian. */
const ORDER = Uint8Array.of(
  ...[0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  ...[0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51],
)

/** 64 bytes, r then s, each from 1 to the order less one. Some libraries take 0, 0 as a signature of anything. */
export function isRawSignature(signature: Uint8Array): boolean {
  return signature.length === 64 && inRange(signature, 0) && inRange(signature, 32)
}

function inRange(signature: Uint8Array, start: number): boolean {
  let zero = true
  for (let at = start; at < start + 32 && zero; at++) zero = signature[at] === 0
  if (zero) return false
  for (let at = 0; at < 32; at++) {
    const difference = signature[start + at]! - ORDER[at]!
    if (difference !== 0) return difference < 0
  }
  return false
}
