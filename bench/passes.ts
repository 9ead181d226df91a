import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { join } from 'node:path'
import {
  issuePass,
  liveCode,
  type PassToIssue,
  type PublicJwk,
  passIdOf,
  type Signer,
} from '@excelsior/credentials'
import { type Instant, PASS_TYPES } from '@excelsior/domain'
import { type KeyRing, openKeyRing } from '@excelsior/keys'
import { temporaryFolder } from './clear-away.ts'
import { json, NOW, residents } from './residents.ts'

/** As the demonstration's trust list calls it. */
export const ISSUER: string = json('data/trust/issuer.json').demoIssuer.id

const DAY = 86_400_000

export async function temporaryKeyRing(dataDir?: string): Promise<KeyRing> {
  const folder = join(dataDir ?? (await temporaryFolder()), 'keys')
  return openKeyRing({ folder, demo: true, now: NOW })
}

/** What passes of invented residents hold. */
export function passContents(people: number): readonly PassToIssue[] {
  return residents(people).map(({ typed }, index) => ({
    type: PASS_TYPES[index % PASS_TYPES.length] ?? 'pcr',
    givenName: typed.givenName,
    familyName: typed.familyName,
    birthDate: typed.birthDate,
    expires: (NOW + 3 * DAY) as Instant,
    passId: passIdOf(Uint8Array.of(0, 0, 0, 0, 0, 0, index >> 8, index)),
    issuer: ISSUER,
    issuedAt: NOW,
    notBefore: NOW,
  }))
}

export interface SignedPass {
  readonly text: string
  /** What was signed (Sig_structure), and the signature. */
  readonly signed: Uint8Array
  readonly signature: Uint8Array
}

export async function signedPasses(people: number, signer: Signer): Promise<readonly SignedPass[]> {
  const passes: SignedPass[] = []
  for (const content of passContents(people)) passes.push(await signedPass(content, signer))
  return passes
}

async function signedPass(content: PassToIssue, signer: Signer): Promise<SignedPass> {
  const { sign: seeing, seen } = watched((bytes) => signer.sign(bytes))
  const text = await issuePass(content, { keyId: signer.keyId, sign: seeing })
  return { text, ...seen() }
}

export interface LivePass {
  readonly text: string
  /** By the issuer, and by the holder. */
  readonly bound: Omit<SignedPass, 'text'>
  readonly held: Omit<SignedPass, 'text'>
  /** The holder's, as node:crypto takes it. */
  readonly key: { readonly key: KeyObject; readonly dsaEncoding: 'ieee-p1363' }
}

/** Passes of invented residents, each bound to a key of its own that signs at `NOW`. */
export async function liveCodes(people: number, signer: Signer): Promise<readonly LivePass[]> {
  const passes: LivePass[] = []
  for (const content of passContents(people)) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const holderKey = pair.publicKey.export({ format: 'jwk' }) as unknown as PublicJwk
    const { text, ...bound } = await signedPass({ ...content, holderKey }, signer)
    const dsaEncoding = 'ieee-p1363'
    const { sign: seeing, seen } = watched(async (bytes) =>
      sign('sha256', bytes, { key: pair.privateKey, dsaEncoding }),
    )
    const code = await liveCode(text, NOW, seeing)
    passes.push({ text: code, bound, held: seen(), key: { key: pair.publicKey, dsaEncoding } })
  }
  return passes
}

/** Signs, and tells what it signed. */
function watched(by: Signer['sign']) {
  let seen: Omit<SignedPass, 'text'> | undefined
  return {
    async sign(signed: Uint8Array) {
      seen = { signed, signature: await by(signed) }
      return seen.signature
    },
    seen() {
      if (!seen) throw new Error('nothing was signed')
      return seen
    },
  }
}
