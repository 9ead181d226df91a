import { decodeBase64url, encodeBy } from './base64url.ts'

const CODES = Uint8Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  (character) => character.charCodeAt(0),
)
const PADDING: readonly string[] = ['', '==', '=']

/** RFC 4648, section 4, with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return encodeBy(CODES, bytes) + PADDING[bytes.length % 3]!
}

/** Undefined for characters of the other alphabet, blanks, and padding that is not what belongs there. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || /[-_]/.test(text)) return undefined
  const length = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length
  return decodeBase64url(text.slice(0, length).replace(/\+/g, '-').replace(/\//g, '_'))
}
