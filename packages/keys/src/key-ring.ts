import { hkdfSync, randomBytes } from 'node:crypto'
import {
  MOST_HANDOVERS,
  type PublicJwk,
  passKeyId,
  type Signer,
  signRootHandover,
  type TrustListContent,
} from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { type DocumentSigners, documentSignersIn } from './document-signers.ts'
import { generateKeyPair, type KeyPair, signerOf, thumbprintOf } from './es256.ts'
import { type KeyFolder, openKeyFolder } from './key-folder.ts'
import { type KeyFiles, type KeyLine, openKeyLine } from './key-line.ts'
import { KeyRingError } from './key-ring-error.ts'
import { sealUnder } from './seal.ts'
import { publishTrustList, type TrustFacts, trustListContent } from './trust-list.ts'

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
  /** The places of credentials in status lists, and what wallets hold while they fetch one. */
  readonly statusKey: Uint8Array
  readonly offerKey: Uint8Array
}

/** Of keys that sign our own passes; `sdJwt` and `healthCards` the same for credentials in other wallets and apps. */
export interface KeyRing extends KeyLine {
  readonly demo: boolean
  readonly secrets: RingSecrets
  /** For SD-JWT VCs and the list of those that were revoked. Key ids are thumbprints (RFC 7638). */
  readonly sdJwt: KeyLine
  /** For SMART Health Cards. Key ids are thumbprints (RFC 7638). */
  readonly healthCards: KeyLine
  /** For EU Digital COVID Certificates. */
  readonly documentSigners: DocumentSigners
  /** Signs the trust list. What scanners pin is its thumbprint. The newest, if there are several. */
  readonly root: { readonly jwk: PublicJwk; readonly signer: Signer }
  /** The signed list, as published: rising version, good for a week. Writes to disk: publish one list to all who ask. */
  trustList(facts: TrustFacts, now: Instant): Promise<string>
  /**
   * Makes a new root, which signs from now on; returns its thumbprint. By the word of the one before, which is kept with
   * every list, whoever pinned that takes the new one; without it (that key may be somebody else's too) nobody does.
   */
  rotateRoot(withWord: boolean): Promise<string>
  /** What such a list would say; nothing is written. */
  trustContent(facts: TrustFacts, now: Instant): Omit<TrustListContent, 'version'>
}

const DAY_MS = 86_400_000

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
  readRoots(folder) // makes the first

  const line = (files: KeyFiles, keyIdOf: (jwk: PublicJwk) => string) =>
    openKeyLine({ folder, files, keyIdOf, now, passLife: passLifeDays * DAY_MS })
  const passes = line({ key: 'pass', revocation: 'revoked' }, (jwk) => passKeyId(thumbprintOf(jwk)))
  const sdJwt = line({ key: 'sd-jwt', revocation: 'sd-jwt-revoked' }, thumbprintOf)
  const documentSigners = documentSignersIn(folder, 'dcc', () =>
    line({ key: 'dcc', revocation: 'dcc-revoked' }, thumbprintOf),
  )
  const healthCards = line({ key: 'shc', revocation: 'shc-revoked' }, thumbprintOf)

  const said = (facts: TrustFacts, at: Instant) => ({
    handovers: readRoots(folder).handovers,
    facts,
    keys: passes.list(at),
    sdJwtKeys: sdJwt.list(at),
    documentSigners: documentSigners.list(at),
    healthCardKeys: healthCards.list(at),
    demo,
    canaries: { revoked: canary(secret('revoked canary')), notRevoked: canary(secret('other canary')) },
    now: at,
  })

  return {
    ...passes,
    sdJwt,
    documentSigners,
    healthCards,
    demo,
    secrets: {
      kek: secret('kek'),
      blindIndexKey: secret('blind-index'),
      pseudonymKey: secret('pseudonym'),
      sessionKey: secret('session'),
      identityKey: secret('identity'),
      phoneWalletKey: secret('phone-wallet'),
      statusKey: secret('status'),
      offerKey: secret('offer'),
    },
    get root() {
      return readRoots(folder).current
    },
    async rotateRoot(withWord) {
      const { current, count } = readRoots(folder)
      const pair = generateKeyPair()
      const successor = thumbprintOf(pair.jwk)
      const handover = withWord ? await signRootHandover(current.jwk, current.signer, successor) : null
      if (!folder.create(rootFile(count + 1), { ...pair, handover }))
        throw new KeyRingError(
          'unreadable',
          'Another root key was made at the same moment: look which with "keys list".',
        )
      return successor
    },
    trustList: (facts, at) =>
      publishTrustList({
        ...said(facts, at),
        root: readRoots(folder).current,
        version: folder.nextNumber('trust-list-version', Math.floor(at / 1000)),
      }),
    trustContent: (facts, at) => trustListContent({ ...said(facts, at), version: 1 }),
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

interface Root extends KeyPair {
  /** The word of the root before; null where that was not to be trusted any more. */
  readonly handover?: string | null
}

const rootFile = (number: number): string => (number === 1 ? 'trust-root.json' : `trust-root-${number}.json`)

/** The newest root, and the statements that lead to it from those before. */
function readRoots(folder: KeyFolder) {
  const names = folder.names()
  if (!names.includes(rootFile(1))) folder.create(rootFile(1), generateKeyPair())
  const roots: Root[] = [folder.read(rootFile(1)) as Root]
  while (names.includes(rootFile(roots.length + 1)))
    roots.push(folder.read(rootFile(roots.length + 1)) as Root)
  // A root that came without the word of the one before cuts off what led there.
  const since = roots.findLastIndex(({ handover }) => handover === null)
  const handovers = roots.slice(Math.max(since, 0)).flatMap(({ handover }) => handover ?? [])
  const { jwk, privateKey } = roots[roots.length - 1]!
  const signer = signerOf(thumbprintOf(jwk), { jwk, privateKey })
  return { current: { jwk, signer }, handovers: handovers.slice(-MOST_HANDOVERS), count: roots.length }
}

/** The form of a pass id, of which there are too many for a real one to be equal. */
const canary = (secret: Uint8Array) => Buffer.from(secret.subarray(0, 8)).toString('hex')
