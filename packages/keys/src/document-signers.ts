import { hash } from 'node:crypto'
import type { Signer } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { type KeyPair, thumbprintOf } from './es256.ts'
import type { KeyFolder } from './key-folder.ts'
import type { KeyLine } from './key-line.ts'
import type { KeyInfo } from './pass-keys.ts'
import { selfSignedCertificate } from './self-signed-certificate.ts'

/** Ourselves, as the certificates name us. */
export interface SignerWords {
  /** ISO 3166-1, two letters. */
  readonly country: string
  readonly organisation: string
}

/** Keys for EU Digital COVID Certificates, each with the certificate by which others list it. */
export interface DocumentSigners {
  /** Key ids are those of the certificates, which are made with the first use of a key. */
  keys(words: SignerWords): KeyLine
  /** All that have a certificate, revoked and retired ones too. */
  list(now: Instant): readonly DocumentSigner[]
}

export interface DocumentSigner extends KeyInfo, Certificate {}

interface Certificate {
  /** Of the certificate, two letters. */
  readonly country: string
  /** DER. */
  readonly certificate: Uint8Array
}

/** Tests, vaccinations, recoveries: Implementing Decision (EU) 2021/1073, annex IV. */
const USAGE = [1, 2, 3].map((kind) => `1.3.6.1.4.1.1847.2021.1.${kind}`)
const DAY_MS = 86_400_000
/** A key signs for a year or two, and what it signs lives as long again. */
const CERTIFICATE_LIFE_MS = 1_460 * DAY_MS
const HOUR_MS = 3_600_000

/** `line`: made with the first use, so that who issues none has no such keys. Its key ids are thumbprints. */
export function documentSignersIn(folder: KeyFolder, files: string, line: () => KeyLine): DocumentSigners {
  let opened: KeyLine | undefined
  const keyLine = () => {
    opened ??= line()
    return opened
  }
  const nameOf = (thumbprint: string) => `${files}-certificate-${thumbprint}.json`
  const read = (thumbprint: string): Certificate | undefined => {
    const name = nameOf(thumbprint)
    if (!folder.names().includes(name)) return undefined
    const { country, certificate } = folder.read(name) as Record<keyof Certificate, string>
    return { country, certificate: new Uint8Array(Buffer.from(certificate, 'base64')) }
  }
  const known = new Map<string, Certificate>()
  const certificateOf = (thumbprint: string): Certificate | undefined => {
    const certificate = known.get(thumbprint) ?? read(thumbprint)
    if (certificate) known.set(thumbprint, certificate)
    return certificate
  }
  const make = ({ keyId, createdAt }: KeyInfo, words: SignerWords): Certificate => {
    const certificate = selfSignedCertificate(keyPairOf(folder, files, keyId), {
      ...words,
      name: `${words.organisation} document signer ${keyId.slice(0, 6)}`,
      notBefore: (createdAt - HOUR_MS) as Instant,
      notAfter: (createdAt + CERTIFICATE_LIFE_MS) as Instant,
      extendedKeyUsage: USAGE,
    })
    // Where another process was quicker its certificate is the one that counts.
    folder.create(nameOf(keyId), {
      country: words.country,
      certificate: Buffer.from(certificate).toString('base64'),
    })
    return certificateOf(keyId) as Certificate
  }

  return {
    keys(words) {
      const withCertificate = (key: KeyInfo): KeyInfo => {
        return { ...key, keyId: keyIdOf(certificateOf(key.keyId) ?? make(key, words)) }
      }
      const signers = new Map<string, Signer>()
      return {
        signer(now) {
          const signer = keyLine().signer(now)
          const same = signers.get(signer.keyId)
          if (same) return same
          const key = keyLine()
            .list(now)
            .find(({ keyId }) => keyId === signer.keyId) as KeyInfo
          const named = { ...signer, keyId: withCertificate(key).keyId }
          signers.set(signer.keyId, named)
          return named
        },
        list: (now) => keyLine().list(now).map(withCertificate),
        rotate: (now, when) => withCertificate(keyLine().rotate(now, when)),
        revoke(keyId, now) {
          const key = keyLine()
            .list(now)
            .find((each) => withCertificate(each).keyId === keyId)
          return key ? keyLine().revoke(key.keyId, now) : 'unknown'
        },
      }
    },
    list(now) {
      if (!folder.names().some((name) => name.startsWith(`${files}-certificate-`))) return []
      return keyLine()
        .list(now)
        .flatMap((key) => {
          const certificate = certificateOf(key.keyId)
          return certificate ? [{ ...key, ...certificate, keyId: keyIdOf(certificate) }] : []
        })
    },
  }
}

/** The first 8 bytes of the certificate's SHA-256, base64. */
const keyIdOf = ({ certificate }: Certificate): string =>
  hash('sha256', certificate, 'buffer').subarray(0, 8).toString('base64')

function keyPairOf(folder: KeyFolder, files: string, thumbprint: string): KeyPair {
  for (const name of folder.names()) {
    if (!name.startsWith(`${files}-`) || !/-\d{6}\.json$/.test(name)) continue
    const pair = folder.read(name) as Partial<KeyPair>
    if (pair.jwk && pair.privateKey !== undefined && thumbprintOf(pair.jwk) === thumbprint)
      return pair as KeyPair
  }
  throw new RangeError('a certificate is made for a key that is there')
}
