import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { sign } from '../pass-vectors/keys.ts'
import { base45, bstr, int, list, map, seconds, sigStructure, tstr } from '../pass-vectors/raw.ts'
import { signPss } from './rsa.ts'
import { SIGNER, type TestSigner } from './signers.ts'

export const AT = '2021-11-20T12:00:00Z'

/** What JSON can say, and bytes of CBOR as they are: faults have to be written too. */
export type Value = string | number | null | Raw | readonly Value[] | { readonly [key: string]: Value }
export interface Raw {
  readonly cbor: number[]
}
const isRaw = (value: object): value is Raw => 'cbor' in value

export function cbor(value: Value): number[] {
  if (typeof value === 'string') return tstr(value)
  if (typeof value === 'number') return int(value)
  if (value === null) return [0xf6]
  if (Array.isArray(value)) return list(...value.map(cbor))
  if (isRaw(value)) return value.cbor
  return map(...Object.entries(value).map(([key, item]) => [tstr(key), cbor(item as Value)] as const))
}

export const NAME = { fn: 'Lindqvist', gn: 'Ebba Märta', fnt: 'LINDQVIST', gnt: 'EBBA<MAERTA' }

export const DOSE = {
  tg: '840539006',
  vp: '1119349007',
  mp: 'EU/1/20/1528',
  ma: 'ORG-100030215',
  dn: 2,
  sd: 2,
  dt: '2021-06-14',
  co: 'XA',
  is: 'Health Board of Alpha',
  ci: 'URN:UVCI:01:XA:4F3K9Q2M7T#1',
} satisfies Value

export const TEST = {
  tg: '840539006',
  tt: 'LP6464-4',
  nm: 'Nucleic acid test',
  tr: '260415000',
  sc: '2021-11-19T08:30:00Z',
  tc: 'Harbour laboratory',
  co: 'XA',
  is: 'Health Board of Alpha',
  ci: 'URN:UVCI:01:XA:8B2V5N1R6W#2',
} satisfies Value

export const RECOVERY = {
  tg: '840539006',
  fr: '2021-09-01',
  df: '2021-09-12',
  du: '2022-02-28',
  co: 'XA',
  is: 'Health Board of Alpha',
  ci: 'URN:UVCI:01:XA:2C7D4H9J3P#3',
} satisfies Value

export const person = { ver: '1.3.0', nam: NAME, dob: '1979-04-23' } satisfies Value
export const VACCINATED = { ...person, v: [DOSE] } satisfies Value
export const TESTED = { ...person, t: [TEST] } satisfies Value
export const RECOVERED = { ...person, r: [RECOVERY] } satisfies Value

export interface Claims {
  readonly certificate?: Value
  readonly issuer?: Value
  readonly issued?: Value
  readonly expires?: Value
  readonly notBefore?: Value
  /** In place of the certificate's claim. */
  readonly hcert?: number[]
}

export const instant = (text: string): Value => ({ cbor: int(seconds(text)) })

type Entry = readonly [number[], number[]]

/** A claim is left out where its value is the empty text. */
export function payload(claims: Claims = {}): number[] {
  const entry = (label: number, value: Value): Entry[] => (value === '' ? [] : [[int(label), cbor(value)]])
  return map(
    ...entry(1, claims.issuer ?? 'XA'),
    ...entry(4, claims.expires ?? instant('2022-06-14T00:00:00Z')),
    ...entry(6, claims.issued ?? instant('2021-11-19T09:00:00Z')),
    ...entry(5, claims.notBefore ?? ''),
    [int(-260), claims.hcert ?? map([int(1), cbor(claims.certificate ?? VACCINATED)])],
  )
}

export interface Parts extends Claims {
  readonly signer?: TestSigner
  /** Of the protected header; -7, or -37 for an RSA signer. */
  readonly algorithm?: number
  readonly header?: number[]
  readonly unprotected?: number[]
  readonly payload?: number[]
  readonly signature?: (signed: Uint8Array) => ArrayLike<number>
  /** What comes before the array: tag 18. */
  readonly tag?: number[]
  readonly after?: number[]
}

export const header = (kid: ArrayLike<number> = SIGNER.kid, algorithm = -7): number[] =>
  map([int(1), int(algorithm)], [int(4), bstr(kid)])

export function message(parts: Parts = {}): number[] {
  const signer = parts.signer ?? SIGNER
  const { key } = signer
  const protectedHeader = parts.header ?? header(signer.kid, parts.algorithm ?? (key ? -7 : -37))
  const content = parts.payload ?? payload(parts)
  const signed = sigStructure(protectedHeader, content)
  const signature = parts.signature?.(signed) ?? (key ? sign(key, signed) : signPss(signed))
  return [
    ...(parts.tag ?? [0xd2]),
    ...list(bstr(protectedHeader), parts.unprotected ?? map(), bstr(content), bstr(signature)),
    ...(parts.after ?? []),
  ]
}

export const packed = (bytes: ArrayLike<number>): string =>
  `HC1:${base45(deflateSync(Uint8Array.from(bytes), { level: 9 }))}`

export const code = (parts: Parts = {}): string => packed(message(parts))

/** The first 16 bytes of a hash, as revocation lists hold them. */
export const half = (bytes: string | Uint8Array): Buffer =>
  createHash('sha256').update(bytes).digest().subarray(0, 16)
