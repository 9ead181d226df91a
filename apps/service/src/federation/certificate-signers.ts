import { parseJson, readDccRevocation, readDocumentSigners } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { type TrustSource, UNDATED_GOOD_FOR } from './trust-source.ts'

/** A list is an array of flat objects; revocation lists hold one array more. */
const DEPTH = 8

/** What is kept of a list of EU signer certificates. */
export interface CertificateSignersOnFile {
  readonly list: string
  /** The gateway's batches of withdrawn certificates, where they came with it. */
  readonly withdrawn?: string
}

/** Undefined for what is no list of document signers in the manner of the EU's gateway. */
export async function certificateSignersSource(
  { list, withdrawn }: CertificateSignersOnFile,
  id: string,
  source: string,
  takenAt: Instant,
): Promise<TrustSource | undefined> {
  const signers = await readDocumentSigners(parseJson(list, DEPTH))
  if (!signers || signers.issuers.length === 0) return undefined
  const goodUntil = (takenAt + UNDATED_GOOD_FOR) as Instant
  const batches = withdrawn === undefined ? undefined : parseJson(withdrawn, DEPTH)
  if (withdrawn !== undefined && !readDccRevocation(batches, goodUntil)) return undefined
  return {
    id,
    kind: 'certificates',
    source,
    takenAt,
    goodUntil,
    version: null,
    demo: false,
    issuers: signers.issuers.map((issuer) => ({
      ...issuer,
      source: { issuedAt: takenAt, nextUpdate: goodUntil, passes: [] },
    })),
    ...(batches === undefined ? {} : { certificates: { goodUntil, batches } }),
    leftOut: signers.leftOut,
  }
}
