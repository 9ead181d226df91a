import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Instant, Limit } from '@excelsior/domain'
import {
  type AppleIdentity,
  appleWalletPass,
  type GoogleIdentity,
  googleSaveLink,
  type Maker,
  type PassWords,
  type PhonePass,
  readAppleIdentity,
  readGoogleIdentity,
  voidedAppleWalletPass,
} from '@excelsior/phone-wallets'
import type { PhoneWallets } from '@excelsior/portal'
import type { PassOnFile, Store } from '@excelsior/store'
import {
  birthDateInWords,
  createTranslator,
  displayName,
  showItInWords,
  type Translator,
  untilInWords,
} from '@excelsior/ui'
import type { Config } from './config.ts'
import { type Installation, InstallationFault, systemClock } from './installation.ts'
import { passIdIn } from './pass-id.ts'
import type { AppleWalletSettings, GoogleWalletSettings } from './phone-wallet-config.ts'
import type { IssuedPass } from './retrieval-flow.ts'
import type { Texts } from './texts.ts'

/** The wallets that phones come with: for the portal, and for phones that ask about their pass. */
export interface PhoneWalletDesk extends PhoneWallets {
  readonly apple?: AppleDesk
}

/** What a phone with a pass in Apple Wallet may ask for. */
export interface AppleDesk {
  readonly identity: AppleIdentity
  readonly pushUrl?: string
  /** What the pass bears, and its phone shows, to ask about this serial. */
  token(serial: string): string
  /** What operators have to do about certificates that end; undefined while there is time. */
  notice(now: Instant): string | undefined
  /** In place of a pass that was withdrawn. */
  voided(serial: string, pass: PassOnFile): Buffer
}

/** Files for one person and type: some phones and a few slips. Each costs some ten milliseconds of the processor. */
const FILES: Limit = { count: 20, periodMilliseconds: 3_600_000 }
const DAY = 86_400_000
const WARN_BEFORE = 30 * DAY

/** Reads certificates and keys; throws `InstallationFault` with everything that is wrong with them. */
export function openPhoneWallets(
  { phoneWallets: { apple, google }, publicUrl }: Config,
  installation: Installation,
  texts: Texts,
  log: (message: string) => void,
): PhoneWalletDesk | undefined {
  if (apple === undefined && google === undefined) return undefined
  const faults: string[] = []
  const appleIdentity = apple && readApple(apple, faults)
  const googleIdentity = google && readGoogle(google, faults)
  if (faults.length > 0) throw new InstallationFault(faults.join('\n'))
  const notice = appleIdentity && noticeOf(appleIdentity, systemClock())
  if (notice !== undefined) log(notice)
  return createDesk({
    ...(appleIdentity && { apple: { identity: appleIdentity, pushUrl: apple?.pushUrl } }),
    ...(googleIdentity && { google: googleIdentity }),
    publicUrl,
    installation,
    translators: [...texts.catalogs].map(([locale, catalog]) => createTranslator(locale, catalog)),
  })
}

interface DeskParts {
  readonly apple?: { readonly identity: AppleIdentity; readonly pushUrl: string | undefined }
  readonly google?: GoogleIdentity
  readonly publicUrl: string
  readonly installation: Pick<Installation, 'issuer' | 'keyRing' | 'policy'> & {
    readonly store: Pick<Store, 'phonePasses' | 'throttles'>
  }
  readonly translators: readonly Translator[]
}

function createDesk({ apple, google, publicUrl, installation, translators }: DeskParts): PhoneWalletDesk {
  const { store, policy, issuer, keyRing } = installation
  const [english] = translators
  const maker: Maker = { service: english?.('common.service') ?? '', organisation: issuer.name }
  const keyed = (text: string) => createHmac('sha256', keyRing.secrets.phoneWalletKey).update(text)
  const token = (serial: string) => keyed(`token ${serial}`).digest('base64url')
  // Apple asks over https only: where there is none, phones ask nothing.
  const updates = (serial: string) =>
    publicUrl.startsWith('https:')
      ? { webServiceUrl: `${publicUrl}/apple-wallet`, token: token(serial) }
      : undefined

  function phonePass(pass: IssuedPass, serial: string, now: Instant): PhonePass {
    const { zone, venues } = policy()
    const door = { zone, photoIdFromAge: venues.photoIdFromAge }
    const words = (t: Translator): PassWords => ({
      type: t(`pass.type-${pass.type}`),
      bornLabel: t('pass.birth-date'),
      born: birthDateInWords(pass.birthDate, t),
      untilLabel: t('pass.valid-until'),
      until: untilInWords(pass.expires, zone, t),
      howLabel: t('pass.how-to-use'),
      how: showItInWords(pass.birthDate, now, door, t),
    })
    return {
      serial,
      code: pass.qr,
      name: displayName(pass.givenName, pass.familyName),
      issued: pass.issued,
      expires: pass.expires,
      words: new Map(translators.map((t) => [t.locale, words(t)])),
    }
  }

  return {
    ready({ series, expires }, now) {
      if (series === undefined || now >= expires) return []
      return [
        ...(apple && holds(apple.identity, now) ? (['apple'] as const) : []),
        ...(google ? (['google'] as const) : []),
      ]
    },
    async applePass(pass, now) {
      const { series: serial } = pass
      if (!apple || serial === undefined) throw new Error('Apple Wallet is not set up for this pass')
      const charge = { key: `apple wallet ${serial}`, limit: FILES }
      if (!(await store.throttles.take([charge], now))) return undefined
      const asking = updates(serial)
      if (asking) await store.phonePasses.put(serial, await passIdIn(pass))
      return appleWalletPass(phonePass(pass, serial, now), maker, apple.identity, asking)
    },
    async googleLink(pass, language) {
      const { series: serial } = pass
      if (!google || serial === undefined) throw new Error('Google Wallet is not set up for this pass')
      const id = keyed(`google ${pass.qr}`).digest('hex').slice(0, 32)
      return googleSaveLink(phonePass(pass, serial, pass.issued), id, language, maker, google)
    },
    ...(apple && {
      apple: {
        identity: apple.identity,
        ...(apple.pushUrl !== undefined && { pushUrl: apple.pushUrl }),
        token,
        notice: (now: Instant) => noticeOf(apple.identity, now),
        voided: (serial: string, { type, expires }: PassOnFile) => {
          const words = (t: Translator) => ({
            type: t(`pass.type-${type}`),
            title: t('wallet.over-withdrawn'),
            text: t('wallet.over-withdrawn-text'),
          })
          return voidedAppleWalletPass(
            { serial, expires, words: new Map(translators.map((t) => [t.locale, words(t)])) },
            maker,
            apple.identity,
            updates(serial),
          )
        },
      },
    }),
  }
}

const holds = ({ validFrom, validTo }: AppleIdentity, now: Instant) => validFrom <= now && now < validTo

/** What operators have to do, and by when; undefined while there is time. */
function noticeOf({ validFrom, validTo, firstToEnd }: AppleIdentity, now: Instant): string | undefined {
  const day = (instant: Instant) => new Date(instant).toISOString().slice(0, 10)
  const renew = 'Get a new one from Apple, name it there, and start again'
  if (now >= validTo)
    return `${firstToEnd} ended on ${day(validTo)}: nobody is offered Apple Wallet. ${renew}.`
  if (now < validFrom)
    return `The certificates for Apple Wallet hold from ${day(validFrom)} on: until then nobody is offered it.`
  return validTo - now < WARN_BEFORE
    ? `${firstToEnd} ends on ${day(validTo)}: from then on nobody is offered Apple Wallet. ${renew}.`
    : undefined
}

function readApple(settings: AppleWalletSettings, faults: string[]): AppleIdentity | undefined {
  const certificate = readSetting('APPLE_PASS_CERT', settings.certificateFile, faults)
  const key = readSetting('APPLE_PASS_KEY', settings.keyFile, faults)
  const wwdr = readSetting('APPLE_WWDR_CERT', settings.wwdrFile, faults)
  if (certificate === undefined || key === undefined || wwdr === undefined) return undefined
  const { passphrase, passTypeId, teamId } = settings
  const read = readAppleIdentity({ certificate, key, wwdr, passphrase, passTypeId, teamId })
  if (read.ok) return read.identity
  faults.push(...read.faults)
  return undefined
}

function readGoogle(settings: GoogleWalletSettings, faults: string[]): GoogleIdentity | undefined {
  const file = readSetting('GOOGLE_WALLET_KEY_FILE', settings.keyFile, faults)
  if (file === undefined) return undefined
  const read = readGoogleIdentity(file, settings.issuerId)
  if (read.ok) return read.identity
  faults.push(...read.faults)
  return undefined
}

function readSetting(name: string, path: string, faults: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    faults.push(`${name} names ${path}, which cannot be read (${(error as NodeJS.ErrnoException).code})`)
    return undefined
  }
}
