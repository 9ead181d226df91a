import { acceptForeign, entryFor, FOREIGN_FORMATS, type ForeignProof } from '@excelsior/domain'
import type { Opened } from '../format.ts'
import type { Acceptability, Acceptance, TrustedKey } from './trust.ts'
import type { ListedAcceptance } from './trust-list.ts'

/** Others' credentials are shown as genuine and not accepted. */
const OWN_PASSES_ONLY: Acceptance = { judge: () => ({ accepted: false }) }

const NEWER: Acceptance = { judge: () => ({ accepted: null, reason: 'program-too-old' }) }

/** Which credentials of others stand for a pass: as a trust list says, and none where it says nothing. */
export function acceptanceOf(listed: ListedAcceptance | undefined): Acceptance {
  if (listed === undefined) return OWN_PASSES_ONLY
  if (listed === 'newer') return NEWER
  const { policy, decision } = listed
  return {
    judge(opened, key, now) {
      const proof = proofIn(opened, key)
      const entry = proof && entryFor(policy, proof)
      if (!entry) return { accepted: false }
      return acceptForeign(policy, entry, decision, proof, now) satisfies Acceptability
    },
  }
}

/** The issuer is whom the trust list names for the key, never what the credential says. */
function proofIn({ kind, evidence }: Opened, key: TrustedKey): ForeignProof | undefined {
  const format = FOREIGN_FORMATS.find((known) => known === key.format)
  if (!format || !evidence) return undefined
  const { records, series, recovery } = evidence
  return {
    format,
    issuer: key.issuer.id,
    kind,
    records,
    ...(series ? { series } : {}),
    ...(recovery ? { recovery } : {}),
  }
}
