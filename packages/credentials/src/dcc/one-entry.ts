import type { ForeignKind } from '@excelsior/domain'
import type { LenientCborMap } from '../encoding/lenient-cbor.ts'
import { entriesOf, textOf } from './certificate-values.ts'
import { isMap } from './dcc-message.ts'
import { passIdIn } from './uvci.ts'

export interface OneEntry {
  readonly kind: ForeignKind
  readonly entry: LenientCborMap
}

const KINDS = [
  ['v', 'vaccination'],
  ['t', 'test'],
  ['r', 'recovery'],
] as const

/**
 * What a certificate is about. Schema 1.3 asks for one group of the three, with one entry: undefined for anything else,
 * and for a schema of another major version.
 */
export function oneEntryOf(certificate: LenientCborMap): OneEntry | undefined {
  if (!textOf(certificate.get('ver')).startsWith('1.')) return undefined
  let found: OneEntry | undefined
  for (const [group, kind] of KINDS) {
    const value = certificate.get(group)
    const [entry, more] = entriesOf(value)
    if (entry === undefined) continue
    if (found || more !== undefined || !isMap(entry) || !Array.isArray(value)) return undefined
    found = { kind, entry }
  }
  return found
}

/**
 * The identifiers (`ci`) of all entries, for what has too many of them can be withdrawn by each; with our own, the ids
 * of the passes that they go with.
 */
export function idsOf(certificate: LenientCborMap): readonly string[] {
  const ids: string[] = []
  for (const [group] of KINDS) {
    for (const entry of entriesOf(certificate.get(group))) {
      const id = isMap(entry) ? textOf(entry.get('ci')) : ''
      const passId = passIdIn(id)
      if (id !== '') ids.push(id)
      if (passId !== undefined) ids.push(passId)
    }
  }
  return ids
}
