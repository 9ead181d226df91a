import type { ForeignKind } from '@excelsior/domain'
import { isJsonObject, type Json, type JsonObject } from '../encoding/json.ts'
import { textIn } from './dcc-holder.ts'
import { passIdIn } from './uvci.ts'

export interface OneEntry {
  readonly kind: ForeignKind
  readonly entry: JsonObject
}

const KINDS = [
  ['v', 'vaccination'],
  ['t', 'test'],
  ['r', 'recovery'],
] as const

/**
 * What a certificate is about. Schema 1.3 asks for one group of the three, with one entry: undefined for anything else,
 * for a schema of another major version, and where nobody is named.
 */
export function oneEntryOf(certificate: JsonObject): OneEntry | undefined {
  const { ver } = certificate
  if (typeof ver !== 'string' || !ver.startsWith('1.')) return undefined
  let found: OneEntry | undefined
  for (const [group, kind] of KINDS) {
    const entries = certificate[group]
    if (entries === undefined) continue
    const entry = Array.isArray(entries) && entries.length === 1 ? entries[0] : undefined
    if (found || !isJsonObject(entry)) return undefined
    found = { kind, entry }
  }
  return found
}

/**
 * The identifiers (`ci`) of all entries, for what has too many of them can be withdrawn by each; with our own, the ids
 * of the passes that they go with.
 */
export function idsOf(certificate: JsonObject): readonly string[] {
  const ids: string[] = []
  for (const [group] of KINDS) {
    const entries = certificate[group]
    if (!Array.isArray(entries)) continue
    for (const entry of entries as readonly Json[]) {
      const id = isJsonObject(entry) ? textIn(entry.ci) : ''
      const passId = passIdIn(id)
      if (id !== '') ids.push(id)
      if (passId !== undefined) ids.push(passId)
    }
  }
  return ids
}
