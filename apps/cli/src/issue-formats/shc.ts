import { randomBytes } from 'node:crypto'
import {
  healthCardAddress,
  healthCardCode,
  issueHealthCard,
  passIdOf,
  recordsForCard,
  revocationIdOf,
} from '@excelsior/credentials'
import type { HealthRecord, Instant, PassContent } from '@excelsior/domain'
import { UsageError } from '../command.ts'
import { parseRecords } from '../eligibility-case.ts'
import type { IssueFormat } from './issue-format.ts'
import { readPassContent } from './pass-content.ts'

interface CardContent extends PassContent {
  /** Those that it states. */
  readonly records: readonly HealthRecord[]
}

/** Issue times lie so far back that a door phone with a slow clock takes a card made just now. */
const BACKDATED_MS = 3 * 60_000

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
    const cards = contents.map((content) => ({ content, id: randomBytes(8) }))
    const intents = cards.map(({ id, content: { type, expires } }) => ({
      passId: id,
      keyId: signer.keyId,
      type,
      expires,
    }))
    await store.passes.intend(intents, now)
    const notBefore = (now - BACKDATED_MS) as Instant
    return Promise.all(
      cards.map(async ({ content, id }) => {
        const passId = passIdOf(id)
        const card = { ...content, issuer, revocationId: revocationIdOf(passId), notBefore }
        return { text: healthCardCode(await issueHealthCard(card, signer)), passId }
      }),
    )
  },
}
