import type { HealthRecord, Instant, PersonDetails } from '@excelsior/domain'
import { keyedHash } from '../keyed-hash.ts'
import {
  open,
  openJson,
  randomBytesFromPool,
  type SealingKey,
  seal,
  sealingKey,
  sealingKeyFor,
  sealJson,
} from '../sealing.ts'
import type { Secrets } from '../secrets.ts'
import type { SourceId } from '../sources.ts'

/** What an identity holds, under its person's key. */
export interface StoredIdentity {
  readonly details: PersonDetails
  /** When the source sent it, where it says so. */
  readonly sentAt?: Instant
  /** What the source asked to forget: an older report that comes late does not bring it back. */
  readonly cleared?: readonly (keyof PersonDetails)[]
}

/** What a record holds, under its person's key. A withdrawn one is a marker: its precedence, and no record. */
export interface StoredRecord {
  readonly precedence: string
  readonly record?: HealthRecord
}

/**
 * `replaced`: records of the series with a smaller precedence stand no more.
 * `held`: nobody should rely on a record with a smaller precedence before somebody looked at what was refused.
 */
export interface StoredOverride {
  readonly effect: 'replaced' | 'held'
  readonly precedence: string
}

/** Lengths that say nothing: most identities and nearly all records fill one block. */
const IDENTITY_BLOCK = 256
const RECORD_BLOCK = 256
const OVERRIDE_BLOCK = 64

export interface NewDataKey {
  readonly key: SealingKey
  /** For `people.data_key`. */
  readonly wrapped: Buffer
}

/** How rows of the registry are found and sealed. */
export interface SealedRows {
  /** `key` is from `blockingKeys()` or `searchKeys()`, or a number at a source. */
  blindKey(key: string): Buffer
  recordKey(source: SourceId, key: string): Buffer
  series(source: SourceId, series: string): Buffer
  overrideTag(override: StoredOverride): Buffer
  reportDigest(source: SourceId, raw: Uint8Array, meaning: string): Buffer

  newDataKey(person: number): NewDataKey
  dataKey(person: number, wrapped: Uint8Array): SealingKey
  sealIdentity(key: SealingKey, person: number, id: number, identity: StoredIdentity): Buffer
  openIdentity(key: SealingKey, person: number, id: number, sealed: Uint8Array): StoredIdentity
  sealRecord(key: SealingKey, source: number, name: Buffer, record: StoredRecord): Buffer
  openRecord(key: SealingKey, source: number, name: Buffer, sealed: Uint8Array): StoredRecord
  sealOverride(source: number, name: Buffer, tag: Buffer, override: StoredOverride): Buffer
  openOverride(source: number, name: Buffer, tag: Buffer, sealed: Uint8Array): StoredOverride
}

/** Bytes: shorter ones are hashed as quickly as they are looked for. */
const SHORT_MESSAGE = 16_384

export function sealedRows({ kek, blindIndexKey }: Secrets): SealedRows {
  const wrapping = sealingKeyFor(kek, 'data keys')
  const overrides = sealingKeyFor(kek, 'overrides')
  const blind = keyedHash(blindIndexKey, 'blind keys')
  const records = keyedHash(blindIndexKey, 'records')
  const series = keyedHash(blindIndexKey, 'series')
  const tags = keyedHash(blindIndexKey, 'overrides')
  const digests = keyedHash(blindIndexKey, 'reports')
  /** A message of a mebibyte may be about thousands of people, and is hashed once for all of them. */
  const hashed = new WeakMap<Uint8Array, Buffer>()
  const contentOf = (raw: Uint8Array): Uint8Array => {
    if (raw.length <= SHORT_MESSAGE) return raw
    const known = hashed.get(raw) ?? digests(raw)
    hashed.set(raw, known)
    return known
  }

  const dataKeyPlace = (person: number) => `people/${person}/data_key`
  const identityPlace = (person: number, id: number) => `identities/${person}/${id}/sealed`
  const recordPlace = (source: number, name: Buffer) => `records/${source}/${name.toString('hex')}/sealed`
  const overridePlace = (source: number, name: Buffer, tag: Buffer) =>
    `overrides/${source}/${name.toString('hex')}/${tag.toString('hex')}/sealed`

  return {
    blindKey: blind,
    recordKey: (source, key) => records(`${source}|${key}`),
    series: (source, name) => series(`${source}|${name}`),
    overrideTag: ({ effect, precedence }) => tags(`${effect}|${precedence}`),
    reportDigest: (source, raw, meaning) =>
      digests(Buffer.concat([Buffer.from(`${source}|${raw.length}|`), contentOf(raw), Buffer.from(meaning)])),

    newDataKey(person) {
      const bytes = randomBytesFromPool(32)
      const made = { key: sealingKey(bytes), wrapped: seal(wrapping, bytes, dataKeyPlace(person)) }
      bytes.fill(0)
      return made
    },
    dataKey(person, wrapped) {
      const bytes = open(wrapping, wrapped, dataKeyPlace(person))
      const key = sealingKey(bytes)
      bytes.fill(0)
      return key
    },
    sealIdentity: (key, person, id, identity) =>
      sealJson(key, identity, identityPlace(person, id), IDENTITY_BLOCK),
    openIdentity: (key, person, id, sealed) => openJson(key, sealed, identityPlace(person, id)),
    sealRecord: (key, source, name, record) => sealJson(key, record, recordPlace(source, name), RECORD_BLOCK),
    openRecord: (key, source, name, sealed) => openJson(key, sealed, recordPlace(source, name)),
    sealOverride: (source, name, tag, override) =>
      sealJson(overrides, override, overridePlace(source, name, tag), OVERRIDE_BLOCK),
    openOverride: (source, name, tag, sealed) =>
      openJson(overrides, sealed, overridePlace(source, name, tag)),
  }
}
