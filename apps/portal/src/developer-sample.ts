/** Shown to developers as it stands; a test runs it on the published vectors. */
export const SAMPLE = `import { createPublicKey, verify } from 'node:crypto'

const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** Whether this key, of the issuer that the pass names, signed it by ES256. */
export function isSignedBy(text, { kid, jwk }) {
  const message = base45(text.slice('EP1:'.length))
  const isPass = text.startsWith('EP1:') && message[0] === 0xd2 && message[1] === 0x84
  if (!isPass) return false
  const header = byteString(message, 2)
  const named = Buffer.concat([Buffer.of(0x01, 0x26, 0x04, 0x40 + kid.length / 2), Buffer.from(kid, 'hex')])
  if (!header.includes(named)) return false
  const payload = byteString(message, 2 + header.length + 1)
  const signed = Buffer.concat([
    Buffer.from('\\x84\\x6aSignature1', 'latin1'), header, Buffer.of(0x40), payload,
  ])
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, message.subarray(-64))
}

/** A CBOR byte string with its head. */
function byteString(message, at) {
  const short = message[at] & 0x1f
  const [head, length] =
    short < 24 ? [1, short]
    : short === 24 ? [2, message[at + 1]]
    : [3, message.readUInt16BE(at + 1)]
  return message.subarray(at, at + head + length)
}

function base45(text) {
  const bytes = []
  for (let at = 0; at < text.length; at += 3) {
    const [c = 0, d = 0, e = 0] = [...text.slice(at, at + 3)].map((letter) => BASE45.indexOf(letter))
    const number = c + 45 * d + 2025 * e
    bytes.push(...(at + 2 < text.length ? [number >> 8, number & 0xff] : [number]))
  }
  return Buffer.from(bytes)
}
`
