import { encodeUtf8 } from '../encoding/utf8.ts'

/** UTF-8 bytes that a pass holds of each name; of a longer one it holds the beginning. */
export const LONGEST_NAME = 300

/** In Unicode's composed form (NFC), and no longer than a pass holds. */
export function fittingName(name: string): string {
  const composed = name.normalize('NFC')
  if (composed.length * 3 <= LONGEST_NAME) return composed
  let bytes = 0
  let fitting = ''
  for (const character of composed) {
    bytes += encodeUtf8(character).length
    if (bytes > LONGEST_NAME) break
    fitting += character
  }
  return fitting
}
