import type { CredentialFormat } from '../format.ts'
import { looksLikeCardFile } from '../format-heads.ts'
import { LIMITS, type Limits } from '../limits.ts'
import { cardsInFile } from './card-file.ts'
import { joinedCodes } from './card-parts.ts'
import { readNumericCode } from './numeric-code.ts'

/** Ways to put parts together that are tried before they count as parts of unknown cards. */
const MOST_TRIES = 64

/**
 * The credentials of a text, each to be judged by `verify` alone: those of a `.smart-health-card` file, or of several
 * codes one below the other. Any other text stands for itself.
 */
export async function credentialsIn(text: string, limits: Limits = LIMITS): Promise<readonly string[]> {
  const trimmed = text.trim()
  if (looksLikeCardFile(trimmed)) return cardsInFile(trimmed, limits) ?? [text]
  const lines = trimmed.length <= limits.fileCharacters ? linesOf(trimmed) : []
  return lines.length > 1 && lines.every((line) => readNumericCode(line)) ? wholeCards(lines) : [text]
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/**
 * Puts the parts of split cards among the codes of a picture or document together; what cannot be stays as it is.
 * Parts of two cards are never joined: what does not open as a card is none.
 */
export async function wholeCards(codes: readonly string[]): Promise<readonly string[]> {
  const parts = new Map<number, Set<string>[]>()
  const others: string[] = []
  for (const text of codes) {
    const code = readNumericCode(text.trim())
    if (!code || code.of === 1) {
      if (!others.includes(text)) others.push(text)
      continue
    }
    const places = parts.get(code.of) ?? Array.from({ length: code.of }, () => new Set<string>())
    parts.set(code.of, places)
    places[code.part - 1]!.add(text.trim())
  }
  if (parts.size === 0) return others
  const { shc } = await import('./shc.ts')
  const opens = (text: string) => opensAsCard(shc, text)
  const found = [...others]
  for (const places of Array.from(parts.values())) {
    const cards = joinings(places, opens)
    const used = cards.join('\n')
    const left: string[] = []
    for (const place of places) left.push(...Array.from(place).filter((text) => !used.includes(text)))
    found.push(...cards)
    if (left.length > 0) found.push(left.join('\n'))
  }
  return found
}

function joinings(
  places: readonly ReadonlySet<string>[],
  opens: (text: string) => boolean,
): readonly string[] {
  let ways: readonly (readonly string[])[] = [[]]
  for (const place of places) {
    const longer: (readonly string[])[] = []
    for (const way of ways) for (const text of Array.from(place)) longer.push([...way, text])
    ways = longer.slice(0, MOST_TRIES)
  }
  return ways.map((way) => way.join('\n')).filter(opens)
}

function opensAsCard(shc: CredentialFormat, text: string): boolean {
  const jws = joinedCodes(text)
  const opening = jws !== undefined && jws !== 'incomplete' && shc.open(jws, LIMITS)
  return opening !== false && 'ok' in opening && opening.ok
}
