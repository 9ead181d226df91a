import { createPrivateKey, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { english, type Maker, type PassWords, type PhonePass, VIOLET } from './phone-pass.ts'

/** Who signs passes for Google Wallet: a service account that the issuer's account lets in. */
export interface GoogleIdentity {
  readonly issuerId: string
  readonly email: string
  readonly keyId: string
  readonly key: KeyObject
}

/** Reads the key file that Google gives for a service account. Each fault says what to do. */
export function readGoogleIdentity(
  file: string,
  issuerId: string,
):
  | { readonly ok: true; readonly identity: GoogleIdentity }
  | { readonly ok: false; readonly faults: readonly string[] } {
  const { client_email: email, private_key_id: keyId, private_key: pem } = members(file)
  const key = typeof pem === 'string' ? readKey(pem) : undefined
  const faults: string[] = []
  if (typeof email !== 'string' || typeof keyId !== 'string' || typeof pem !== 'string') {
    faults.push(
      'GOOGLE_WALLET_KEY_FILE is no key file of a service account: in Google Cloud, make a key of the type JSON for it',
    )
  } else if (key?.asymmetricKeyType !== 'rsa') {
    faults.push('GOOGLE_WALLET_KEY_FILE has no RSA key under "private_key": make a new key of the type JSON')
  }
  if (!/^\d{10,25}$/.test(issuerId)) {
    faults.push(
      `GOOGLE_WALLET_ISSUER_ID is "${issuerId}": the number that the Google Pay & Wallet Console shows for the issuer is expected`,
    )
  }
  return typeof email === 'string' && typeof keyId === 'string' && key !== undefined && faults.length === 0
    ? { ok: true, identity: { issuerId, email, keyId, key } }
    : { ok: false, faults }
}

function members(file: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(file)
    return typeof json === 'object' && json !== null ? Object.fromEntries(Object.entries(json)) : {}
  } catch {
    return {}
  }
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}

export const GOOGLE_SAVE = 'https://pay.google.com'

/** Ours, and what Google Wallet calls it. The rest have the same name there. */
const GOOGLE_LANGUAGES: Readonly<Record<string, string>> = { en: 'en-US', 'zh-Hant': 'zh-TW' }

/**
 * The link under which Google Wallet takes a pass (a signed JWT, RS256). Google's way puts the whole pass into the
 * address: give it to the holder's own browser only, when asked, and write it nowhere.
 *
 * `id`: another for each pass, for Google leaves a pass that it has under an id as it is. `language`: the one on
 * which a phone in a language that is not ours falls back.
 */
export async function googleSaveLink(
  pass: PhonePass,
  id: string,
  language: string,
  maker: Maker,
  { issuerId, email, keyId, key }: GoogleIdentity,
): Promise<string> {
  const classId = `${issuerId}.excelsior-pass`
  const inAll = (pick: (words: PassWords) => string) => localised(pass.words, pick, language)
  const claims = {
    aud: 'google',
    typ: 'savetowallet',
    origins: [],
    payload: {
      // Made at Google by the first pass, if it was not there.
      genericClasses: [{ id: classId }],
      genericObjects: [
        {
          id: `${issuerId}.${id}`,
          classId,
          state: 'ACTIVE',
          cardTitle: untranslated(maker.service),
          subheader: inAll(({ type }) => type),
          header: untranslated(pass.name),
          hexBackgroundColor: `#${VIOLET.map((part) => part.toString(16).padStart(2, '0')).join('')}`,
          barcode: { type: 'QR_CODE', value: pass.code },
          validTimeInterval: { start: at(pass.issued), end: at(pass.expires) },
          // In words too: Google may notice the end of a pass up to a day late.
          textModulesData: [
            {
              id: 'born',
              localizedHeader: inAll(({ bornLabel }) => bornLabel),
              localizedBody: inAll(({ born }) => born),
            },
            {
              id: 'until',
              localizedHeader: inAll(({ untilLabel }) => untilLabel),
              localizedBody: inAll(({ until }) => until),
            },
          ],
        },
      ],
    },
  }
  const jwt = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId })
    .setIssuer(email)
    .setIssuedAt(Math.floor(pass.issued / 1000))
    .sign(key)
  return `${GOOGLE_SAVE}/gp/v/save/${jwt}`
}

const at = (instant: number) => ({ date: new Date(instant).toISOString() })

const untranslated = (value: string) => ({ defaultValue: { language: 'en-US', value } })

function localised(
  words: ReadonlyMap<string, PassWords>,
  pick: (words: PassWords) => string,
  language: string,
) {
  const fallback = pick(words.get(language) ?? english(words))
  const value = (locale: string, text: string) => ({
    language: GOOGLE_LANGUAGES[locale] ?? locale,
    value: text,
  })
  return {
    defaultValue: value(words.has(language) ? language : 'en', fallback),
    translatedValues: [...words]
      .filter(([locale]) => locale !== language)
      .map(([locale, each]) => value(locale, pick(each))),
  }
}
