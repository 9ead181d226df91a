import type { Instant } from '@excelsior/domain'
import { coseSign1, openCoseSign1, sigStructure } from '../cose-sign1.ts'
import { decodeBase45, encodeBase45 } from '../encoding/base45.ts'
import { type CborValue, decodeCbor, encodeCbor } from '../encoding/cbor.ts'
import type { HolderKey, Opening } from '../format.ts'
import { LIVE_PREFIX, PASS_PREFIX } from '../format-heads.ts'
import type { Limits } from '../limits.ts'
import { openPass } from './pass-message.ts'

/** A wallet shows a new code so often, milliseconds; scanners refuse one older than 60 s. */
export const LIVE_CODE_TURNS = 30_000

/** The protected header of the holder's signature: ES256, and no key id, for the key stands in the pass. */
const HOLDER_HEADER = Uint8Array.of(0xa1, 0x01, 0x26)
const LATEST_SECOND = 0xffff_ffff

/** docs/pass-format.md, section 10. */
export function openLivePass(text: string, limits: Limits): Opening {
  const bytes = decodeBase45(text, LIVE_PREFIX.length)
  if (!bytes) return { ok: false, where: 'digits' }
  const outer = openCoseSign1(bytes, limits, HOLDER_HEADER)
  const content = outer && decodeCbor(outer.payload, limits.cborDepth)
  if (!outer || !isArray(content) || content.length !== 2) return { ok: false, where: 'structure' }
  const [message, seconds] = content
  if (!(message instanceof Uint8Array) || typeof seconds !== 'number')
    return { ok: false, where: 'structure' }
  if (!(seconds >= 0 && seconds <= LATEST_SECOND)) return { ok: false, where: 'structure' }
  const opened = openPass(message, limits)
  // A signature by no key that the issuer knows of says nothing.
  if (!opened.ok || !opened.holderKey) return { ok: false, where: 'structure' }
  const proof = { signature: outer.signature, signed: outer.signed, at: (seconds * 1000) as Instant }
  return { ...opened, holderKey: { ...opened.holderKey, proof } satisfies HolderKey }
}

/**
 * The text of a live code. `bound` is the text of a pass with a holder's key, `sign` makes 64 bytes, r then s, with
 * that key (ES256). Throws a RangeError where `bound` is no pass.
 */
export async function liveCode(
  bound: string,
  at: Instant,
  sign: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const message = bound.startsWith(PASS_PREFIX) ? decodeBase45(bound, PASS_PREFIX.length) : undefined
  if (!message) throw new RangeError('not the text of a pass')
  const payload = encodeCbor([message, Math.floor(at / 1000)])
  const signature = await sign(sigStructure(HOLDER_HEADER, payload))
  return LIVE_PREFIX + encodeBase45(coseSign1(HOLDER_HEADER, payload, signature))
}

function isArray(value: CborValue | undefined): value is readonly CborValue[] {
  return Array.isArray(value)
}
