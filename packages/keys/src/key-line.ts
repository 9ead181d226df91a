import type { PublicJwk, Signer } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { generateKeyPair, type KeyPair, signerOf } from './es256.ts'
import type { KeyFolder } from './key-folder.ts'
import { KeyRingError } from './key-ring-error.ts'
import { type KeyInfo, keyInfos, keyInUse, type PassKey } from './pass-keys.ts'
import { LIST_LIFE_MS } from './trust-list.ts'

/** Keys of one kind, of which one signs at a time. */
export interface KeyLine {
  /** The key in use. Ask anew for each pass: a rotation by another process counts within a second. */
  signer(now: Instant): Signer
  list(now: Instant): readonly KeyInfo[]
  /**
   * Publishes the next key, to sign from a week later on, when every list that is still good shows it; one that
   * already waits stays. `atOnce`: signs from now on, and a scanner that did not refresh since cannot check its passes.
   */
  rotate(now: Instant, when?: 'atOnce'): KeyInfo
  /** All its passes are refused once scanners refresh. Another key takes over where it was in use. */
  revoke(keyId: string, now: Instant): 'revoked' | 'already-revoked' | 'unknown'
}

export interface KeyLineOptions {
  readonly folder: KeyFolder
  readonly files: KeyFiles
  readonly keyIdOf: (jwk: PublicJwk) => string
  readonly now: Instant
  /** How long what they sign lives at the most, milliseconds. */
  readonly passLife: number
}

/** How its files are called, by the number of the key. */
export interface KeyFiles {
  readonly key: string
  readonly revocation: string
}

/** A new key waits as long as a trust list lives. */
const PUBLISHED_AHEAD_MS = LIST_LIFE_MS
const LOOK_AGAIN_MS = 1000

/** Throws `KeyRingError`. Makes the first key where there is none. */
export function openKeyLine({ folder, files, keyIdOf, now, passLife }: KeyLineOptions): KeyLine {
  const numbered = (name: string, sequence: number) => `${name}-${String(sequence).padStart(6, '0')}.json`
  const sequenceIn = (name: string) => {
    const digits = name.slice(files.key.length + 1, -'.json'.length)
    return name === `${files.key}-${digits}.json` && /^\d{6}$/.test(digits) ? Number(digits) : undefined
  }
  const addKey = (sequence: number, createdAt: Instant, useFrom: Instant) =>
    folder.create(numbered(files.key, sequence), {
      ...generateKeyPair(),
      createdAt,
      useFrom,
    } satisfies KeyFile)
  const readKeys = (): PassKey[] => {
    const names = folder.names()
    return names.flatMap((name) => {
      const sequence = sequenceIn(name)
      if (sequence === undefined) return []
      const { createdAt, useFrom, ...pair } = folder.read(name) as KeyFile
      const keyId = keyIdOf(pair.jwk)
      const mark = numbered(files.revocation, sequence)
      const revocation = names.includes(mark) ? (folder.read(mark) as { revokedAt: Instant }) : {}
      const { jwk } = pair
      return [{ sequence, keyId, jwk, signer: signerOf(keyId, pair), createdAt, useFrom, ...revocation }]
    })
  }

  if (!folder.names().some((name) => sequenceIn(name) !== undefined)) addKey(1, now, now)
  let keys = readKeys()
  let revision = folder.revision()
  let lookedAt = now
  const current = (at: Instant): readonly PassKey[] => {
    if (Math.abs(at - lookedAt) >= LOOK_AGAIN_MS) {
      lookedAt = at
      if (folder.revision() !== revision) refresh()
    }
    return keys
  }
  function refresh(): void {
    revision = folder.revision()
    keys = readKeys()
  }
  const list = (at: Instant) => keyInfos(current(at), at, passLife)
  const add = (at: Instant, useFrom: Instant) => {
    // Where another process was quicker its key is as good.
    addKey((keys.at(-1)?.sequence ?? 0) + 1, at, useFrom)
    refresh()
  }

  return {
    signer(at) {
      const key = keyInUse(current(at), at)
      if (!key) throw new KeyRingError('unreadable', 'There is no key to sign with: all are revoked.')
      return key.signer
    },
    list,
    rotate(at, when) {
      refresh()
      const waiting = list(at).findLast((key) => key.state === 'published')
      if (waiting && when !== 'atOnce') return waiting
      add(at, when === 'atOnce' ? at : ((at + PUBLISHED_AHEAD_MS) as Instant))
      return list(at).at(-1) as KeyInfo
    },
    revoke(keyId, at) {
      refresh()
      const named = keys.filter((key) => key.keyId === keyId)
      if (named.length === 0) return 'unknown'
      const wasInUse = named.includes(keyInUse(keys, at) as PassKey)
      const marks = named.map((key) =>
        folder.create(numbered(files.revocation, key.sequence), { revokedAt: at }),
      )
      refresh()
      const nextWaits = keys.some((key) => key.revokedAt === undefined && key.useFrom > at)
      if (wasInUse && !nextWaits) add(at, at)
      return marks.includes(true) ? 'revoked' : 'already-revoked'
    },
  }
}

type KeyFile = KeyPair & { readonly createdAt: Instant; readonly useFrom: Instant }
