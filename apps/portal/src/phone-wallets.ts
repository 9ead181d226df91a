import type { Instant } from '@excelsior/domain'
import type { IssuedPass } from './retrieval-flow.ts'

/** Wallets that phones come with. */
export type PhoneWallet = 'apple' | 'google'

/** What the service gives for phones' own wallets, where a department has set them up. */
export interface PhoneWallets {
  /** Which of them a pass can be added to now: certificates may end while the service runs. */
  ready(pass: IssuedPass, now: Instant): readonly PhoneWallet[]
  /** A signed `.pkpass`. Undefined where too many were asked for; rejects where the store is away. */
  applePass(pass: IssuedPass, now: Instant): Promise<Uint8Array | undefined>
  /** Google's address that saves the pass; the pass is in it. `language`: of the page. */
  googleLink(pass: IssuedPass, language: string): Promise<string>
}

/**
 * Whether a wallet is worth a button in this browser: Apple's draws codes wrongly before iOS 15, and neither is on
 * the other's phones. Computers get both; a tablet that calls itself a computer, too.
 */
export function isAtHome(wallet: PhoneWallet, userAgent: string): boolean {
  const apple = /\b(?:iPhone|iPad|iPod)\b.{0,60}? OS (\d{1,3})_/.exec(userAgent.slice(0, 512))
  const android = /\bAndroid\b/.test(userAgent.slice(0, 512))
  return wallet === 'apple' ? !android && (apple === null || Number(apple[1]) >= 15) : apple === null
}
