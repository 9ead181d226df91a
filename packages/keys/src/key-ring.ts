import { hkdfSync, randomBytes } from 'node:crypto'
import { type PublicJwk, passKeyId, type Signer } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { generateKeyPair, type KeyPair, signerOf, thumbprintOf } from './es256.ts'
import { type KeyFolder, openKeyFolder } from './key-folder.ts'
import { KeyRingError } from './key-ring-error.ts'
import { type KeyInfo, keyInfos, keyInUse, type PassKey } from './pass-keys.ts'
import { sealUnder } from './seal.ts'
import { LIST_LIFE_MS, publishTrustList, type TrustFacts } from './trust-list.ts'

export interface KeyRingOptions {
  /** Made when absent. */
  readonly folder: string
  /** `EXCELSIOR_KEK`: 32 bytes in base64, or a passphrase of 12 characters or more. */
  readonly kek?: string
  /** Keys of a demonstration are of no use in a real service, and the other way round. */
  readonly demo?: boolean
  readonly now: Instant
  /** How long a pass lives at the most: as long its key stays in the trust list. Default 400. */
  readonly passLifeDays?: number
}

/** 32 bytes each, none of which tells anything about another. */
export interface RingSecrets {
  // For `openStore`.
  readonly kek: Uint8Array
  readonly blindIndexKey: Uint8Array
  readonly pseudonymKey: Uint8Array
  // For the service: what browsers hold for it, and what it asks for a typed identity.
  readonly sessionKey: Uint8Array
  readonly identityKey: Uint8Array
  /** Passes in the wallets of phones: their serials, and what a phone shows to ask about one. */
  readonly phoneWalletKey: Uint8Array
}

export interface KeyRing {
  readonly demo: boolean
  readonly secrets: RingSecrets
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
  /** Signs the trust list. What scanners pin is its thumbprint. */
  readonly root: { readonly jwk: PublicJwk; readonly signer: Signer }
  /** The signed list, as published: rising version, good for a week. Writes to disk: publish one list to all who ask. */
  trustList(facts: TrustFacts, now: Instant): Promise<string>
}

const DAY_MS = 86_400_000
/** A new key waits as long as a trust list lives. */
const PUBLISHED_AHEAD_MS = LIST_LIFE_MS
const LOOK_AGAIN_MS = 1000

/** Throws `KeyRingError`. */
export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { demo = false, now, passLifeDays = 400 } = options
  const folder = openKeyFolder(options.folder, sealUnder(options.kek))
  const { secret: master, demo: madeForDemo } = readMaster(folder, demo)
  if (madeForDemo !== demo) {
    const [is, wanted] = madeForDemo ? ['a demonstration', 'off'] : ['a real service', 'on']
    throw new KeyRingError(
      'wrong-mode',
      `The keys in ${options.folder} are those of ${is}: DEMO=${wanted} needs another DATA_DIR.`,
    )
  }
  const secret = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', master, '', `excelsior-pass ring ${purpose}`, 32))
  const root = readRoot(folder)

  if (!folder.names().some(isPassKey)) addPassKey(folder, 1, now, now)
  let keys = readPassKeys(folder)
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
    keys = readPassKeys(folder)
  }
  const list = (at: Instant) => keyInfos(current(at), at, passLifeDays * DAY_MS)
  const add = (at: Instant, useFrom: Instant) => {
    // Where another process was quicker its key is as good.
    addPassKey(folder, (keys.at(-1)?.sequence ?? 0) + 1, at, useFrom)
    refresh()
  }

  return {
    demo,
    secrets: {
      kek: secret('kek'),
      blindIndexKey: secret('blind-index'),
      pseudonymKey: secret('pseudonym'),
      sessionKey: secret('session'),
      identityKey: secret('identity'),
      phoneWalletKey: secret('phone-wallet'),
    },
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
      const marks = named.map((key) => folder.create(revocationOf(key.sequence), { revokedAt: at }))
      refresh()
      const nextWaits = keys.some((key) => key.revokedAt === undefined && key.useFrom > at)
      if (wasInUse && !nextWaits) add(at, at)
      return marks.includes(true) ? 'revoked' : 'already-revoked'
    },
    root,
    trustList: (facts, at) =>
      publishTrustList({
        facts,
        keys: list(at),
        root,
        demo,
        version: folder.nextNumber('trust-list-version', Math.floor(at / 1000)),
        canaries: { revoked: canary(secret('revoked canary')), notRevoked: canary(secret('other canary')) },
        now: at,
      }),
  }
}

interface Master {
  readonly secret: Buffer
  readonly demo: boolean
}

function readMaster(folder: KeyFolder, demo: boolean): Master {
  if (!folder.names().includes('master.json')) {
    folder.create('master.json', { secret: randomBytes(32).toString('base64'), demo })
  }
  const { secret, demo: madeForDemo } = folder.read('master.json') as { secret: string; demo: boolean }
  return { secret: Buffer.from(secret, 'base64'), demo: madeForDemo }
}

function readRoot(folder: KeyFolder): KeyRing['root'] {
  if (!folder.names().includes('trust-root.json')) folder.create('trust-root.json', generateKeyPair())
  const pair = folder.read('trust-root.json') as KeyPair
  return { jwk: pair.jwk, signer: signerOf(thumbprintOf(pair.jwk), pair) }
}

type PassKeyFile = KeyPair & { readonly createdAt: Instant; readonly useFrom: Instant }

const fileOf = (sequence: number) => `pass-${String(sequence).padStart(6, '0')}.json`
const revocationOf = (sequence: number) => `revoked-${String(sequence).padStart(6, '0')}.json`
const isPassKey = (name: string) => /^pass-\d{6}\.json$/.test(name)

function addPassKey(folder: KeyFolder, sequence: number, createdAt: Instant, useFrom: Instant): void {
  folder.create(fileOf(sequence), { ...generateKeyPair(), createdAt, useFrom } satisfies PassKeyFile)
}

function readPassKeys(folder: KeyFolder): PassKey[] {
  const names = folder.names()
  return names.filter(isPassKey).map((name) => {
    const sequence = Number(name.slice(5, 11))
    const { createdAt, useFrom, ...pair } = folder.read(name) as PassKeyFile
    const keyId = passKeyId(thumbprintOf(pair.jwk))
    const mark = revocationOf(sequence)
    const revocation = names.includes(mark) ? (folder.read(mark) as { revokedAt: Instant }) : {}
    return {
      sequence,
      keyId,
      jwk: pair.jwk,
      signer: signerOf(keyId, pair),
      createdAt,
      useFrom,
      ...revocation,
    }
  })
}

/** The form of a pass id, of which there are too many for a real one to be equal. */
const canary = (secret: Uint8Array) => Buffer.from(secret.subarray(0, 8)).toString('hex')
