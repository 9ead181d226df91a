import { resolve } from 'node:path'

/** How requests to wallet apps are signed. Files are not yet looked at. */
export interface VerifierSettings {
  readonly certificateFile: string
  readonly keyFile: string
  /** How a request names us (OpenID4VP 1.0, section 5.9.3): by the certificate's hash, or by our host's name in it. */
  readonly namedBy: 'hash' | 'host'
}

/** Both files, or none: then requests are unsigned. */
export function readVerifierSettings(
  env: Readonly<Record<string, string | undefined>>,
  root: string,
  faults: string[],
): VerifierSettings | undefined {
  const certificate = env.VERIFIER_CERT?.trim()
  const key = env.VERIFIER_KEY?.trim()
  const namedBy = env.VERIFIER_NAMED_BY?.trim() || 'hash'
  if (namedBy !== 'hash' && namedBy !== 'host')
    faults.push(`VERIFIER_NAMED_BY is "${namedBy}": "hash" or "host" is expected`)
  if (!certificate && !key) return undefined
  if (!certificate || !key) {
    faults.push('VERIFIER_CERT and VERIFIER_KEY go together: one of them is missing')
    return undefined
  }
  return {
    certificateFile: resolve(root, certificate),
    keyFile: resolve(root, key),
    namedBy: namedBy === 'host' ? 'host' : 'hash',
  }
}
