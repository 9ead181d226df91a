import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Instant } from '@excelsior/domain'
import { zipSync } from 'fflate'
import type { PKPass } from 'passkit-generator'
import type { AppleIdentity } from './apple-identity.ts'
import { manifestSignature } from './manifest-signature.ts'
import { english, type Maker, type PassWords, type PhonePass, VIOLET } from './phone-pass.ts'

/** Where a phone asks whether its pass was withdrawn, and what it shows there. */
export interface AppleUpdates {
  /** Apple takes https only. */
  readonly webServiceUrl: string
  readonly token: string
}

/** In place of a pass that was withdrawn: nothing of the person is in it. */
export interface VoidedPass {
  readonly serial: string
  readonly expires: Instant
  readonly words: ReadonlyMap<string, VoidedWords>
}

export interface VoidedWords {
  /** "PCR test" */
  readonly type: string
  readonly title: string
  readonly text: string
}

export const APPLE_PASS_MEDIA_TYPE = 'application/vnd.apple.pkpass'

/** A signed `.pkpass`. Signing takes some ten milliseconds of the processor. */
export function appleWalletPass(
  pass: PhonePass,
  maker: Maker,
  identity: AppleIdentity,
  updates: AppleUpdates | undefined,
): Buffer {
  const words = english(pass.words)
  const file = blankPass(pass.serial, words.type, maker, identity, updates)
  file.setExpirationDate(new Date(pass.expires))
  // No `altText`: it makes the code smaller. Its text is ASCII, of which ISO 8859-1 makes one byte a character.
  file.setBarcodes({ format: 'PKBarcodeFormatQR', message: pass.code, messageEncoding: 'iso-8859-1' })
  file.primaryFields.push({ key: 'name', value: pass.name })
  file.secondaryFields.push({ key: 'born', label: words.bornLabel, value: words.born })
  file.auxiliaryFields.push({ key: 'until', label: words.untilLabel, value: words.until })
  // The front cuts what is too long, the back nothing.
  file.backFields.push(
    { key: 'whole-name', label: words.type, value: pass.name },
    { key: 'whole-born', label: words.bornLabel, value: words.born },
    { key: 'whole-until', label: words.untilLabel, value: words.until },
    { key: 'how', label: words.howLabel, value: words.how },
  )
  translate(file, pass.words, [pass.name])
  return packed(file, identity)
}

export function voidedAppleWalletPass(
  pass: VoidedPass,
  maker: Maker,
  identity: AppleIdentity,
  updates: AppleUpdates | undefined,
): Buffer {
  const words = english(pass.words)
  const file = blankPass(pass.serial, words.type, maker, identity, updates, { voided: true })
  file.setExpirationDate(new Date(pass.expires))
  // The phone tells of the change in these words.
  file.primaryFields.push({ key: 'name', value: words.title, changeMessage: '%@' })
  file.backFields.push({ key: 'how', label: words.title, value: words.text })
  translate(file, pass.words, [])
  return packed(file, identity)
}

/** The library signs by SHA-1, which checkers no longer take: its signature is replaced by one of SHA-256. */
function packed(file: PKPass, identity: AppleIdentity): Buffer {
  const files = file.getAsRaw()
  const signature = manifestSignature(files['manifest.json']!, identity, Date.now() as Instant)
  return Buffer.from(zipSync({ ...files, signature }, { level: 0 }))
}

/** Twenty megabytes, which most deployments never need: loaded with the first pass. */
const passkit = () =>
  createRequire(import.meta.url)('passkit-generator') as typeof import('passkit-generator')

function blankPass(
  serial: string,
  type: string,
  { service, organisation }: Maker,
  { passTypeId, teamId, certificate, key, wwdr }: AppleIdentity,
  updates: AppleUpdates | undefined,
  more: { readonly voided?: true } = {},
): PKPass {
  const { PKPass: Pass } = passkit()
  const file = new Pass(
    PICTURES,
    { wwdr, signerCert: certificate, signerKey: key },
    {
      serialNumber: serial,
      passTypeIdentifier: passTypeId,
      teamIdentifier: teamId,
      organizationName: organisation,
      description: service,
      logoText: type,
      backgroundColor: `rgb(${VIOLET.join(', ')})`,
      foregroundColor: 'rgb(255, 255, 255)',
      labelColor: 'rgb(221, 210, 233)',
      // Copies are made on purpose, on paper or as a picture, and not by a slip on the way to another app.
      sharingProhibited: true,
      ...(updates && { webServiceURL: updates.webServiceUrl, authenticationToken: updates.token }),
      ...more,
    },
  )
  file.type = 'generic'
  return file
}

/**
 * The pass itself holds the English words, and each language a table from them: so a phone in a language that is
 * not ours shows English. A wallet looks up every value, names too: what equals a name stays as it is.
 */
function translate<W extends PassWords | VoidedWords>(
  file: PKPass,
  words: ReadonlyMap<string, W>,
  untranslated: readonly string[],
): void {
  const keys = Object.entries(english(words))
  for (const [locale, translated] of words) {
    const texts = new Map(Object.entries(translated))
    const table = keys.filter(([, text]) => !untranslated.includes(text))
    file.localize(
      locale,
      Object.fromEntries(table.map(([key, text]) => [quoted(text), quoted(texts.get(key) ?? text)])),
    )
  }
}

/** As a `.strings` file wants it; the library writes what it is given. */
const quoted = (text: string) => text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')

const IMAGES = new URL('../images/', import.meta.url)
/** `icon`, `logo`, each in three densities. */
const PICTURES = Object.fromEntries(
  readdirSync(IMAGES).map((name) => [name, readFileSync(new URL(name, IMAGES))]),
)
