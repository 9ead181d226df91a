import { foreignParts } from './listed-foreign.ts'
import type { Trust } from './trust.ts'
import { type TrustData, type TrustParts, trustFrom } from './trust-from.ts'

/** Throws a RangeError for a list of revoked passes that cannot be read: one from outside is opened, not made here. */
export function trustOf(data: TrustData, parts: TrustParts = {}): Trust {
  const listed = foreignParts(data)
  return trustFrom(data, {
    ...listed,
    ...parts,
    foreignRevocation: new Map([...listed.foreignRevocation, ...(parts.foreignRevocation ?? [])]),
  })
}
