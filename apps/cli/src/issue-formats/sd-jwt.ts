import { type PublicJwk, readHolderJwk } from '@excelsior/credentials'
import type { PassContent } from '@excelsior/domain'
import { createSdJwtIssuer } from '@excelsior/service'
import type { IssueFormat } from './issue-format.ts'
import { readPassContent } from './pass-content.ts'

interface SdJwtContent {
  readonly content: PassContent
  readonly holderKey?: PublicJwk
}

/** An SD-JWT VC, for wallet apps of the open standards. */
export const sdJwtFormat: IssueFormat<SdJwtContent> = {
  read(item) {
    const content = readPassContent(item)
    if (typeof content === 'string') return content
    const { holderKey: written } = item as { readonly holderKey?: Parameters<typeof readHolderJwk>[0] }
    if (written === undefined) return { content }
    const holderKey = readHolderJwk(written)
    return holderKey ? { content, holderKey } : '"holderKey" is no public key of P-256 (JWK)'
  },
  async sign(contents, { installation: { store, keyRing }, config: { publicUrl }, now }) {
    const issuer = createSdJwtIssuer({ store, keyRing, publicUrl })
    const signed = await issuer.issue(contents, undefined, now)
    if (!signed) throw new Error('of no other pass, so none was withdrawn')
    return signed
  },
}
