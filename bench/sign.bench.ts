import { generateKeyPairSync, sign } from 'node:crypto'
import { issuePass } from '@excelsior/credentials'
import type { PersonId } from '@excelsior/store'
import { temporaryStore } from '@excelsior/store/testing'
import { createIssuer } from '../apps/service/src/issuing.ts'
import { afterwards } from './clear-away.ts'
import type { Bench } from './figure.ts'
import { ISSUER, passContents, signedPasses, temporaryKeyRing } from './passes.ts'
import { plainInserts } from './plain-inserts.ts'
import { NOW } from './residents.ts'
import { concurrently, sideBySide } from './rounds.ts'

const PASSES = 1_000
const AT_ONCE = 16
const ROW_BYTES = 40
const PERSON = 1 as PersonId

export const bench: Bench = {
  figures: [
    {
      name: 'sign-pass',
      what: 'making a pass: claims, signature, text',
      beside: 'node:crypto’s ES256 signature over the same bytes',
      unit: 'passes/s',
      goal: { of: 'ratio', atLeast: 0.8 },
    },
    {
      name: 'sign-pass-intent',
      what: `making a pass with its row on disk beforehand, ${AT_ONCE} at a time`,
      beside: 'one-row inserts into a plain table, as many at a time',
      unit: 'passes/s',
      goal: { of: 'ratio', atLeast: 0.7 },
    },
  ],
  async measure(progress) {
    const keyRing = await temporaryKeyRing()
    const signer = keyRing.signer(NOW)
    const contents = passContents(PASSES)
    const messages = (await signedPasses(PASSES, signer)).map(({ signed }) => signed)
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const bareKey = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const

    progress(`sign: ${PASSES} passes by turns with bare signatures …`)
    const bare = await sideBySide(
      async () => {
        for (const content of contents) await issuePass(content, signer)
        return PASSES
      },
      () => {
        for (const message of messages) sign('sha256', message, bareKey)
        return PASSES
      },
      { rounds: 61, warmUp: 10 },
    )

    progress('sign: passes with their rows by turns with plain rows …')
    const database = await temporaryStore()
    afterwards(() => database.stop())
    const issuer = createIssuer(
      database.store,
      ISSUER,
      () => keyRing.signer(NOW),
      keyRing.secrets.phoneWalletKey,
    )
    const plain = await plainInserts(database.connection)
    const withRow = await sideBySide(
      () => concurrently(PASSES, AT_ONCE, (index) => issuer.issue(contents[index % PASSES]!, PERSON, NOW)),
      () => concurrently(PASSES, AT_ONCE, () => plain.insert(ROW_BYTES)),
      { rounds: 31, warmUp: 4 },
    )
    return { 'sign-pass': bare, 'sign-pass-intent': withRow }
  },
}
