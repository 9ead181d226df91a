import { type Instant, parseInstant } from '@excelsior/domain'
import { encodeBase64url } from '../encoding/base64url.ts'
import { encodeHex } from '../encoding/hex.ts'
import { isJsonObject, type Json, type JsonObject } from '../encoding/json.ts'
import type { CredentialFormat, Opening } from '../format.ts'
import { PKPASS } from '../format-heads.ts'
import { readJson } from '../jws.ts'
import type { Limits } from '../limits.ts'
import { readCertificate } from '../x509/certificate.ts'
import { shownTexts, showSomebodyElse } from './shown-texts.ts'
import { readDetachedSignature } from './signed-data.ts'
import { WALLET_FILE_KIND, walletSignerKeyId } from './signer-key-id.ts'
import { filesInZip } from './zip.ts'

const MANIFEST = 'manifest.json'
const SIGNATURE = 'signature'

const LARGEST_JSON = 256 * 1024
/** More than any code holds. */
const LONGEST_MESSAGE = 8_000

/** What no key may sign. */
const OTHER_TYPE = 'wallet-file-of-another-type'

const UNSTRUCTURED = { ok: false, where: 'structure' } as const
const NOBODY = { givenName: '', familyName: '', birthDate: null } as const

/**
 * Files of Apple Wallet: docs/wallets.md. What they show is words for people, set by whoever signed the file; who holds
 * what, and whether it counts, says the code inside alone. That the words say something else is told.
 */
export const pkpass: CredentialFormat = {
  ...PKPASS,
  async open(text, limits) {
    if (text.length > limits.walletFileBytes) return { ok: false, where: 'size' }
    const bytes = bytesOf(text)
    const files = bytes && filesInZip(bytes, limits)
    const manifest = files?.get(MANIFEST)
    const signature = readDetachedSignature(files?.get(SIGNATURE) ?? new Uint8Array(0))
    const pass = readSmallJson(files?.get('pass.json'), limits)
    if (!files || !manifest || !signature || !isJsonObject(pass)) return UNSTRUCTURED
    const shown = readPass(pass)
    if (!shown) return UNSTRUCTURED
    if (shown === 'not-one') return { ok: false, where: 'not-one' }

    const signer = readCertificate(signature.certificate)?.subject
    const ofItsType =
      signer !== undefined &&
      signer.userId !== undefined &&
      signer.organisationalUnit !== undefined &&
      pass.passTypeIdentifier === signer.userId &&
      pass.teamIdentifier === signer.organisationalUnit
    const texts = shownTexts(pass, files)
    const whole =
      (await isDigest('SHA-256', manifest, signature.digest)) && (await areListed(files, manifest, limits))
    return {
      ok: true,
      issuer: null,
      keyId: await walletSignerKeyId(signature.certificate),
      algorithm: signature.algorithm,
      signature: signature.signature,
      signed: signature.signed,
      ...(whole ? {} : { altered: true as const }),
      // Apple gives a certificate for one type and team: no phone takes a file of another, and neither do we.
      kind: ofItsType ? WALLET_FILE_KIND : OTHER_TYPE,
      ids: [],
      holder: NOBODY,
      issuedAt: signature.signedAt,
      notBefore: signature.signedAt,
      expires: shown.expires,
      ...(shown.voided ? { voided: true as const } : {}),
      wraps: shown.code,
      showsOther: ({ holder, expires }) =>
        (holder !== null && showSomebodyElse(texts, holder)) ||
        (expires !== null && shown.expires !== null && shown.expires > expires),
    } satisfies Opening
  },
}

/** Undefined for what is no file: a character beyond a byte. */
function bytesOf(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0xff) return undefined
    bytes[at] = code
  }
  return bytes
}

const readSmallJson = (bytes: Uint8Array | undefined, limits: Limits): Json | undefined =>
  bytes && bytes.length <= LARGEST_JSON ? readJson(bytes, limits) : undefined

interface Shown {
  /** `null`: a file without a code, as withdrawn passes are replaced by. */
  readonly code: string | null
  readonly expires: Instant | null
  readonly voided: boolean
}

function readPass(pass: JsonObject): Shown | 'not-one' | undefined {
  const { formatVersion, voided = false, expirationDate } = pass
  if (formatVersion !== 1 || typeof voided !== 'boolean') return undefined
  const expires = expirationDate === undefined ? null : endIn(expirationDate)
  const codes = codesIn(pass)
  // An end that cannot be read must not turn into none.
  if (expires === undefined || !codes) return undefined
  if (codes.size > 1) return 'not-one'
  const [code = null] = codes
  return code === null && !voided ? undefined : { code, expires, voided }
}

function endIn(value: Json): Instant | undefined {
  return typeof value === 'string' ? parseInstant(value) : undefined
}

/** `barcode` is what phones before iOS 9 read: both say the same, or there are two. Texts beside a code are none. */
function codesIn({ barcodes = [], barcode }: JsonObject): ReadonlySet<string> | undefined {
  if (!Array.isArray(barcodes)) return undefined
  const codes = new Set<string>()
  for (const each of [...(barcodes as readonly Json[]), ...(barcode === undefined ? [] : [barcode])]) {
    const message = isJsonObject(each) ? each.message : undefined
    if (typeof message !== 'string' || message === '' || message.length > LONGEST_MESSAGE) return undefined
    codes.add(message)
  }
  return codes
}

/** Every file has its digest in the manifest, and every digest its file. */
async function areListed(
  files: ReadonlyMap<string, Uint8Array>,
  manifest: Uint8Array,
  limits: Limits,
): Promise<boolean> {
  const listed = readSmallJson(manifest, limits)
  if (!isJsonObject(listed) || Object.keys(listed).length !== files.size - 2) return false
  for (const [name, content] of files) {
    if (name === MANIFEST || name === SIGNATURE) continue
    const digest = listed[name] // no prototype: nothing but what stands there
    // Apple's choice: two files of one digest can be made by whoever signs them, who may say what he likes anyway.
    if (typeof digest !== 'string' || encodeHex(await digestOf('SHA-1', content)) !== digest.toLowerCase())
      return false
  }
  return true
}

async function isDigest(algorithm: string, content: Uint8Array, digest: Uint8Array): Promise<boolean> {
  return encodeBase64url(await digestOf(algorithm, content)) === encodeBase64url(digest)
}

async function digestOf(algorithm: string, content: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(algorithm, Uint8Array.from(content)))
}
