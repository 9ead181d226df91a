import type { Instant } from '@excelsior/domain'
import { encodeBase64url } from '../encoding/base64url.ts'
import { decodeUtf8 } from '../encoding/utf8.ts'
import type { PublicJwk, RsaPublicJwk } from '../signing.ts'
import {
  bitStringOf,
  childrenOf,
  type Der,
  OCTET_STRING,
  objectIdOf,
  readDer,
  SET,
  unsignedOf,
} from './der.ts'
import { timeOf } from './time.ts'

/** What of an X.509 certificate (RFC 5280) is looked at here. Nothing of it is checked but its form. */
export interface Certificate {
  readonly subject: DistinguishedName
  readonly issuer: DistinguishedName
  readonly notBefore: Instant
  /** Inclusive, section 4.1.2.5. */
  readonly notAfter: Instant
  /** P-256 or RSA; undefined for keys of any other kind. */
  readonly key: PublicJwk | RsaPublicJwk | undefined
  /** Object ids, none where the list is empty; `undefined` where there is no such list. */
  readonly extendedKeyUsage: readonly string[] | undefined
  /** Object ids of all extensions. */
  readonly extensions: readonly string[]
  /** Whether it says of itself that it may sign other certificates. */
  readonly isAuthority: boolean
  /** It depends on an extension that is not known here, section 4.2. */
  readonly hasUnknownCritical: boolean
  /** What its issuer signed, by which algorithm, and the signature. */
  readonly signed: Uint8Array
  readonly signatureAlgorithm: string
  readonly signature: Uint8Array
}

export interface DistinguishedName {
  readonly country?: string
  readonly organisation?: string
  readonly organisationalUnit?: string
  readonly commonName?: string
  /** Apple's certificates name here the kind of pass that they sign. */
  readonly userId?: string
  /** As it was encoded, to compare with another. */
  readonly encoded: Uint8Array
}

/** Bytes. Real ones have 500 to 2500. */
const LARGEST = 16 * 1024

const NAMES: Readonly<Record<string, Exclude<keyof DistinguishedName, 'encoded'>>> = {
  '2.5.4.3': 'commonName',
  '2.5.4.6': 'country',
  '2.5.4.10': 'organisation',
  '2.5.4.11': 'organisationalUnit',
  '0.9.2342.19200300.100.1.1': 'userId',
}

const KEY_USAGE = '2.5.29.15'
const BASIC_CONSTRAINTS = '2.5.29.19'
const EXTENDED_KEY_USAGE = '2.5.29.37'
/** That a critical one among the others is not known is told, and left to who asks. */
const KNOWN: ReadonlySet<string> = new Set([KEY_USAGE, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE])

/** Undefined for anything that is not one certificate in DER, of version 1 or 3. */
export function readCertificate(bytes: Uint8Array): Certificate | undefined {
  if (bytes.length > LARGEST) return undefined
  const [toBeSigned, algorithm, signatureBits, more] = childrenOf(readDer(bytes)) ?? []
  const signatureAlgorithm = objectIdOf(childrenOf(algorithm)?.[0])
  const signature = bitStringOf(signatureBits)
  if (!toBeSigned || !signatureAlgorithm || !signature || more) return undefined

  const parts = [...(childrenOf(toBeSigned) ?? [])]
  if (parts[0]?.tag === VERSION) parts.shift()
  const [serial, , issuerName, validity, subjectName, keyInfo, ...rest] = parts
  const issuer = nameOf(issuerName)
  const subject = nameOf(subjectName)
  const [from, to] = childrenOf(validity) ?? []
  const notBefore = timeOf(from)
  const notAfter = timeOf(to)
  const extensions = extensionsIn(rest)
  if (!serial || !issuer || !subject || !extensions || childrenOf(keyInfo)?.length !== 2) return undefined
  if (notBefore === undefined || notAfter === undefined) return undefined

  const usage = extensions.get(EXTENDED_KEY_USAGE)
  const extendedKeyUsage = usage && objectIdsIn(usage.value)
  if (usage && !extendedKeyUsage) return undefined
  return {
    subject,
    issuer,
    notBefore,
    notAfter,
    key: keyOf(keyInfo),
    extendedKeyUsage,
    extensions: [...extensions.keys()],
    isAuthority: isAuthority(extensions.get(BASIC_CONSTRAINTS)?.value),
    hasUnknownCritical: [...extensions].some(([id, { critical }]) => critical && !KNOWN.has(id)),
    signed: toBeSigned.whole,
    signatureAlgorithm,
    signature,
  }
}

const VERSION = 0xa0
const EXTENSIONS = 0xa3

interface Extension {
  readonly critical: boolean
  readonly value: Uint8Array
}

/** Section 4.1.2.9. Undefined where one stands there twice. */
function extensionsIn(rest: readonly Der[]): ReadonlyMap<string, Extension> | undefined {
  const extensions = new Map<string, Extension>()
  const wrapper = rest.find(({ tag }) => tag === EXTENSIONS)
  if (!wrapper) return extensions
  for (const extension of childrenOf(childrenOf(wrapper, EXTENSIONS)?.[0]) ?? [wrapper]) {
    const parts = childrenOf(extension)
    const id = objectIdOf(parts?.[0])
    const value = parts?.[parts.length - 1]
    if (!parts || id === undefined || value?.tag !== OCTET_STRING || extensions.has(id)) return undefined
    const critical = parts.length === 3 && parts[1]?.content[0] !== 0
    extensions.set(id, { critical, value: value.content })
  }
  return extensions
}

function objectIdsIn(value: Uint8Array): readonly string[] | undefined {
  const ids: string[] = []
  const elements = childrenOf(readDer(value))
  if (!elements) return undefined
  for (const element of elements) {
    const id = objectIdOf(element)
    if (id === undefined) return undefined
    ids.push(id)
  }
  return ids
}

const BOOLEAN = 0x01

function isAuthority(value: Uint8Array | undefined): boolean {
  const first = value && childrenOf(readDer(value))?.[0]
  return first?.tag === BOOLEAN && first.content[0] !== 0
}

/** Of several names of one kind the first. */
function nameOf(element: Der | undefined): DistinguishedName | undefined {
  const sets = childrenOf(element)
  if (!element || !sets) return undefined
  const name: { -readonly [part in keyof DistinguishedName]: DistinguishedName[part] } = {
    encoded: element.whole,
  }
  for (const set of sets) {
    for (const pair of childrenOf(set, SET) ?? []) {
      const [id, value] = childrenOf(pair) ?? []
      const part = NAMES[objectIdOf(id) ?? '']
      const text = textOf(value)
      if (part !== undefined && text !== undefined) name[part] ??= text
    }
  }
  return name
}

const UTF8_STRING = 0x0c
const PRINTABLE_STRING = 0x13
const TELETEX_STRING = 0x14
const IA5_STRING = 0x16
const LONGEST_TEXT = 200

function textOf(element: Der | undefined): string | undefined {
  if (!element || element.content.length > LONGEST_TEXT) return undefined
  switch (element.tag) {
    case UTF8_STRING:
      return decodeUtf8(element.content)
    case PRINTABLE_STRING:
    case TELETEX_STRING:
    case IA5_STRING:
      return String.fromCharCode(...element.content)
    default:
      return undefined
  }
}

const EC_PUBLIC_KEY = '1.2.840.10045.2.1'
const P_256 = '1.2.840.10045.3.1.7'
const RSA = '1.2.840.113549.1.1.1'
const RSA_PSS = '1.2.840.113549.1.1.10'
const UNCOMPRESSED = 0x04

function keyOf(info: Der | undefined): PublicJwk | RsaPublicJwk | undefined {
  const [algorithm, bits] = childrenOf(info) ?? []
  const [kind, parameters] = childrenOf(algorithm) ?? []
  const bytes = bitStringOf(bits)
  if (!bytes) return undefined
  switch (objectIdOf(kind)) {
    case EC_PUBLIC_KEY: {
      if (objectIdOf(parameters) !== P_256 || bytes.length !== 65 || bytes[0] !== UNCOMPRESSED)
        return undefined
      const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map(encodeBase64url)
      return { kty: 'EC', crv: 'P-256', x: x!, y: y! }
    }
    case RSA:
    case RSA_PSS: {
      const [modulus, exponent] = (childrenOf(readDer(bytes)) ?? []).map(unsignedOf)
      if (!modulus || !exponent) return undefined
      return { kty: 'RSA', n: encodeBase64url(modulus), e: encodeBase64url(exponent) }
    }
    default:
      return undefined
  }
}
