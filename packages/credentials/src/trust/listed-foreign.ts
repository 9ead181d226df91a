import { parseAcceptance, parseDecisionRules } from '@excelsior/domain'
import { readDccRevocation } from '../dcc/revocation.ts'
import { isJsonObject, type Json } from '../encoding/json.ts'
import { statusRevocation } from '../sd-jwt/status-revocation.ts'
import { healthCardRevocation, readCardRevocationList } from '../shc/revocation-list.ts'
import type { FormatName } from '../verdict.ts'
import { acceptanceOf } from './acceptance-of.ts'
import { readStatuses } from './listed-statuses.ts'
import type { ForeignRevocation } from './trust.ts'
import type { TrustParts } from './trust-from.ts'
import type { ListedAcceptance, TrustListContent } from './trust-list.ts'
import { ACCEPTANCE_ENGINE } from './trust-list-json.ts'

// What a trust list says of others' credentials. The apps load it with the first list that says anything.

/** Undefined for what is no such part of a list. */
export function readAcceptance(json: Json): ListedAcceptance | undefined {
  if (!isJsonObject(json) || typeof json.engine !== 'number') return undefined
  if (json.engine > ACCEPTANCE_ENGINE) return 'newer'
  const parsed = parseAcceptance(json.policy)
  const decision = parseDecisionRules(json.decision)
  return parsed.ok && decision ? { policy: parsed.policy, decision } : undefined
}

/** Throws a RangeError for a part that cannot be read: half a list would let the other half through. */
export function foreignParts(data: {
  readonly rules: Pick<TrustListContent['rules'], 'acceptance'>
  readonly revocation: TrustListContent['revocation']
}): Required<Pick<TrustParts, 'acceptance' | 'foreignRevocation'>> {
  return {
    acceptance: acceptanceOf(data.rules.acceptance),
    foreignRevocation: new Map(listedRevocation(data.revocation)),
  }
}

function* listedRevocation({
  cards,
  certificates,
  statuses,
}: TrustListContent['revocation']): Generator<readonly [FormatName, ForeignRevocation]> {
  if (cards) {
    const lists = cards.map(({ issuer, list }) => {
      const read = readCardRevocationList(JSON.stringify(list))
      if (!read) throw new RangeError('a list of withdrawn health cards cannot be read')
      return { issuer, list: read }
    })
    yield ['shc', healthCardRevocation(lists)]
  }
  if (certificates) {
    const read = readDccRevocation(certificates.batches, certificates.goodUntil)
    if (!read) throw new RangeError('a list of withdrawn certificates cannot be read')
    yield ['dcc', read]
  }
  if (statuses) {
    const lists = statuses.map((each) => {
      const read = readStatuses(each)
      if (!read) throw new RangeError('a status list cannot be read')
      return read
    })
    yield ['sd-jwt', statusRevocation(lists)]
  }
}
