import { allocate } from './encoding/allocate.ts'
import { type CborValue, decodeCbor, encodeCbor } from './encoding/cbor.ts'
import { encodeHex } from './encoding/hex.ts'
import type { Limits } from './limits.ts'

/** COSE header parameters and the one algorithm, RFC 9052 section 3.1 and RFC 9053 section 2.1. */
const ALGORITHM = 1
const CRITICAL = 2
const KEY_ID = 4
const ES256 = -7

/** CBOR tag of a COSE_Sign1 message, then an array of four. */
const TAG_18 = 0xd2
const ARRAY_OF_4 = 0x84

/** The head of the Sig_structure: an array of four, and its first item, the text `Signature1`. */
const SIG_STRUCTURE = Uint8Array.of(0x84, 0x6a, 0x53, 0x69, 0x67, 0x6e, 0x61, 0x74, 0x75, 0x72, 0x65, 0x31)
const NO_EXTERNAL_DATA = 0x40
const EMPTY_MAP = 0xa0

const SHORTEST_KEY_ID = 4
const LONGEST_KEY_ID = 16

export interface CoseSign1 {
  readonly algorithm: 'ES256' | 'other'
  /** Hexadecimal digits, from the protected header. */
  readonly keyId: string
  readonly payload: Uint8Array
  /** Any length: looked at where it is checked. */
  readonly signature: Uint8Array
  /** The Sig_structure that was signed, RFC 9052 section 4.4. */
  readonly signed: Uint8Array
}

/**
 * Tag 18, a protected header with algorithm and key id (or exactly `header`, which has no key id), an empty unprotected header, payload and signature.
 * The rest of the message is the deterministic encoding, so that one pass has one spelling.
 */
export function openCoseSign1(
  bytes: Uint8Array,
  limits: Limits,
  fixedHeader?: Uint8Array,
): CoseSign1 | undefined {
  if (bytes[0] !== TAG_18 || bytes[1] !== ARRAY_OF_4) return undefined
  const message = decodeCbor(bytes.subarray(1), limits.cborDepth)
  if (!isArray(message)) return undefined
  const [header, unprotected, payload, signature] = message
  if (!(header instanceof Uint8Array) || !(unprotected instanceof Map) || unprotected.size > 0)
    return undefined
  if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) return undefined

  if (fixedHeader) {
    if (!isEqual(header, fixedHeader)) return undefined
    return { algorithm: 'ES256', keyId: '', payload, signature, signed: sigStructure(header, payload) }
  }
  const parameters = decodeCbor(header, limits.cborDepth)
  if (!(parameters instanceof Map) || parameters.has(CRITICAL)) return undefined
  const keyId = parameters.get(KEY_ID)
  if (!(keyId instanceof Uint8Array)) return undefined
  if (keyId.length < SHORTEST_KEY_ID || keyId.length > LONGEST_KEY_ID) return undefined
  return {
    algorithm: parameters.get(ALGORITHM) === ES256 ? 'ES256' : 'other',
    keyId: encodeHex(keyId),
    payload,
    signature,
    signed: sigStructure(header, payload),
  }
}

export function protectedHeader(keyId: Uint8Array): Uint8Array {
  return encodeCbor(
    new Map<number, CborValue>([
      [ALGORITHM, ES256],
      [KEY_ID, keyId],
    ]),
  )
}

export function sigStructure(header: Uint8Array, payload: Uint8Array): Uint8Array {
  const signed = allocate(SIG_STRUCTURE.length + header.length + payload.length + 11)
  signed.set(SIG_STRUCTURE)
  let at = putBytes(signed, SIG_STRUCTURE.length, header)
  signed[at++] = NO_EXTERNAL_DATA
  at = putBytes(signed, at, payload)
  return signed.subarray(0, at)
}

export function coseSign1(header: Uint8Array, payload: Uint8Array, signature: Uint8Array): Uint8Array {
  const message = allocate(header.length + payload.length + signature.length + 12)
  message[0] = TAG_18
  message[1] = ARRAY_OF_4
  let at = putBytes(message, 2, header)
  message[at++] = EMPTY_MAP
  at = putBytes(message, at, payload)
  return message.subarray(0, putBytes(message, at, signature))
}

/** Writes a CBOR byte string of at most 65535 bytes, and returns where it ends. */
function putBytes(to: Uint8Array, start: number, bytes: Uint8Array): number {
  let at = start
  if (bytes.length < 24) to[at++] = 0x40 | bytes.length
  else if (bytes.length < 0x100) {
    to[at++] = 0x58
    to[at++] = bytes.length
  } else {
    to[at++] = 0x59
    to[at++] = bytes.length >> 8
    to[at++] = bytes.length & 0xff
  }
  to.set(bytes, at)
  return at + bytes.length
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

function isArray(value: CborValue | undefined): value is readonly CborValue[] {
  return Array.isArray(value)
}
