import { createHash } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import { rsaModulus, signPkcs1 } from '../dcc-vectors/rsa.ts'
import { type TestKey, testKey } from '../pass-vectors/keys.ts'

/** A signer of wallet files: its certificate, and its key, which is the RSA key of all vectors where absent. */
export interface WalletSigner {
  readonly certificate: Uint8Array
  readonly issuerAndSerial: readonly number[]
  readonly key?: TestKey
  readonly listed: { readonly kid: string; readonly jwk: object; readonly from: string; readonly to: string }
}

/** DER, put together by hand: what writes the vectors must not be what they test. */
const der = (tag: number, ...parts: ArrayLike<number>[]): number[] => {
  const content = parts.flatMap((part) => Array.from(part))
  const { length } = content
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return [tag, ...head, ...content]
}
export const seq = (...parts: ArrayLike<number>[]) => der(0x30, ...parts)
export const set = (...parts: ArrayLike<number>[]) => der(0x31, ...parts)
export const oid = (text: string) => {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  return der(
    0x06,
    [first * 40 + second, ...rest].flatMap((part) => {
      const bytes = [part & 127]
      for (let more = part >> 7; more > 0; more >>= 7) bytes.unshift((more & 127) | 128)
      return bytes
    }),
  )
}
const time = (text: string) => der(0x17, Buffer.from(text.slice(2).replace(/[-:T]/g, '')))
const part = (id: string, text: string) => set(seq(oid(id), der(0x0c, Buffer.from(text))))
const name = (common: string) => seq(part('2.5.4.3', common))
/** As Apple writes it: the pass type in the user id, the team in the unit. */
const subject = (common: string, type: string | null, team: string | null) =>
  seq(
    ...(type === null ? [] : [part('0.9.2342.19200300.100.1.1', type)]),
    part('2.5.4.3', common),
    ...(team === null ? [] : [part('2.5.4.11', team)]),
  )
const RSA = '1.2.840.113549.1.1.1'
const ECDSA = '1.2.840.10045.4.3.2'
const SHA_256 = '2.16.840.1.101.3.4.2.1'
const SHA_1 = '1.3.14.3.2.26'
const DATA = '1.2.840.113549.1.7.1'

export function walletSigner(
  common: string,
  {
    rsa = false,
    from = '2021-01-01T00:00:00Z',
    to = '2022-12-31T23:59:59Z',
    serial = 7,
    type = 'pass.gov.example.health',
    team = 'A1B2C3D4E5',
  }: {
    rsa?: boolean
    from?: string
    to?: string
    serial?: number
    type?: string | null
    team?: string | null
  } = {},
): WalletSigner {
  const key = testKey(`pkpass ${common}`)
  const point = p256.getPublicKey(key.secret, false)
  const keyInfo = rsa
    ? seq(seq(oid(RSA), der(0x05)), der(0x03, [0], seq(der(0x02, [0], rsaModulus()), der(0x02, [1, 0, 1]))))
    : seq(seq(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')), der(0x03, [0], point))
  const issuer = name('Test authority of pass types')
  const signed = seq(
    der(0xa0, der(0x02, [2])),
    der(0x02, [serial]),
    seq(oid(ECDSA)),
    issuer,
    seq(time(from), time(to)),
    subject(common, type, team),
    keyInfo,
  )
  const signature = p256.sign(Uint8Array.from(signed), testKey('pkpass authority').secret, { format: 'der' })
  const certificate = Uint8Array.from(seq(signed, seq(oid(ECDSA)), der(0x03, [0], signature)))
  const jwk = rsa ? { kty: 'RSA', n: rsaModulus().toString('base64url'), e: 'AQAB' } : key.jwk
  const kid = createHash('sha256').update(certificate).digest('base64url')
  return {
    certificate,
    issuerAndSerial: seq(issuer, der(0x02, [serial])),
    ...(rsa ? {} : { key }),
    listed: { kid, jwk, from, to },
  }
}

const attribute = (id: string, ...values: ArrayLike<number>[]) => seq(oid(id), set(...values))
export const CONTENT_TYPE = attribute('1.2.840.113549.1.9.3', oid(DATA))
export const signingTime = (text: string) => attribute('1.2.840.113549.1.9.5', time(text))
export const messageDigest = (content: Uint8Array, hash = 'sha256') =>
  attribute('1.2.840.113549.1.9.4', der(0x04, createHash(hash).update(content).digest()))

export interface SignatureParts {
  readonly signer: WalletSigner
  /** In place of content type, time and digest. */
  readonly attributes?: readonly ArrayLike<number>[]
  readonly at?: string
  /** In place of the signer's own. */
  readonly certificates?: readonly Uint8Array[]
  readonly named?: WalletSigner
  /** In place of a signature over the attributes. */
  readonly bytes?: (signed: Uint8Array) => ArrayLike<number>
  /** Within the signature itself. */
  readonly content?: Uint8Array
  readonly digest?: 'sha1'
  readonly withoutAttributes?: boolean
  readonly twice?: boolean
  readonly after?: readonly number[]
}

/** A detached signature over a manifest, CMS (RFC 5652). */
export function signatureOver(manifest: Uint8Array, parts: SignatureParts): Buffer {
  const { signer, at = '2021-11-19T15:00:00Z', digest, content } = parts
  const attributes = parts.attributes ?? [
    CONTENT_TYPE,
    signingTime(at),
    messageDigest(manifest, digest ?? 'sha256'),
  ]
  const signed = Uint8Array.from(parts.withoutAttributes ? manifest : set(...attributes))
  const own = () => (signer.key ? p256.sign(signed, signer.key.secret, { format: 'der' }) : signPkcs1(signed))
  const digestName = seq(oid(digest ? SHA_1 : SHA_256), der(0x05))
  const signerInfo = seq(
    der(0x02, [1]),
    (parts.named ?? signer).issuerAndSerial,
    digestName,
    parts.withoutAttributes ? [] : der(0xa0, ...attributes),
    signer.key ? seq(oid(ECDSA)) : seq(oid(RSA), der(0x05)),
    der(0x04, parts.bytes?.(signed) ?? own()),
  )
  const signedData = seq(
    der(0x02, [1]),
    set(digestName),
    seq(oid(DATA), ...(content ? [der(0xa0, der(0x04, content))] : [])),
    der(0xa0, ...(parts.certificates ?? [signer.certificate])),
    set(signerInfo, ...(parts.twice ? [signerInfo] : [])),
  )
  return Buffer.from([...seq(oid('1.2.840.113549.1.7.2'), der(0xa0, signedData)), ...(parts.after ?? [])])
}
