import { join } from 'node:path'
import { issuePass, type PassToIssue, passIdOf, type Signer } from '@excelsior/credentials'
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
  for (const content of passContents(people)) {
    let seen: Omit<SignedPass, 'text'> | undefined
    const text = await issuePass(content, {
      keyId: signer.keyId,
      async sign(signed) {
        seen = { signed, signature: await signer.sign(signed) }
        return seen.signature
      },
    })
    if (seen) passes.push({ text, ...seen })
  }
  return passes
}
