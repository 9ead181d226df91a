import { type DccStatement, issueDcc, namesForDcc, statementFor } from '@excelsior/credentials'
import type { PassContent } from '@excelsior/domain'
import { UsageError } from '../command.ts'
import { parseRecords } from '../eligibility-case.ts'
import { enterPasses, issueTime } from './enter-passes.ts'
import type { IssueFormat } from './issue-format.ts'
import { readPassContent } from './pass-content.ts'

interface CertificateContent extends PassContent {
  readonly statement: DccStatement
}

/** An EU Digital COVID Certificate, for other countries. */
export const dccFormat: IssueFormat<CertificateContent> = {
  read(item) {
    const isRecovery = typeof item === 'object' && item !== null && 'type' in item && item.type === 'recovery'
    // A recovery is shown by a PCR test: with that it is entered in the database.
    const content = readPassContent(isRecovery ? { ...item, type: 'pcr' } : item)
    if (typeof content === 'string') return content
    const records = parseRecords((item as { readonly records?: unknown }).records)
    if (typeof records === 'string') return records
    const type = isRecovery ? 'recovery' : content.type
    const statement = statementFor(type, records)
    if (!statement) return `no record is one for a certificate of "${type}"`
    if (!namesForDcc(content.givenName, content.familyName))
      return '"givenName" or "familyName" has letters that are not Latin'
    return { ...content, statement }
  },
  async sign(contents, { installation: { issuer, keyRing, store }, now }) {
    const country = issuer.jurisdiction?.slice(0, 2)
    if (country === undefined)
      throw new UsageError('EU certificates need a jurisdiction in data/trust/issuer.json')
    const signer = keyRing.documentSigners.keys({ country, organisation: issuer.name }).signer(now)
    const certificates = await enterPasses(contents, signer.keyId, store, now)
    const issuedAt = issueTime(now)
    return Promise.all(
      certificates.map(async ({ content, passId }) => {
        const certificate = { ...content, country, authority: issuer.name, passId, issuedAt }
        return { text: await issueDcc(certificate, signer), passId }
      }),
    )
  },
}
