import {
  healthCardAddress,
  healthCardCode,
  issueHealthCard,
  recordsForCard,
  revocationIdOf,
} from '@excelsior/credentials'
import type { HealthRecord, PassContent } from '@excelsior/domain'
import { UsageError } from '../command.ts'
import { parseRecords } from '../eligibility-case.ts'
import { enterPasses, issueTime } from './enter-passes.ts'
import type { IssueFormat } from './issue-format.ts'
import { readPassContent } from './pass-content.ts'

interface CardContent extends PassContent {
  /** Those that it states. */
  readonly records: readonly HealthRecord[]
}

/** A SMART Health Card, for other apps. */
export const shcFormat: IssueFormat<CardContent> = {
  read(item) {
    const content = readPassContent(item)
    if (typeof content === 'string') return content
    const read = parseRecords((item as { readonly records?: unknown }).records)
    if (typeof read === 'string') return read
    const records = recordsForCard(content.type, read)
    return records.length > 0 ? { ...content, records } : `no record is one for a card of "${content.type}"`
  },
  async sign(contents, { installation: { keyRing, store }, config, now }) {
    const issuer = healthCardAddress(config.publicUrl, keyRing.demo)
    if (issuer === undefined) throw new UsageError('health cards need a PUBLIC_URL that begins with https://')
    const signer = keyRing.healthCards.signer(now)
    const cards = await enterPasses(contents, signer.keyId, store, now)
    const notBefore = issueTime(now)
    return Promise.all(
      cards.map(async ({ content, passId }) => {
        const card = { ...content, issuer, revocationId: revocationIdOf(passId), notBefore }
        return { text: healthCardCode(await issueHealthCard(card, signer)), passId }
      }),
    )
  },
}
