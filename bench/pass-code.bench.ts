import { issuePass, qrCode } from '@excelsior/credentials'
import type { Bench } from './figure.ts'
import { passContents, temporaryKeyRing } from './passes.ts'
import { NOW } from './residents.ts'

const PEOPLE = 1_000
const VERSION = 9

export const bench: Bench = {
  figures: [
    {
      name: 'pass-code',
      what: `share of invented residents whose pass fits QR version ${VERSION} at error correction M`,
      unit: '%',
      goal: { of: 'value', atLeast: 95 },
    },
    {
      name: 'pass-code-names',
      what: `bytes of both names together that fit QR version ${VERSION}`,
      unit: 'bytes',
      goal: { of: 'value', atLeast: 40 },
    },
  ],
  async measure(progress) {
    progress(`pass code: ${PEOPLE} passes …`)
    const signer = (await temporaryKeyRing()).signer(NOW)
    const contents = passContents(PEOPLE)
    let fitting = 0
    for (const content of contents) if (qrCode(await issuePass(content, signer)).version <= VERSION) fitting++

    const [content] = contents
    if (!content) throw new Error('nobody lives here')
    let bytes = 1
    for (; bytes < 200; bytes++) {
      const givenName = 'a'.repeat(Math.ceil((bytes + 1) / 2))
      const familyName = 'b'.repeat(Math.floor((bytes + 1) / 2))
      const text = await issuePass({ ...content, type: 'vaccination', givenName, familyName }, signer)
      if (qrCode(text).version > VERSION) break
    }
    return {
      'pass-code': { value: (100 * fitting) / contents.length },
      'pass-code-names': { value: bytes },
    }
  },
}
