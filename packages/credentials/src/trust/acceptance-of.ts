import {
  type AcceptancePolicy,
  acceptForeign,
  entryFor,
  FOREIGN_FORMATS,
  FOREIGN_KINDS,
  type ForeignProof,
  type Instant,
  type PassType,
} from '@excelsior/domain'
import { judgeByRules } from '../dcc/judge-by-rules.ts'
import { RULES_DEPTH, type RuleSet, readRuleSet } from '../dcc/rule-set.ts'
import { parseJson } from '../encoding/json.ts'
import type { Opened } from '../format.ts'
import type { Acceptability, Acceptance, TrustedKey } from './trust.ts'
import { OWN_PASSES_ONLY } from './trust-from.ts'
import type { ListedAcceptance } from './trust-list.ts'

const NEWER: Acceptance = { judge: () => ({ accepted: null, reason: 'program-too-old' }) }

/**
 * Which credentials of others stand for a pass: as a trust list says, and none where it says nothing. Throws a
 * RangeError for rules of countries that cannot be read: without the ones that were left out all would get through.
 */
export function acceptanceOf(listed: ListedAcceptance | undefined): Acceptance {
  if (listed === undefined) return OWN_PASSES_ONLY
  if (listed === 'newer') return NEWER
  const { policy, decision } = listed
  const ruleSet = ruleSetIn(policy)
  return {
    judge(opened, key, now) {
      const proof = proofIn(opened, key)
      const entry = proof && entryFor(policy, proof)
      if (!entry) return { accepted: false }
      return entry.rules === 'own'
        ? (acceptForeign(policy, entry, decision, proof, now) satisfies Acceptability)
        : judgeByCountry(policy, ruleSet, opened, key, now)
    },
  }
}

/** The rules of countries that a file of acceptance has, read. Throws a RangeError where they cannot be. */
export function ruleSetIn({ countryRules }: AcceptancePolicy): RuleSet | undefined {
  if (!countryRules) return undefined
  const ruleSet = readRuleSet(parseJson(countryRules.ruleSet, RULES_DEPTH))
  if (!ruleSet) throw new RangeError('the rules of countries cannot be read')
  return ruleSet
}

/** Such rules say yes or no at an instant, and not until when. */
async function judgeByCountry(
  { countryRules }: AcceptancePolicy,
  ruleSet: RuleSet | undefined,
  opened: Opened,
  key: TrustedKey,
  now: Instant,
): Promise<Acceptability> {
  const { evidence, issuedAt, expires } = opened
  const kind = FOREIGN_KINDS.find((known) => known === opened.kind)
  const standsFor = passFor(opened)
  if (!countryRules || !ruleSet || !evidence?.certificate || !kind || !standsFor) return { accepted: false }
  const judged = await judgeByRules(
    ruleSet,
    {
      certificate: evidence.certificate,
      kind,
      country: evidence.country ?? key.issuer.id,
      keyId: key.keyId,
      issuedAt,
      expires,
    },
    { ...countryRules, now },
  )
  if (judged.accepted === null) return judged
  return judged.accepted ? { accepted: true, standsFor, until: null } : { accepted: false }
}

/** A recovery stands for a vaccination; a test for the pass of its kind. */
function passFor({ kind, evidence }: Opened): PassType | undefined {
  if (kind === 'vaccination' || kind === 'recovery') return 'vaccination'
  const result = evidence?.records.find((record) => record.kind === 'lab')
  return result?.kind === 'lab' ? result.test : undefined
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
