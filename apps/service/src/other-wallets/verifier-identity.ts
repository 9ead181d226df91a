import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Instant } from '@excelsior/domain'

/** Who signs our requests: checked, so that a wallet's refusal is not the first to tell of a slip. */
export interface VerifierIdentity {
  /** With its prefix, as the holder's signature names whom it was made for. */
  readonly clientId: string
  /** DER in base64, the signing one first, without the root (HAIP 1.0, section 5.3.2; RFC 7515, section 4.1.6). */
  readonly x5c: readonly string[]
  readonly key: KeyObject
  readonly validFrom: Instant
  /** Exclusive. */
  readonly validTo: Instant
}

export interface VerifierFiles {
  /** The certificate and those between it and its root, in PEM. */
  readonly certificates: string
  readonly key: string
  readonly namedBy: 'hash' | 'host'
  readonly publicUrl: string
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g
const MOST = 4

/** Each fault names its setting, what is wrong with it and what to do. */
export function readVerifierIdentity({
  certificates,
  key: pem,
  namedBy,
  publicUrl,
}: VerifierFiles):
  | { readonly ok: true; readonly identity: VerifierIdentity }
  | { readonly ok: false; readonly faults: readonly string[] } {
  const faults: string[] = []
  const chain = (certificates.match(CERTIFICATE) ?? []).flatMap((text) => readCertificate(text) ?? [])
  // A root that stands below is no news to whoever believes it, and may not be sent.
  while (chain.length > 1 && isSelfSigned(chain.at(-1)!)) chain.pop()
  const [leaf] = chain
  const key = readKey(pem)
  if (!leaf || chain.length > MOST)
    faults.push(`VERIFIER_CERT holds no certificate in PEM, or more than ${MOST} below the root`)
  if (key?.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    faults.push('VERIFIER_KEY is no private key on the curve P-256 in PEM, without a passphrase')
  if (leaf && key && !leaf.checkPrivateKey(key))
    faults.push(
      'VERIFIER_KEY does not belong to VERIFIER_CERT, whose first certificate is the one that signs',
    )
  if (leaf && isSelfSigned(leaf))
    faults.push('VERIFIER_CERT signed itself: wallets believe those alone that an authority of theirs issued')
  for (const [index, each] of chain.entries()) {
    const issuer = chain[index + 1]
    if (issuer && !(each.checkIssued(issuer) && each.verify(issuer.publicKey)))
      faults.push(`VERIFIER_CERT is out of order: certificate ${index + 2} did not issue the one before it`)
  }
  const host = new URL(publicUrl).hostname
  const names = leaf?.subjectAltName?.split(', ') ?? []
  if (leaf && namedBy === 'host' && !names.includes(`DNS:${host}`))
    faults.push(`VERIFIER_CERT does not name ${host} (subjectAltName DNS): take VERIFIER_NAMED_BY=hash`)
  if (!leaf || !key || faults.length > 0) return { ok: false, faults }
  const hash = createHash('sha256').update(leaf.raw).digest('base64url')
  return {
    ok: true,
    identity: {
      clientId: namedBy === 'host' ? `x509_san_dns:${host}` : `x509_hash:${hash}`,
      x5c: chain.map(({ raw }) => raw.toString('base64')),
      key,
      validFrom: Math.max(...chain.map(({ validFrom }) => Date.parse(validFrom))) as Instant,
      validTo: (Math.min(...chain.map(({ validTo }) => Date.parse(validTo))) + 1000) as Instant,
    },
  }
}

const isSelfSigned = (certificate: X509Certificate): boolean =>
  certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey)

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}
