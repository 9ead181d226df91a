import { randomBytes } from 'node:crypto'
import { type Instant, PASS_TYPES, type PassType } from '@excelsior/domain'
import type { PersonId } from '@excelsior/store'
import type { Seal } from './seal.ts'

/** A retrieval under way. Sealed into the token that the browser carries: no row, and one length for everybody. */
export interface Retrieval {
  /** 16 random bytes, hexadecimal: what its one-time codes open. */
  readonly id: string
  readonly pass: PassType
  readonly expires: Instant
  /** Keyed hash, hexadecimal, of who was recognised, else of the typed name and birth date: whose failed tries count. */
  readonly identity: string
  /** Who was recognised, and by which of their reports; undefined for whoever is not on file. */
  readonly person: { readonly id: PersonId; readonly report: number } | undefined
  /** Ten digits, on record with a report that fits: where codes go. */
  readonly phone: string | undefined
  /** A budget is used up: only a code by letter helps. */
  readonly throttled: boolean
  /** The three answers were right: codes may be sent. */
  readonly answered: boolean
}

const PURPOSE = 'retrieval'
const LENGTH = 16 + 8 + 16 + 8 + 2 + 8 + 3

export const newRetrievalId = (): string => randomBytes(16).toString('hex')

export function closeRetrieval(seal: Seal, retrieval: Retrieval): string {
  const bytes = Buffer.alloc(LENGTH)
  bytes.write(retrieval.id, 0, 'hex')
  bytes.writeDoubleBE(retrieval.expires, 16)
  bytes.write(retrieval.identity, 24, 16, 'hex')
  bytes.writeDoubleBE(retrieval.person?.id ?? -1, 40)
  bytes.writeUInt16BE(retrieval.person?.report ?? 0, 48)
  bytes.writeDoubleBE(retrieval.phone === undefined ? -1 : Number(retrieval.phone), 50)
  bytes.writeUInt8(PASS_TYPES.indexOf(retrieval.pass), 58)
  bytes.writeUInt8(Number(retrieval.throttled), 59)
  bytes.writeUInt8(Number(retrieval.answered), 60)
  return seal.close(bytes, PURPOSE)
}

export function openRetrieval(seal: Seal, token: string): Retrieval | undefined {
  const opened = seal.open(token, PURPOSE)
  if (opened?.length !== LENGTH) return undefined
  const bytes = Buffer.from(opened.buffer, opened.byteOffset, opened.length)
  const person = bytes.readDoubleBE(40)
  const phone = bytes.readDoubleBE(50)
  const pass = PASS_TYPES[bytes.readUInt8(58)]
  if (!pass) return undefined
  return {
    id: bytes.toString('hex', 0, 16),
    expires: bytes.readDoubleBE(16) as Instant,
    identity: bytes.toString('hex', 24, 40),
    person: person < 0 ? undefined : { id: person as PersonId, report: bytes.readUInt16BE(48) },
    phone: phone < 0 ? undefined : String(phone).padStart(10, '0'),
    pass,
    throttled: bytes.readUInt8(59) === 1,
    answered: bytes.readUInt8(60) === 1,
  }
}
