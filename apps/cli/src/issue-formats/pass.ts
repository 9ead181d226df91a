import { randomBytes } from 'node:crypto'
import { issuePass, passIdOf } from '@excelsior/credentials'
import type { Instant, PassContent } from '@excelsior/domain'
import type { IssueFormat } from './issue-format.ts'
import { readPassContent } from './pass-content.ts'

/** Issue times lie so far back that a door phone with a slow clock takes a pass made just now. */
const BACKDATED_MS = 3 * 60_000

/** Our own pass code. */
export const passFormat: IssueFormat<PassContent> = {
  read: readPassContent,
  async sign(contents, { installation: { issuer, keyRing, store }, now }) {
    const signer = keyRing.signer(now)
    const passes = contents.map((content) => ({ content, id: randomBytes(8) }))
    const intents = passes.map(({ id, content: { type, expires } }) => ({
      passId: id,
      keyId: signer.keyId,
      type,
      expires,
    }))
    await store.passes.intend(intents, now)
    const issuedAt = (now - BACKDATED_MS) as Instant
    return Promise.all(
      passes.map(async ({ content, id }) => {
        const passId = passIdOf(id)
        const pass = { ...content, passId, issuer: issuer.id, issuedAt, notBefore: issuedAt }
        return { text: await issuePass(pass, signer), passId }
      }),
    )
  },
}
