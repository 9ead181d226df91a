import type { Instant, PassType } from '@excelsior/domain'
import { decodeBase45 } from '../encoding/base45.ts'
import { inflateZlib } from '../encoding/zlib.ts'
import type { Evidence } from '../evidence.ts'
import type { CredentialFormat, Opened } from '../format.ts'
import { DCC, DCC_PREFIX } from '../format-heads.ts'
import type { Holder } from '../verdict.ts'
import { type DccClaims, readDccClaims } from './dcc-claims.ts'
import { evidenceOf, passTypeOf } from './dcc-evidence.ts'
import { holderOf } from './dcc-holder.ts'
import { type DccMessage, openDccMessage } from './dcc-message.ts'
import { idsOf, type OneEntry, oneEntryOf } from './one-entry.ts'

/** EU Digital COVID Certificates, schema 1.x: Commission Implementing Decision (EU) 2021/1073. */
export const dcc: CredentialFormat = {
  ...DCC,
  open(text, limits) {
    if (text.length > limits.codeCharacters) return { ok: false, where: 'size' }
    const compressed = decodeBase45(text, DCC_PREFIX.length)
    if (!compressed) return { ok: false, where: 'digits' }
    const bytes = inflateZlib(compressed, limits.dccBytes)
    const message = bytes && openDccMessage(bytes, limits)
    const claims = message && readDccClaims(message.payload, limits)
    if (!claims) return { ok: false, where: 'structure' }

    const holder = holderOf(claims.certificate)
    const named = holder.givenName + holder.familyName !== ''
    const one = named ? oneEntryOf(claims.certificate) : undefined
    return new OpenedDcc(message, claims, holder, one)
  },
}

const NO_EVIDENCE: Evidence = { records: [] }

/** A class, for it is made of every code: literals with a getter take engines as long as all of the CBOR. */
class OpenedDcc implements Opened {
  readonly ok = true
  readonly issuer = null
  readonly keyId: string
  readonly algorithm: Opened['algorithm']
  readonly signature: Uint8Array
  readonly signed: Uint8Array
  readonly kind: string
  readonly ids: readonly string[]
  readonly holder: Holder
  readonly issuedAt: Instant
  readonly notBefore: Instant
  readonly expires: Instant
  /** Of a certificate of our own: it was made with a pass. */
  declare readonly statesPass?: 'whole'
  declare readonly passType?: PassType
  readonly #claims: DccClaims
  readonly #one: OneEntry | undefined
  #evidence: Evidence | undefined

  constructor(message: DccMessage, claims: DccClaims, holder: Holder, one: OneEntry | undefined) {
    this.keyId = message.keyId
    this.algorithm = message.algorithm
    this.signature = message.signature
    this.signed = message.signed
    this.kind = one?.kind ?? 'other'
    this.ids = idsOf(claims.certificate)
    this.holder = holder
    this.issuedAt = claims.issuedAt
    this.notBefore = claims.notBefore
    this.expires = claims.expires
    this.#claims = claims
    this.#one = one
    const passType = one && passTypeOf(one)
    if (passType === undefined) return
    this.statesPass = 'whole'
    this.passType = passType
  }

  /** Made for who asks: nobody does where it is enough that a certificate is genuine. */
  get evidence(): Evidence {
    this.#evidence ??= this.#one ? evidenceOf(this.#claims, this.#one) : NO_EVIDENCE
    return this.#evidence
  }
}
