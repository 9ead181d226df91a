import { createHmac } from 'node:crypto'
import { sign, type TestKey, testKey } from './keys.ts'
import { base45, bstr, int, list, map, seconds, sigStructure, tstr } from './raw.ts'

export const SIGNER = testKey('1')
export const ISSUER = 'US-NY'
export const AT = '2021-11-20T12:00:00-05:00'

/** Claims in their order, each as bytes of key and value. */
export type Claims = Record<string, readonly [number[], number[]]>

export interface Words {
  readonly issuer?: string
  readonly type?: number
  readonly given?: string
  readonly family?: string
  readonly birth?: number
  readonly expires?: string
  readonly notBefore?: string
  readonly issued?: string
  readonly id?: string
}

/** The claims of a good pass with some words changed. */
export function claims(words: Words = {}): Claims {
  const issued = words.issued ?? '2021-11-19T15:00:00Z'
  return {
    iss: [int(1), tstr(words.issuer ?? ISSUER)],
    exp: [int(4), int(seconds(words.expires ?? '2022-05-01T04:00:00Z'))],
    nbf: [int(5), int(seconds(words.notBefore ?? issued))],
    iat: [int(6), int(seconds(issued))],
    cti: [int(7), bstr(Buffer.from(words.id ?? '6d1f0b5a2c9e8374', 'hex'))],
    pass: [
      int(-65537),
      list(
        int(words.type ?? 1),
        tstr(words.given ?? 'Amalia Sofía'),
        tstr(words.family ?? 'Okonkwo-Reyes'),
        int(words.birth ?? 19_880_304),
      ),
    ],
  }
}

/** The same with one claim replaced, or left out where `value` is undefined. */
export function withClaim(name: string, value: number[] | undefined, base = claims()): Claims {
  const entry = base[name]
  if (!entry) throw new Error(`no claim ${name}`)
  const { [name]: _, ...others } = base
  return value === undefined ? others : { ...base, [name]: [entry[0], value] }
}

export const payloadOf = (of: Claims): number[] => map(...Object.values(of))

export const header = (kid: ArrayLike<number> = SIGNER.kid, algorithm = int(-7)): number[] =>
  map([int(1), algorithm], [int(4), bstr(kid)])

export interface Parts {
  readonly header?: number[]
  readonly unprotected?: number[]
  readonly payload?: number[]
  readonly key?: TestKey
  /** In place of a signature by `key`. */
  readonly signature?: (signed: Uint8Array) => ArrayLike<number>
  /** What comes before the array: tag 18. */
  readonly tag?: number[]
  readonly after?: number[]
}

export function message(parts: Parts = {}): number[] {
  const protectedHeader = parts.header ?? header(parts.key?.kid)
  const payload = parts.payload ?? payloadOf(claims())
  const signed = sigStructure(protectedHeader, payload)
  const signature = parts.signature?.(signed) ?? sign(parts.key ?? SIGNER, signed)
  return [
    ...(parts.tag ?? [0xd2]),
    ...list(bstr(protectedHeader), parts.unprotected ?? map(), bstr(payload), bstr(signature)),
    ...(parts.after ?? []),
  ]
}

export const code = (parts: Parts = {}): string => `EP1:${base45(message(parts))}`
export const codeOf = (of: Claims, parts: Parts = {}): string => code({ ...parts, payload: payloadOf(of) })

/** ASN.1 DER of a raw signature, as OpenSSL writes by default. */
export function der(raw: Uint8Array): number[] {
  const integer = (bytes: number[]): number[] => {
    const first = bytes.findIndex((byte) => byte !== 0)
    const digits = bytes.slice(first)
    const positive = digits[0]! >= 0x80 ? [0, ...digits] : digits
    return [2, positive.length, ...positive]
  }
  const content = [...integer([...raw.subarray(0, 32)]), ...integer([...raw.subarray(32)])]
  return [0x30, content.length, ...content]
}

/** HMAC-SHA-256 keyed by the public key: the old trick with algorithms that are taken from the message. */
export const hmac = (signed: Uint8Array): Uint8Array =>
  createHmac('sha256', Buffer.from(SIGNER.jwk.x + SIGNER.jwk.y, 'base64url'))
    .update(signed)
    .digest()
