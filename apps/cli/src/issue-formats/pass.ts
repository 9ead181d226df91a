import { issuePass } from '@excelsior/credentials'
import type { PassContent } from '@excelsior/domain'
import { enterPasses, issueTime } from './enter-passes.ts'
import type { IssueFormat } from './issue-format.ts'
import { readPassContent } from './pass-content.ts'

/** Our own pass code. */
export const passFormat: IssueFormat<PassContent> = {
  read: readPassContent,
  async sign(contents, { installation: { issuer, keyRing, store }, now }) {
    const signer = keyRing.signer(now)
    const passes = await enterPasses(contents, signer.keyId, store, now)
    const issuedAt = issueTime(now)
    return Promise.all(
      passes.map(async ({ content, passId }) => {
        const pass = { ...content, passId, issuer: issuer.id, issuedAt, notBefore: issuedAt }
        return { text: await issuePass(pass, signer), passId }
      }),
    )
  },
}
