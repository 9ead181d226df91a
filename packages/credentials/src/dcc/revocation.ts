import { type Instant, parseInstant } from '@excelsior/domain'
import { decodeBase64, encodeBase64 } from '../encoding/base64.ts'
import { isJsonObject, type Json, textIn } from '../encoding/json.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import type { Opened } from '../format.ts'
import type { ForeignRevocation, TrustedKey } from '../trust/trust.ts'

/** The gateway's batches: hashes of certificates that one country withdrew, all of one key and made in one way. */
interface Batch {
  readonly country: string
  /** Exclusive: from then on its entries count no more. */
  readonly expires: Instant
  readonly hashType: HashType
  /** The first 16 bytes of each SHA-256, base64. */
  readonly hashes: ReadonlySet<string>
}

const HASH_TYPES = ['SIGNATURE', 'UCI', 'COUNTRYCODEUCI'] as const
type HashType = (typeof HASH_TYPES)[number]

const HASH_BYTES = 16
const MOST_BATCHES = 10_000
const MOST_ENTRIES = 1_000_000

/** Where a department wants these lists asked and they are not at hand. */
export const REVOCATION_NOT_AT_HAND: ForeignRevocation = { stateOf: () => 'unknown' }

/**
 * Batches in the manner of the EU's gateway: `[{"country","expires","kid","hashType","entries":[{"hash"}]}]`. Whoever
 * hands them in has them from a source to be trusted, and says until when it has to be asked again (`null`: never).
 * Undefined where anything is out of order: half a list would let the other half through.
 */
export function readDccRevocation(
  json: Json | undefined,
  goodUntil: Instant | null,
): ForeignRevocation | undefined {
  if (!Array.isArray(json) || json.length > MOST_BATCHES) return undefined
  const byKey = new Map<string, Batch[]>()
  const byCountry = new Map<string, Batch[]>()
  let entries = 0
  for (const item of json as readonly Json[]) {
    const read = readBatch(item)
    if (!read) return undefined
    entries += read.batch.hashes.size
    if (entries > MOST_ENTRIES) return undefined
    const batches = byKey.get(read.keyId) ?? []
    byKey.set(read.keyId, batches)
    batches.push(read.batch)
    const ofCountry = byCountry.get(read.batch.country) ?? []
    byCountry.set(read.batch.country, ofCountry)
    ofCountry.push(read.batch)
  }
  return {
    stateOf(opened, key, now) {
      if (goodUntil !== null && now >= goodUntil) return 'unknown'
      // Of all keys of its country: where the key id is not signed, whoever shows it may name another certificate of the
      // same key, of which the batch does not speak.
      const named = byKey.get(key.keyId) ?? []
      const ofCountry = byCountry.get(key.issuer.id) ?? []
      const batches = [...new Set([...named, ...ofCountry])].filter(({ expires }) => now < expires)
      // Many countries have none, and nothing has to be hashed.
      return batches.length === 0 ? 'not-revoked' : stateIn(batches, opened, key)
    },
  }
}

async function stateIn(
  batches: readonly Batch[],
  opened: Opened,
  key: TrustedKey,
): Promise<'revoked' | 'not-revoked'> {
  for (const type of HASH_TYPES) {
    const ofType = batches.filter(({ hashType }) => hashType === type)
    if (ofType.length === 0) continue
    for (const bytes of hashed(type, opened, key)) {
      const hash = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
      const entry = encodeBase64(new Uint8Array(hash).subarray(0, HASH_BYTES))
      if (ofType.some(({ hashes }) => hashes.has(entry))) return 'revoked'
    }
  }
  return 'not-revoked'
}

/** Each spelling that a country may have hashed. */
function hashed(type: HashType, opened: Opened, key: TrustedKey): readonly Uint8Array[] {
  if (type === 'SIGNATURE') {
    // Of ECDSA the half that nobody but the signer can change: r, n - s is as good a signature as r, s.
    const { signature } = opened
    return [opened.algorithm === 'ES256' ? signature.subarray(0, signature.length / 2) : signature]
  }
  if (type === 'UCI') return opened.ids.map(encodeUtf8)
  const countries = new Set([opened.evidence?.country ?? '', key.issuer.id])
  const spellings: Uint8Array[] = []
  for (const id of opened.ids) for (const country of countries) spellings.push(encodeUtf8(country + id))
  return spellings
}

function readBatch(item: Json): { readonly keyId: string; readonly batch: Batch } | undefined {
  if (!isJsonObject(item) || !Array.isArray(item.entries)) return undefined
  const keyId = textIn(item.kid)
  const country = textIn(item.country)
  const expires = parseInstant(textIn(item.expires))
  const hashType = HASH_TYPES.find((type) => type === item.hashType)
  if (keyId === '' || country === '' || expires === undefined || !hashType) return undefined
  const hashes = new Set<string>()
  for (const entry of item.entries as readonly Json[]) {
    const hash = isJsonObject(entry) ? textIn(entry.hash) : ''
    if (decodeBase64(hash)?.length !== HASH_BYTES) return undefined
    hashes.add(hash)
  }
  return { keyId, batch: { country, expires, hashType, hashes } }
}
