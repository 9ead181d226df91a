import type { Instant } from '@excelsior/domain'
import { decodeBase64, encodeBase64 } from '../encoding/base64.ts'
import { isJsonObject, type Json, textIn } from '../encoding/json.ts'
import type { LeftOutKey } from '../trust/trust.ts'
import type { ListedIssuer, ListedKey } from '../trust/trust-list.ts'
import { type Certificate, readCertificate } from '../x509/certificate.ts'

/** The EU's document signers that count, by country, and those that do not. */
export interface DocumentSigners {
  readonly issuers: readonly ListedIssuer[]
  readonly leftOut: readonly LeftOutKey[]
}

const KEY_ID_BYTES = 8
/** The EU's list had about 350. */
const MOST_SIGNERS = 10_000

/** Which kinds a signer may sign, Implementing Decision (EU) 2021/1073, annex IV: two arcs are in use for each. */
const USAGE: Readonly<Record<string, string>> = {
  '1.3.6.1.4.1.1847.2021.1.1': 'test',
  '1.3.6.1.4.1.1847.2021.1.2': 'vaccination',
  '1.3.6.1.4.1.1847.2021.1.3': 'recovery',
  '1.3.6.1.4.1.0.1847.2021.1.1': 'test',
  '1.3.6.1.4.1.0.1847.2021.1.2': 'vaccination',
  '1.3.6.1.4.1.0.1847.2021.1.3': 'recovery',
}
/** `other`: what is none of the three can be genuine by the hand of a signer whom nothing limits. */
const ANY_USAGE = ['vaccination', 'test', 'recovery', 'other']
/** For another country's territory: what such a certificate may be about, and nothing of a form that is not known. */
const FOREIGN_USAGE = ['vaccination', 'test', 'recovery']

/**
 * A list of document signer certificates in the manner of the EU's gateway: `[{"kid","country","rawData",…}]` with the
 * certificate in base64 DER, or the same in `{"certificates"}`. Whoever hands it in has it from a source to be trusted:
 * nothing on it is signed here. Undefined for what is no such list.
 */
export async function readDocumentSigners(json: Json | undefined): Promise<DocumentSigners | undefined> {
  const list = isJsonObject(json) ? json.certificates : json
  if (!Array.isArray(list) || list.length > MOST_SIGNERS) return undefined
  const byCountry = new Map<string, ListedKey[]>()
  const leftOut: LeftOutKey[] = []
  for (const item of list as readonly Json[]) {
    const read = await readSigner(item)
    if ('reason' in read) leftOut.push(read)
    else {
      const keys = byCountry.get(read.country) ?? []
      byCountry.set(read.country, keys)
      keys.push(read.key)
    }
  }
  const issuers = Array.from(byCountry, ([country, keys]) => {
    return { id: country, name: nameOf(country), jurisdiction: country, keys }
  })
  return { issuers, leftOut }
}

async function readSigner(
  item: Json,
): Promise<LeftOutKey | { readonly country: string; readonly key: ListedKey }> {
  const listed = isJsonObject(item) ? item : {}
  let country = textIn(listed.country)
  const keyId = textIn(listed.kid)
  const left = (reason: LeftOutKey['reason']) => ({ issuer: country, keyId, reason })
  const type = listed.certificateType
  if (type !== undefined && type !== 'DSC') return left('not-a-document-signer')
  const raw = textIn(listed.rawData)
  const bytes = raw.length <= LONGEST_RAW ? decodeBase64(raw) : undefined
  const certificate = bytes && readCertificate(bytes)
  if (!certificate || certificate.hasUnknownCritical) return left('unreadable-certificate')
  if (keyId !== (await documentSignerKeyId(bytes))) return left('wrong-key-id')
  if (!certificate.key) return left('unsupported-key')
  // The list decides: one country's signer may serve another's territory, and its certificate name neither.
  country ||= certificate.subject.country ?? certificate.issuer.country ?? ''
  if (!/^[A-Z]{2}$/.test(country)) return left('no-country')
  const key: ListedKey = {
    kid: keyId,
    jwk: certificate.key,
    format: 'dcc',
    usage: isOwnCountry(certificate, country) ? usageOf(certificate) : FOREIGN_USAGE,
    // No `notBefore`: countries date certificates back to the dose or test, before their signer's own beginning.
    notAfter: (certificate.notAfter + 1000) as Instant,
  }
  return { country, key }
}

const LONGEST_RAW = 24 * 1024

/** As certificates bear it: the first 8 bytes of the SHA-256 of the signer's certificate, base64. */
export async function documentSignerKeyId(certificate: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', Uint8Array.from(certificate))
  return encodeBase64(new Uint8Array(hash).subarray(0, KEY_ID_BYTES))
}

/**
 * A list may take in another country's signer for a territory of its own (Liechtenstein's tests were signed by a
 * certificate that Sweden had set apart for vaccinations): what its own country meant it for says nothing there.
 */
function isOwnCountry({ subject, issuer }: Certificate, country: string): boolean {
  const stated = subject.country ?? issuer.country
  return stated === undefined || stated.toUpperCase() === country
}

/** A signer whose certificate names none of the three kinds may sign all of them. */
function usageOf({ extendedKeyUsage = [] }: Certificate): readonly string[] {
  const kinds = new Set<string>()
  for (const id of extendedKeyUsage) {
    const kind = USAGE[id]
    if (kind !== undefined) kinds.add(kind)
  }
  return kinds.size === 0 || kinds.size === 3 ? ANY_USAGE : [...kinds]
}

/** What people call it, where the machine knows: a list is made on a server, and read in browsers. */
function nameOf(country: string): string {
  // Codes from XA to XJ and from XL to XZ are anybody's own: no machine's name for them is right.
  const isPrivate = country.startsWith('X') && country !== 'XK'
  if (isPrivate || typeof Intl.DisplayNames !== 'function') return country
  return new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' }).of(country) ?? country
}
