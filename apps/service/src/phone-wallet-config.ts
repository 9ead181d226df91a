import { resolve } from 'node:path'

/** Paths and names, not yet looked at. */
export interface AppleWalletSettings {
  readonly certificateFile: string
  readonly keyFile: string
  readonly passphrase?: string
  readonly wwdrFile: string
  readonly passTypeId: string
  readonly teamId: string
  /** Where Apple is told to wake phones; nobody is told where it is absent. */
  readonly pushUrl?: string
}

export interface GoogleWalletSettings {
  readonly keyFile: string
  readonly issuerId: string
}

export interface PhoneWalletSettings {
  readonly apple?: AppleWalletSettings
  readonly google?: GoogleWalletSettings
}

/** Reads what concerns Apple Wallet and Google Wallet. Each is set up whole or not at all. */
export function readPhoneWalletSettings(
  env: Readonly<Record<string, string | undefined>>,
  root: string,
  faults: string[],
): PhoneWalletSettings {
  const apple = complete(
    'Apple Wallet',
    {
      APPLE_PASS_CERT: env.APPLE_PASS_CERT,
      APPLE_PASS_KEY: env.APPLE_PASS_KEY,
      APPLE_WWDR_CERT: env.APPLE_WWDR_CERT,
      APPLE_PASS_TYPE_ID: env.APPLE_PASS_TYPE_ID,
      APPLE_TEAM_ID: env.APPLE_TEAM_ID,
    },
    faults,
  )
  const google = complete(
    'Google Wallet',
    {
      GOOGLE_WALLET_KEY_FILE: env.GOOGLE_WALLET_KEY_FILE,
      GOOGLE_WALLET_ISSUER_ID: env.GOOGLE_WALLET_ISSUER_ID,
    },
    faults,
  )
  const passphrase = env.APPLE_PASS_KEY_PASSPHRASE
  const pushUrl = env.APPLE_PUSH_URL?.trim().replace(/\/$/, '')
  if (pushUrl && !/^https:\/\/[^/?#\s]+$/.test(pushUrl)) {
    faults.push('APPLE_PUSH_URL must be an origin: https://api.push.apple.com')
  }
  return {
    ...(apple && {
      apple: {
        certificateFile: resolve(root, apple.APPLE_PASS_CERT),
        keyFile: resolve(root, apple.APPLE_PASS_KEY),
        wwdrFile: resolve(root, apple.APPLE_WWDR_CERT),
        passTypeId: apple.APPLE_PASS_TYPE_ID,
        teamId: apple.APPLE_TEAM_ID,
        ...(passphrase && { passphrase }),
        ...(pushUrl && { pushUrl }),
      },
    }),
    ...(google && {
      google: {
        keyFile: resolve(root, google.GOOGLE_WALLET_KEY_FILE),
        issuerId: google.GOOGLE_WALLET_ISSUER_ID,
      },
    }),
  }
}

/** All of them, or none: a half is a slip, and is told. */
function complete<N extends string>(
  wallet: string,
  settings: Readonly<Record<N, string | undefined>>,
  faults: string[],
): Readonly<Record<N, string>> | undefined {
  const given = new Map<string, string>()
  const missing: string[] = []
  for (const [name, value] of Object.entries<string | undefined>(settings)) {
    const text = value?.trim()
    if (text) given.set(name, text)
    else missing.push(name)
  }
  if (given.size === 0) return undefined
  const whole = Object.fromEntries(given)
  if (isWhole(whole, settings)) return whole
  faults.push(`${missing.join(', ')} missing: ${wallet} needs all of ${Object.keys(settings).join(', ')}`)
  return undefined
}

const isWhole = <N extends string>(
  found: Readonly<Record<string, string>>,
  wanted: Readonly<Record<N, unknown>>,
): found is Readonly<Record<N, string>> => Object.keys(wanted).every((name) => name in found)
