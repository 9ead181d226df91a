import { arrayIn, isJsonObject, parseJson } from '../encoding/json.ts'
import type { Limits } from '../limits.ts'

/** Cards in one file; a family's papers are a dozen. */
const MOST_CARDS = 32

/** The cards of a `.smart-health-card` file, or undefined where it is none, or any of them is no text. */
export function cardsInFile(text: string, limits: Limits): readonly string[] | undefined {
  const json = text.length <= limits.fileCharacters ? parseJson(text, limits.jsonDepth) : undefined
  if (!isJsonObject(json)) return undefined
  const cards = arrayIn(json.verifiableCredential)
  if (cards.length === 0 || cards.length > MOST_CARDS) return undefined
  return cards.every((card) => typeof card === 'string') ? cards : undefined
}
