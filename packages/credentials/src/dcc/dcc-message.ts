import { sigStructure } from '../cose-sign1.ts'
import { encodeBase64 } from '../encoding/base64.ts'
import { decodeLenientCbor, type LenientCbor, type LenientCborMap } from '../encoding/lenient-cbor.ts'
import type { Limits } from '../limits.ts'
import type { Algorithm } from '../signing.ts'

/** COSE header parameters and algorithms, RFC 9052 section 3.1, RFC 9053 section 2.1, RFC 8230 section 2. */
const ALGORITHM = 1
const CRITICAL = 2
const KEY_ID = 4
const ALGORITHMS: ReadonlyMap<LenientCbor | undefined, Algorithm> = new Map([
  [-7, 'ES256'],
  [-37, 'PS256'],
])

/** Tags that may stand before the array of four: a CWT (61, RFC 8392 section 6), in it a COSE_Sign1 (18). */
const TAG_61 = [0xd8, 61] as const
const TAG_18 = 0xd2

/** The EU's have 8. Longer ones belong to no key. */
const LONGEST_KEY_ID = 32

export interface DccMessage {
  readonly algorithm: Algorithm | 'other'
  /** Base64, as lists of signers write it. */
  readonly keyId: string
  readonly payload: Uint8Array
  /** Any length: looked at where it is checked. */
  readonly signature: Uint8Array
  /** The Sig_structure that was signed, RFC 9052 section 4.4. */
  readonly signed: Uint8Array
}

/** A COSE_Sign1 message, tagged or not, in whatever encoding its issuer's program chose. */
export function openDccMessage(bytes: Uint8Array, limits: Limits): DccMessage | undefined {
  let start = bytes[0] === TAG_61[0] && bytes[1] === TAG_61[1] ? 2 : 0
  if (bytes[start] === TAG_18) start++
  const message = decodeLenientCbor(bytes.subarray(start), limits.cborDepth)
  if (!isArray(message) || message.length !== 4) return undefined
  const [protectedBytes, unprotected, payload, signature] = message
  if (!(protectedBytes instanceof Uint8Array) || !isMap(unprotected)) return undefined
  if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) return undefined
  const header =
    protectedBytes.length === 0 ? NO_PARAMETERS : decodeLenientCbor(protectedBytes, limits.cborDepth)
  if (!isMap(header) || header.has(CRITICAL) || unprotected.has(CRITICAL)) return undefined

  // What is signed wins; what is not signed counts where it alone is there.
  const parameter = (label: number) => (header.has(label) ? header.get(label) : unprotected.get(label))
  const keyId = parameter(KEY_ID)
  if (!(keyId instanceof Uint8Array) || keyId.length === 0 || keyId.length > LONGEST_KEY_ID) return undefined
  return {
    algorithm: ALGORITHMS.get(parameter(ALGORITHM)) ?? 'other',
    keyId: encodeBase64(keyId),
    payload,
    signature,
    signed: sigStructure(protectedBytes, payload),
  }
}

const NO_PARAMETERS: LenientCborMap = new Map()

export function isArray(value: LenientCbor | undefined): value is readonly LenientCbor[] {
  return Array.isArray(value)
}

export function isMap(value: LenientCbor | undefined): value is LenientCborMap {
  return value instanceof Map
}
