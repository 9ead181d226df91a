import type { Instant } from '@excelsior/domain'
import { isRawSignature } from './ecdsa.ts'
import type { CredentialFormat, Opened } from './format.ts'
import { formatOf, knownOutside } from './formats.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { SignatureChecker } from './signing.ts'
import { keyIndex, type Trust, type TrustedKey } from './trust/trust.ts'
import type { NotGenuineReason, UnknownReason, Verdict } from './verdict.ts'
import { webCryptoChecker } from './web-crypto.ts'

export interface VerifyOptions {
  /** Default: `webCryptoChecker`. */
  readonly checker?: SignatureChecker
  readonly limits?: Limits
  /** Kinds that this venue takes. Default: all that the trust list's rules take. */
  readonly accepts?: ReadonlySet<string>
  /** The latest time that is known to have passed: an earlier `now` comes from a clock that is wrong. */
  readonly clockFloor?: Instant
}

/** How far apart two clocks may stand where an issue time is compared, milliseconds. Never granted to an expiry. */
export const CLOCK_SKEW = 60_000

/**
 * The one check of all credentials, in one order: recognise, open, is the trust data fresh, issuer, key, algorithm,
 * signature, key usage, revocation, validity, acceptance. The first that fails decides.
 * Never throws; `trust` undefined means that there is none at hand.
 */
export async function verify(
  text: string,
  trust: Trust | undefined,
  now: Instant,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const limits = options.limits ?? LIMITS
  if (text.length > limits.fileCharacters) return notGenuine(null, 'unreadable')
  // Blanks belong to base45, but no code begins or ends with one: only those around it are dropped.
  const code = text.trim()
  const format = formatOf(code)
  if (!format) {
    const name = knownOutside(code)
    return name ? unknown(name, 'unsupported-format') : notGenuine(null, 'unreadable')
  }
  try {
    const opened = await format.open(code, limits)
    if (!opened.ok) return damaged(format)
    const verdict = await judge(format, opened, trust, now, options)
    return trust?.demo ? { ...verdict, demo: true } : verdict
  } catch {
    return unknown(format.name, 'check-failed') // the machine failed, not the holder
  }
}

async function judge(
  format: CredentialFormat,
  opened: Opened,
  trust: Trust | undefined,
  now: Instant,
  options: VerifyOptions,
): Promise<Verdict> {
  const { name } = format
  if (!trust) return unknown(name, 'trust-missing')
  const earliest = Math.max(trust.issuedAt ?? -Infinity, options.clockFloor ?? -Infinity)
  if (!(now + CLOCK_SKEW >= earliest)) return unknown(name, 'clock-in-doubt')
  if (trust.nextUpdate !== null && now >= trust.nextUpdate) return unknown(name, 'trust-expired')

  if (!trust.issuers.has(opened.issuer)) return notGenuine(name, 'untrusted-issuer')
  const keys = trust.keys.get(keyIndex(name, opened.issuer, opened.keyId))
  if (!keys) {
    // The list may be too old for this key. A date in the future buys nobody this benefit of the doubt.
    const younger = trust.issuedAt !== null && opened.issuedAt > trust.issuedAt
    return younger && opened.issuedAt <= now + CLOCK_SKEW
      ? unknown(name, 'unknown-key')
      : notGenuine(name, 'unknown-key')
  }

  if (opened.algorithm !== 'ES256' || !isRawSignature(opened.signature))
    return notGenuine(name, 'bad-signature')
  const key = await keyThatSigned(keys, opened, options)
  if (!key) return notGenuine(name, 'bad-signature')
  if (!key.usage.has(opened.kind)) return notGenuine(name, 'wrong-key-usage')
  if (key.notBefore !== null && opened.issuedAt + CLOCK_SKEW < key.notBefore)
    return notGenuine(name, 'wrong-key-usage')
  if (key.revoked) {
    // Somebody else may hold this key too: whose words these are, nobody can tell.
    return { ...BLANK, format: name, status: 'revoked', issuer: key.issuer.name, reason: 'key-revoked' }
  }

  const genuine = {
    format: name,
    genuine: true,
    kind: opened.kind,
    holder: opened.holder,
    expires: opened.expires,
    issuer: key.issuer.name,
    reason: null,
  } as const
  if (trust.revoked.has(opened.id)) return { ...genuine, status: 'revoked', reason: 'pass-revoked' }
  // What ends before it begins was never valid, not even within the skew that issue times are granted.
  const ends = opened.expires <= opened.issuedAt || opened.expires <= opened.notBefore
  if (ends || now >= opened.expires) return { ...genuine, status: 'expired' }
  if (now + CLOCK_SKEW < opened.notBefore || now + CLOCK_SKEW < opened.issuedAt) {
    const validFrom = Math.max(opened.notBefore, opened.issuedAt) as Instant
    return { ...genuine, status: 'not-yet-valid', validFrom }
  }
  if (key.notAfter !== null && now >= key.notAfter) {
    return { ...genuine, status: 'not-accepted', reason: 'signer-ended' }
  }
  const accepts: ReadonlySet<string> = trust.rules.accepts
  if (!accepts.has(opened.kind) || options.accepts?.has(opened.kind) === false) {
    return { ...genuine, status: 'not-accepted', reason: 'type-not-accepted' }
  }
  return { ...genuine, status: 'valid' }
}

/** Short key ids collide: every key under the id gets its try, up to a limit. */
async function keyThatSigned(
  keys: readonly TrustedKey[],
  opened: Opened,
  options: VerifyOptions,
): Promise<TrustedKey | undefined> {
  const checker = options.checker ?? webCryptoChecker
  const limit = (options.limits ?? LIMITS).keysPerId
  for (let index = 0; index < keys.length && index < limit; index++) {
    const key = keys[index]!
    const held = checker.check('ES256', key, opened.signature, opened.signed)
    if (typeof held === 'boolean' ? held : await held) return key
  }
  return undefined
}

const BLANK = { format: null, genuine: null, kind: null, holder: null, expires: null, issuer: null } as const

function notGenuine(format: Verdict['format'], reason: NotGenuineReason): Verdict {
  return { ...BLANK, format, genuine: false, status: 'not-genuine', reason }
}

function unknown(format: Verdict['format'], reason: UnknownReason): Verdict {
  return { ...BLANK, format, status: 'unknown', reason }
}

function damaged(format: CredentialFormat): Verdict {
  return { ...notGenuine(format.name, 'unreadable'), hint: 'damaged-copy' }
}
