import { decodeBase64urlIn } from '../encoding/base64url.ts'
import { isJsonObject, type Json, type JsonObject } from '../encoding/json.ts'
import { readJson } from '../jws.ts'
import type { Limits } from '../limits.ts'
import type { Digester } from '../signing.ts'

/** What is disclosed stands in the signed content under its digest (RFC 9901, section 4.2). */
interface Disclosure {
  /** Undefined for an element of an array. */
  readonly name: string | undefined
  readonly value: Json
}

type Disclosures = ReadonlyMap<string, Disclosure>

/** What an issuer must have signed in the clear: SD-JWT VC, section 3.2.2.2. */
const IN_THE_CLEAR: ReadonlySet<string> = new Set([
  ...['iss', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status', 'aud', 'jti'],
])

export interface Disclosed {
  /** The claims that were signed in the clear; what they hold within is undone. */
  readonly clear: JsonObject
  /** Those that the holder chose to show. None of them has the name of one in the clear. */
  readonly shown: JsonObject
}

/**
 * Disclosures by their digest. `bytes` is the text that they come from, in which the first begins at `start`, all of it
 * ASCII so far; each is followed by a tilde. Undefined where any is none. A promise only where digests are promised:
 * to wait for what is there already takes as long as to read it.
 */
export function readDisclosures(
  texts: readonly string[],
  bytes: Uint8Array,
  start: number,
  limits: Limits,
  digest: Digester,
): Disclosures | Promise<Disclosures> | undefined {
  const disclosures: Disclosure[] = []
  let at = start
  for (const text of texts) {
    const read = readDisclosure(decodeBase64urlIn(bytes, at, at + text.length), limits)
    if (!read) return undefined
    disclosures.push(read)
    at += text.length + 1
  }
  // Only once all are some: a promise that nobody waits for would, if it failed, end the process.
  const byDigest = new Map<string, Disclosure>()
  const promised: Promise<unknown>[] = []
  for (const [index, read] of disclosures.entries()) {
    const hashed = digest(texts[index]!)
    if (typeof hashed === 'string') byDigest.set(hashed, read)
    else promised.push(hashed.then((name) => byDigest.set(name, read)))
  }
  return promised.length === 0 ? byDigest : Promise.all(promised).then(() => byDigest)
}

/**
 * The content with what was disclosed in its place, by RFC 9901, section 7.1. Undefined for the faults named there:
 * a digest or a disclosure that comes twice, a disclosure that nothing refers to, a name that is there already, the
 * names `_sd` and `...`, another hash than SHA-256.
 */
export function disclosed(
  payload: JsonObject,
  byDigest: Disclosures,
  count: number,
  limits: Limits,
): Disclosed | undefined {
  const algorithm = payload._sd_alg
  if (algorithm !== undefined && algorithm !== 'sha-256') return undefined
  const place = new Placement(byDigest)
  const clear = place.within(payload, limits.jsonDepth)
  const shown: Record<string, Json> = new Plain()
  if ('_sd' in payload) place.claims(payload._sd, clear, shown, IN_THE_CLEAR, limits.jsonDepth)
  // Two equal disclosures have one digest, which is then found once.
  return place.failed || place.found !== count ? undefined : { clear, shown }
}

/** `[salt, name, value]`, or `[salt, value]` within an array. */
function readDisclosure(bytes: Uint8Array | undefined, limits: Limits): Disclosure | undefined {
  const parts = readJson(bytes, limits)
  if (!Array.isArray(parts)) return undefined
  const [salt, second, third] = parts as readonly Json[]
  if (typeof salt !== 'string' || second === undefined) return undefined
  if (parts.length === 2) return { name: undefined, value: second }
  if (parts.length !== 3 || third === undefined || typeof second !== 'string') return undefined
  return second === '_sd' || second === '...' ? undefined : { name: second, value: third }
}

/** Without anything inherited, as what is read from JSON; engines are quicker with it than with a bare null. */
const Plain = function (this: object) {} as unknown as new () => Record<string, Json>
Plain.prototype = Object.create(null)

class Placement {
  failed = false
  /** Disclosures that were referred to. */
  found = 0
  readonly #byDigest: ReadonlyMap<string, Disclosure>
  readonly #seen = new Set<string>()

  constructor(byDigest: ReadonlyMap<string, Disclosure>) {
    this.#byDigest = byDigest
  }

  /** An object, its own digests aside. The same where nothing in it was kept back: most have nothing to undo. */
  within(source: JsonObject, depth: number): JsonObject {
    if (depth <= 0) this.failed = true
    if (this.failed) return source
    let changed: Record<string, Json> | undefined
    for (const name in source) {
      // A digest of an array's element that stands elsewhere.
      if (name === '...') this.failed = true
      if (name === '_sd') continue
      const value = source[name]!
      const undone = this.#value(value, depth)
      if (undone === value) continue
      changed ??= Object.assign(new Plain(), source)
      changed[name] = undone
    }
    return changed ?? source
  }

  /** Puts into `target` what the digests stand for. Neither it nor `clear` has the name yet. */
  claims(
    digests: Json | undefined,
    clear: JsonObject,
    target: Record<string, Json>,
    forbidden: ReadonlySet<string> | undefined,
    depth: number,
  ): void {
    if (!Array.isArray(digests)) {
      this.failed = true
      return
    }
    for (const digest of digests as readonly Json[]) {
      const disclosure = this.#take(digest)
      if (!disclosure) continue
      const { name, value } = disclosure
      if (name === undefined || name in target || name in clear || forbidden?.has(name)) this.failed = true
      else target[name] = this.#value(value, depth)
    }
  }

  /** What is disclosed may hold digests again, as deep as JSON may nest. */
  #object(source: JsonObject, depth: number): JsonObject {
    const undone = this.within(source, depth)
    if (!('_sd' in source) || this.failed) return undone
    const target: Record<string, Json> = Object.assign(new Plain(), undone)
    delete target._sd
    this.claims(source._sd, target, target, undefined, depth)
    return target
  }

  #value(value: Json, depth: number): Json {
    if (typeof value !== 'object' || value === null || this.failed) return value
    if (!Array.isArray(value)) return this.#object(value as JsonObject, depth - 1)
    if (depth <= 1) this.failed = true
    const items: Json[] = []
    let same = true
    for (const item of value as readonly Json[]) {
      if (!isJsonObject(item) || !('...' in item)) {
        const undone = this.#value(item, depth - 1)
        same &&= undone === item
        items.push(undone)
        continue
      }
      same = false
      if (Object.keys(item).length !== 1) this.failed = true
      const disclosure = this.#take(item['...'])
      if (disclosure?.name !== undefined) this.failed = true
      else if (disclosure) items.push(this.#value(disclosure.value, depth - 1))
    }
    return same ? value : items
  }

  /** Undefined for digests of what was kept back, and of nothing. Each digest stands once in all of it. */
  #take(digest: Json | undefined): Disclosure | undefined {
    if (typeof digest !== 'string' || this.#seen.has(digest)) {
      this.failed = true
      return undefined
    }
    this.#seen.add(digest)
    const disclosure = this.#byDigest.get(digest)
    if (disclosure) this.found++
    return disclosure
  }
}
