import type { Json, JsonObject } from '../encoding/json.ts'
import type { LenientCbor, LenientCborMap } from '../encoding/lenient-cbor.ts'
import { isArray, isMap } from './dcc-message.ts'

/** A text without the blanks around it; empty for whatever is none. */
export function textOf(value: LenientCbor | undefined): string {
  if (typeof value !== 'string') return ''
  // A look at both ends is quicker than the call, and nearly all texts have none.
  return isPlain(value.charCodeAt(0)) && isPlain(value.charCodeAt(value.length - 1)) ? value : value.trim()
}

const isPlain = (code: number): boolean => code > 0x20 && code < 0x7f

/** The entries of a list; none for null, which is as much as absent. */
export function entriesOf(value: LenientCbor | undefined): readonly LenientCbor[] {
  if (value === undefined || value === null) return []
  return isArray(value) ? value.filter((entry) => entry !== null) : [value]
}

/** The certificate for rules: texts trimmed; what is null, or a list of nothing, is absent. */
export function certificateJson(certificate: LenientCborMap): JsonObject {
  const members: Record<string, Json> = Object.create(null)
  for (const [key, value] of certificate) {
    const known = typeof key === 'string' ? plain(value) : undefined
    if (known !== undefined) members[key as string] = known
  }
  return members
}

/** Byte strings and numbers without end have no place in JSON: they count as absent. */
function plain(value: LenientCbor): Json | undefined {
  if (value === null || value instanceof Uint8Array) return undefined
  if (typeof value === 'string') return textOf(value)
  if (isMap(value)) return certificateJson(value)
  if (!isArray(value)) return typeof value === 'number' && !Number.isFinite(value) ? undefined : value
  const items = value.map(plain).filter((item): item is Json => item !== undefined)
  return items.length > 0 ? items : undefined
}
