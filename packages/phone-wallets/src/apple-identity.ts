import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Instant } from '@excelsior/domain'

/** What a department gets from Apple, as PEM texts. */
export interface AppleFiles {
  readonly certificate: string
  readonly key: string
  readonly passphrase?: string | undefined
  /** Apple's intermediate certificate (Worldwide Developer Relations). */
  readonly wwdr: string
  /** `pass.gov.example.health` */
  readonly passTypeId: string
  /** Ten letters and digits. */
  readonly teamId: string
}

/** Who signs passes for Apple Wallet: checked, so that what it signs is no dud but for its time. */
export interface AppleIdentity {
  readonly passTypeId: string
  readonly teamId: string
  readonly certificate: string
  /** PKCS #1, in the clear: in memory only. */
  readonly key: string
  readonly wwdr: string
  /** When both certificates hold. */
  readonly validFrom: Instant
  /** The first of them to end, and which. */
  readonly validTo: Instant
  readonly firstToEnd: AppleSetting
}

export type AppleSetting =
  | 'APPLE_PASS_CERT'
  | 'APPLE_PASS_KEY'
  | 'APPLE_WWDR_CERT'
  | 'APPLE_PASS_TYPE_ID'
  | 'APPLE_TEAM_ID'

/** Each fault names its setting, what is wrong with it and what to do. */
export function readAppleIdentity(
  files: AppleFiles,
):
  | { readonly ok: true; readonly identity: AppleIdentity }
  | { readonly ok: false; readonly faults: readonly string[] } {
  const faults: string[] = []
  const certificate = readCertificate(files.certificate)
  const wwdr = readCertificate(files.wwdr)
  const key = readKey(files.key, files.passphrase)
  if (!certificate) {
    faults.push(
      'APPLE_PASS_CERT is no certificate in PEM. What Apple gives is DER: openssl x509 -inform der -in pass.cer -out pass.pem',
    )
  }
  if (!key) {
    faults.push(
      'APPLE_PASS_KEY is no private key in PEM, or APPLE_PASS_KEY_PASSPHRASE does not open it. From a .p12: openssl pkcs12 -in pass.p12 -nocerts -out pass.key',
    )
  }
  if (!wwdr) {
    faults.push(
      'APPLE_WWDR_CERT is no certificate in PEM. Get Apple’s intermediate "Worldwide Developer Relations - G4" and convert it: openssl x509 -inform der -in AppleWWDRCAG4.cer -out wwdr.pem',
    )
  }
  if (key && key.asymmetricKeyType !== 'rsa')
    faults.push('APPLE_PASS_KEY is no RSA key: Apple Wallet takes RSA only')
  if (wwdr && wwdr.publicKey.asymmetricKeyType !== 'rsa') {
    faults.push('APPLE_WWDR_CERT is not the intermediate that signs passes, which has an RSA key (G4)')
  }
  if (certificate && key && !certificate.checkPrivateKey(key)) {
    faults.push('APPLE_PASS_KEY does not belong to APPLE_PASS_CERT: take the key with which it was requested')
  }
  if (certificate && wwdr && !(certificate.checkIssued(wwdr) && certificate.verify(wwdr.publicKey))) {
    faults.push(
      'APPLE_PASS_CERT was not issued by APPLE_WWDR_CERT: take the intermediate that its issuer names, such as G4',
    )
  }
  if (certificate) faults.push(...namesIn(certificate, files))
  if (!certificate || !wwdr || !key || faults.length > 0) return { ok: false, faults }
  const [one, other] = [times(certificate), times(wwdr)]
  const identity: AppleIdentity = {
    passTypeId: files.passTypeId,
    teamId: files.teamId,
    certificate: certificate.toString(),
    key: key.export({ type: 'pkcs1', format: 'pem' }).toString(),
    wwdr: wwdr.toString(),
    validFrom: Math.max(one.from, other.from) as Instant,
    validTo: Math.min(one.to, other.to) as Instant,
    firstToEnd: one.to <= other.to ? 'APPLE_PASS_CERT' : 'APPLE_WWDR_CERT',
  }
  return { ok: true, identity }
}

/** Apple writes the pass type into the subject's UID and the team into its OU; a phone takes no others. */
function namesIn(certificate: X509Certificate, { passTypeId, teamId }: AppleFiles): string[] {
  const subject = new Map(
    certificate.subject.split('\n').map((line) => {
      const at = line.indexOf('=')
      return [line.slice(0, at), line.slice(at + 1)]
    }),
  )
  const faults: string[] = []
  const uid = subject.get('UID') ?? subject.get('userId')
  if (uid !== passTypeId) {
    faults.push(
      `APPLE_PASS_TYPE_ID is "${passTypeId}", but APPLE_PASS_CERT is for "${uid ?? 'no pass type'}"`,
    )
  }
  if (subject.get('OU') !== teamId) {
    faults.push(
      `APPLE_TEAM_ID is "${teamId}", but APPLE_PASS_CERT is of the team "${subject.get('OU') ?? ''}"`,
    )
  }
  return faults
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function readKey(pem: string, passphrase: string | undefined): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, passphrase: passphrase ?? '' })
  } catch {
    return undefined
  }
}

const times = ({ validFrom, validTo }: X509Certificate) => ({
  from: Date.parse(validFrom),
  to: Date.parse(validTo),
})
