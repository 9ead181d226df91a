import { credentialsIn, isWalletFile, looksLikeCredential, wholeCards } from '@excelsior/credentials'
import type { Outcome } from './outcome.ts'

/**
 * The credentials of a file or of pasted text, the parts of split cards put together. Codes of another kind, such as an
 * address, count only where there is nothing else; parts that do not make a card come one by one, for the rest of it
 * may be on another sheet.
 */
export async function credentialsOf(texts: readonly string[]): Promise<readonly string[]> {
  const credentials = texts.filter((text) => looksLikeCredential(text.trim()))
  const single: string[] = []
  for (const text of credentials) single.push(...(isWalletFile(text) ? [text] : await credentialsIn(text)))
  const whole = await wholeCards(single)
  return whole.length > 0 ? whole : texts
}

/**
 * What to show of several: each person's first that is valid, for a family comes as one. Where none is, the first alone
 * that a signature proves, else the first: the others would only say again that there is no entry.
 */
export async function worthShowing(
  texts: readonly string[],
  check: (text: string) => Promise<Outcome>,
): Promise<readonly string[]> {
  if (texts.length < 2) return texts
  const outcomes = await Promise.all(texts.map(check))
  const people = new Set<string>()
  const valid = texts.filter((_, index) => {
    const outcome = outcomes[index]!
    if (outcome.word !== 'valid') return false
    const { givenName, familyName, birthDate } = outcome.holder
    const person = JSON.stringify([givenName, familyName, birthDate])
    const first = !people.has(person)
    people.add(person)
    return first
  })
  if (valid.length > 0) return valid
  const proven = outcomes.findIndex((outcome) => outcome.proven)
  return texts.slice(Math.max(0, proven), Math.max(0, proven) + 1)
}

/** Parts are handed on one by one, whole card or not: the session puts them together. */
export function partsOf(text: string): readonly string[] {
  const lines = isWalletFile(text) ? [] : text.split('\n')
  return lines.length > 1 && lines.every((line) => /^shc:\/\d+\/\d+\/\d+$/.test(line)) ? lines : [text]
}
