import type { Instant } from '@excelsior/domain'
import { isRawSignature } from './ecdsa.ts'
import type { CredentialFormat, HolderKey, Opened } from './format.ts'
import { isWalletFile, knownOutside } from './format-heads.ts'
import { formatOf } from './formats.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { SignatureChecker } from './signing.ts'
import { keyIndex, type Trust, type TrustedIssuer, type TrustedKey } from './trust/trust.ts'
import type { NotGenuineReason, UnknownReason, Verdict } from './verdict.ts'
import { webCryptoChecker, webCryptoDigest } from './web-crypto.ts'

export interface VerifyOptions {
  /** Default: `webCryptoChecker`. */
  readonly checker?: SignatureChecker
  readonly limits?: Limits
  /** Pass types that this venue takes. Default: all that the trust list's rules take. */
  readonly accepts?: ReadonlySet<string>
  /** The latest time that is known to have passed: an earlier `now` comes from a clock that is wrong. */
  readonly clockFloor?: Instant
  /** Nothing has confirmed this device's clock of late: a holder's signature that is off by little is told of. */
  readonly clockInDoubt?: boolean
  /** Asked for just now: the holder must have signed for this audience, with this nonce. */
  readonly asked?: { readonly audience: string; readonly nonce: string }
}

/** How far apart two clocks may stand where an issue time is compared, milliseconds. Never granted to an expiry. */
export const CLOCK_SKEW = 60_000

/** How far back a list may be dated from its making, milliseconds. */
const LIST_BACKDATED = 5 * 60_000

/** How old a holder's fresh signature may be, milliseconds: what is older is a picture of it. */
export const LIVE_FOR = 60_000
/** How far apart two clocks may stand before a holder's signature is refused rather than told of, milliseconds. */
export const LIVE_SKEW = 90_000

/**
 * The one check of all credentials, in one order: recognise, open, is the trust data fresh, issuer, key, algorithm,
 * signature, key usage, revocation, validity, the holder's own signature, acceptance. The first that fails decides.
 * Never throws; `trust` undefined means that there is none at hand.
 */
export async function verify(
  text: string,
  trust: Trust | undefined,
  now: Instant,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const limits = options.limits ?? LIMITS
  const isFile = isWalletFile(text)
  if (text.length > (isFile ? limits.walletFileBytes : limits.fileCharacters))
    return notGenuine(null, 'unreadable')
  // Blanks belong to base45, but no code begins or ends with one: only those around it are dropped.
  const code = isFile ? text : text.trim()
  const format = formatOf(code)
  if (!format) {
    const name = knownOutside(code)
    return name ? unknown(name, 'unsupported-format') : notGenuine(null, 'unreadable')
  }
  try {
    const opened = await format.open(code, limits, options.checker?.digest ?? webCryptoDigest)
    if (!opened.ok) return opened.where === 'not-one' ? unknown(format.name, 'not-one') : damaged(format)
    const judged = await judge(format, opened, trust, now, options)
    const verdict =
      opened.wraps === undefined ? judged : await withInside(opened.wraps, judged, trust, now, options)
    return trust?.demo ? { ...verdict, demo: true } : verdict
  } catch {
    return unknown(format.name, 'check-failed') // the machine failed, not the holder
  }
}

/** What an envelope comes to: its own verdict where it is worth nothing, else that of what is inside. */
async function withInside(
  code: string | null,
  envelope: Verdict,
  trust: Trust | undefined,
  now: Instant,
  options: VerifyOptions,
): Promise<Verdict> {
  const { format } = envelope
  if (envelope.genuine !== true) return envelope
  if (code === null) return { ...envelope, kind: null, holder: null }
  // One envelope in another is no credential.
  if (formatOf(code.trim())?.name === format) return notGenuine(format, 'unreadable')
  const inside = await verify(code, trust, now, options)
  if (inside.genuine !== true) return { ...inside, format }
  const ends = Math.min(
    envelope.expires ?? Number.POSITIVE_INFINITY,
    inside.expires ?? Number.POSITIVE_INFINITY,
  )
  const whole = { ...inside, format, expires: Number.isFinite(ends) ? (ends as Instant) : null }
  // That it was withdrawn outweighs all else that both say of one that is genuine.
  if (envelope.status !== 'revoked' && inside.status !== 'valid') return whole
  const { status, reason, validFrom } = envelope
  if (status === 'valid') return whole
  return { ...whole, status, reason, ...(validFrom !== undefined && { validFrom }) }
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

  const issuer = opened.issuer === null ? undefined : trust.issuers.get(opened.issuer)
  if (opened.issuer !== null && !issuer) return notGenuine(name, 'untrusted-issuer')
  const keys = trust.keys.get(keyIndex(name, opened.issuer, opened.keyId))
  // The key that signed may be newer than what is known of this issuer. Of two that go by one name, as a department and
  // an issuer of health cards at one address, the one counts that has the key.
  const isOver = ({ source }: TrustedIssuer) => source !== null && now >= source.nextUpdate
  if (issuer && (keys ? keys.every((key) => isOver(key.issuer)) : isOver(issuer)))
    return unknown(name, 'trust-expired')
  if (!keys) {
    // The list may be too old for this key. A date in the future buys nobody this benefit of the doubt.
    const younger = trust.issuedAt !== null && opened.issuedAt > trust.issuedAt
    return younger && opened.issuedAt <= now + CLOCK_SKEW
      ? unknown(name, 'unknown-key')
      : notGenuine(name, 'unknown-key')
  }

  const key = format.algorithms.some((known) => known === opened.algorithm)
    ? await keyThatSigned(keys, opened, options)
    : undefined
  if (!key || opened.altered) return notGenuine(name, 'bad-signature')
  if (key.issuer.source && now >= key.issuer.source.nextUpdate) return unknown(name, 'trust-expired')
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
  const asked = revocationOf(opened, key, trust, now)
  const withdrawn = typeof asked === 'string' ? asked : await asked
  if (withdrawn === 'revoked' || opened.voided)
    return { ...genuine, status: 'revoked', reason: 'pass-revoked' }
  if (withdrawn === 'unknown') return unknown(name, 'revocation-unknown')
  // What ends before it begins was never valid, not even within the skew that issue times are granted.
  const ends = opened.expires ?? Number.POSITIVE_INFINITY
  if (ends <= opened.issuedAt || ends <= opened.notBefore || now >= ends) {
    return { ...genuine, status: 'expired' }
  }
  if (now + CLOCK_SKEW < opened.notBefore || now + CLOCK_SKEW < opened.issuedAt) {
    const validFrom = Math.max(opened.notBefore, opened.issuedAt) as Instant
    return { ...genuine, status: 'not-yet-valid', validFrom }
  }
  if (key.notAfter !== null && now >= key.notAfter) {
    return { ...genuine, status: 'not-accepted', reason: 'signer-ended' }
  }
  if (opened.wraps !== undefined) return { ...genuine, status: 'valid' }
  const { holderKey } = opened
  const holder = holderKey ? await holderIsHere(holderKey, now, options) : options.asked ? 'copy' : {}
  if (holder === 'forged') return notGenuine(name, 'bad-signature')
  if (holder === 'copy') return { ...genuine, status: 'not-accepted', reason: 'copy' }
  return { ...(await accepted(opened, key, trust, now, options, genuine)), ...holder }
}

function revocationOf(opened: Opened, key: TrustedKey, trust: Trust, now: Instant) {
  const { issuedAt, revoked } = key.issuer.source ?? trust
  // What was made after the list cannot stand on it; that it begins like something that does is chance.
  const listed = issuedAt === null || opened.issuedAt <= issuedAt + LIST_BACKDATED
  if (key.statesPasses && listed && opened.ids.some((id) => revoked.has(id))) return 'revoked'
  return trust.foreignRevocation.get(key.format)?.stateOf(opened, key, now) ?? 'not-revoked'
}

/** Our own passes were judged when they were made; others' credentials are judged now, by the rules in force. */
async function accepted(
  opened: Opened,
  key: TrustedKey,
  trust: Trust,
  now: Instant,
  options: VerifyOptions,
  genuine: Omit<Verdict, 'status'>,
): Promise<Verdict> {
  const takes = (type: string) =>
    (trust.rules.accepts as ReadonlySet<string>).has(type) && options.accepts?.has(type) !== false
  if (key.statesPasses && opened.statesPass) {
    const type = opened.passType ?? opened.kind
    const stated = opened.passType === undefined ? genuine : { ...genuine, standsFor: opened.passType }
    if (!takes(type)) return { ...stated, status: 'not-accepted', reason: 'type-not-accepted' }
    return opened.statesPass === 'whole'
      ? { ...stated, status: 'valid' }
      : { ...genuine, status: 'not-accepted', reason: 'not-by-the-rules' }
  }
  const judged = await trust.acceptance.judge(opened, key, now)
  if (judged.accepted === null) return unknown(key.format, judged.reason)
  if (!judged.accepted || (judged.until !== null && now >= judged.until)) {
    return { ...genuine, status: 'not-accepted', reason: 'not-by-the-rules' }
  }
  const { standsFor, until } = judged
  if (standsFor === undefined) return { ...genuine, status: 'valid' }
  if (!takes(standsFor)) {
    return { ...genuine, standsFor, status: 'not-accepted', reason: 'type-not-accepted' }
  }
  const soonest = Math.min(until ?? Number.POSITIVE_INFINITY, opened.expires ?? Number.POSITIVE_INFINITY)
  const expires = Number.isFinite(soonest) ? (soonest as Instant) : null
  return { ...genuine, standsFor, expires, status: 'valid' }
}

/** Whether the holder's key signed just now. A clock that is off by little is told of, not held against anybody. */
async function holderIsHere(
  { jwk, required, proof }: HolderKey,
  now: Instant,
  options: VerifyOptions,
): Promise<'forged' | 'copy' | { readonly live?: true; readonly clocksDiffer?: true }> {
  const { asked } = options
  if (!proof) return required || asked ? 'copy' : {}
  const checker = options.checker ?? webCryptoChecker
  const signed =
    isRawSignature(proof.signature) && checker.check('ES256', { jwk }, proof.signature, proof.signed)
  if (!(await signed)) return 'forged'
  const { made } = proof
  // Made for somebody else, or for another time: whoever got it may have passed it on.
  if (asked && (made?.for !== asked.audience || made.nonce !== asked.nonce)) return 'copy'
  const age = now - proof.at
  if (age <= LIVE_FOR && age >= -CLOCK_SKEW) return made && !asked ? {} : { live: true }
  const clocksDiffer = options.clockInDoubt === true && Math.abs(age) <= LIVE_FOR + LIVE_SKEW
  return clocksDiffer ? { clocksDiffer: true } : 'copy'
}

/** Short key ids collide: every key under the id gets its try, up to a limit. */
async function keyThatSigned(
  keys: readonly TrustedKey[],
  opened: Opened,
  options: VerifyOptions,
): Promise<TrustedKey | undefined> {
  const { algorithm } = opened
  if (algorithm === 'other' || (algorithm === 'ES256' && !isRawSignature(opened.signature))) return undefined
  const checker = options.checker ?? webCryptoChecker
  const limit = (options.limits ?? LIMITS).keysPerId
  for (let index = 0; index < keys.length && index < limit; index++) {
    const key = keys[index]!
    const held = checker.check(algorithm, key, opened.signature, opened.signed)
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
