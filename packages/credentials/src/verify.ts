import type { Instant } from '@excelsior/domain'
import { accepted } from './accepted.ts'
import { isRawSignature } from './ecdsa.ts'
import type { CredentialFormat, Opened } from './format.ts'
import { isWalletFile, knownOutside } from './format-heads.ts'
import { formatOf } from './formats.ts'
import { holderIsHere } from './holder-is-here.ts'
import { LIMITS } from './limits.ts'
import { keyIndex, type Trust, type TrustedIssuer, type TrustedKey } from './trust/trust.ts'
import type { Verdict } from './verdict.ts'
import { BLANK, damaged, notGenuine, unknown } from './verdicts.ts'
import { CLOCK_SKEW, type VerifyOptions } from './verify-options.ts'
import { webCryptoChecker, webCryptoDigest } from './web-crypto.ts'

/** How far back a list may be dated from its making, milliseconds. */
const LIST_BACKDATED = 5 * 60_000

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
    // Ours may have a successor that is newer than this program; of the EU's there is none but HC1.
    return name === 'pass' ? unknown(name, 'unsupported-format') : notGenuine(name ?? null, 'unreadable')
  }
  try {
    const opened = await format.open(code, limits, options.checker?.digest ?? webCryptoDigest)
    if (!opened.ok) return opened.where === 'not-one' ? unknown(format.name, 'not-one') : damaged(format.name)
    const judged = await judge(format, opened, trust, now, options)
    const verdict =
      opened.wraps === undefined ? judged : await withInside(opened, judged, trust, now, options)
    return trust?.demo ? { ...verdict, demo: true } : verdict
  } catch {
    return unknown(format.name, 'check-failed') // the machine failed, not the holder
  }
}

/** What an envelope comes to: its own verdict where it is worth nothing, else that of what is inside. */
async function withInside(
  { wraps: code = null, showsOther }: Opened,
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
  const differs = showsOther?.(inside) === true
  const expires = Number.isFinite(ends) ? (ends as Instant) : null
  const whole = { ...inside, format, expires, ...(differs && { showsOther: true as const }) }
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
