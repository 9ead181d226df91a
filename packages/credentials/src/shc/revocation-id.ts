import type { Json } from '../encoding/json.ts'

/** Of the base64url alphabet, 24 characters at the most. */
export function isRevocationId(value: Json | undefined): value is string {
  return typeof value === 'string' && /^[\w-]{1,24}$/.test(value)
}
