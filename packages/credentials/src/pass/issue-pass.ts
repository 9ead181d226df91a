import type { Instant, PassContent } from '@excelsior/domain'
import { coseSign1, protectedHeader, sigStructure } from '../cose-sign1.ts'
import { encodeBase45 } from '../encoding/base45.ts'
import { decodeHex, encodeHex } from '../encoding/hex.ts'
import { PASS_PREFIX } from '../format-heads.ts'
import type { PublicJwk, Signer } from '../signing.ts'
import { writeClaims } from './claims.ts'
import { fittingName } from './fitting-name.ts'

export interface PassToIssue extends PassContent {
  /** 16 hexadecimal digits, see `passIdOf`: the one thing by which a pass is revoked. */
  readonly passId: string
  /** As the trust list calls it; 5 characters or fewer keep the code small. */
  readonly issuer: string
  /** A few minutes back, so that a door phone with a slow clock takes the pass. */
  readonly issuedAt: Instant
  readonly notBefore: Instant
  /** A key of the holder's own: then the pass counts with that key's fresh signature only, see `liveCode`. */
  readonly holderKey?: PublicJwk
}

/**
 * The text of a pass's code. Fractions of a second are cut. Names are put into Unicode's composed form (NFC),
 * as the fewest bytes for the same name. Throws a RangeError where the content fits no pass: no name at
 * all, an id of another length, an instant before 1970 or after 2106.
 */
export async function issuePass(pass: PassToIssue, signer: Signer): Promise<string> {
  const header = headerOf(signer)
  const payload = writeClaims({
    ...pass,
    givenName: fittingName(pass.givenName),
    familyName: fittingName(pass.familyName),
  })
  const signature = await signer.sign(sigStructure(header, payload))
  return PASS_PREFIX + encodeBase45(coseSign1(header, payload, signature))
}

/** The same for every pass of a key. */
const headers = new WeakMap<Signer, Uint8Array>()

function headerOf(signer: Signer): Uint8Array {
  const known = headers.get(signer)
  if (known) return known
  const keyId = decodeHex(signer.keyId)
  if (!keyId) throw new RangeError('a pass key id has hexadecimal digits')
  const header = protectedHeader(keyId)
  headers.set(signer, header)
  return header
}

/** The id of a pass, from 8 bytes of a generator fit for keys. */
export function passIdOf(random: Uint8Array): string {
  if (random.length !== 8) throw new RangeError('a pass id is made of 8 bytes')
  return encodeHex(random)
}
