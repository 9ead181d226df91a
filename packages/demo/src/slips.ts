import { type PartialDate, type PersonName, parsePartialDate } from '@excelsior/domain'
import type { Chance } from './chance.ts'
import { VARIANTS } from './name-lists.ts'

/** Neighbours on a keyboard: what a finger hits instead. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  a: 'sqz',
  b: 'vn',
  c: 'xv',
  d: 'sf',
  e: 'wr',
  f: 'dg',
  g: 'fh',
  h: 'gj',
  i: 'uo',
  j: 'hk',
  k: 'jl',
  l: 'k',
  m: 'n',
  n: 'bm',
  o: 'ip',
  p: 'o',
  q: 'wa',
  r: 'et',
  s: 'ad',
  t: 'ry',
  u: 'yi',
  v: 'cb',
  w: 'qe',
  x: 'zc',
  y: 'tu',
  z: 'xa',
}

/** One typing error: a letter doubled, left out, exchanged with its neighbour, or hit beside. Undefined for short names. */
export function mistyped(name: string, chance: Chance): string | undefined {
  if (name.length < 4) return undefined
  const at = chance.between(1, name.length - 2)
  const letter = name[at] ?? ''
  const beside = NEIGHBOURS[letter.toLowerCase()]
  if (beside === undefined) return undefined
  const [before, after] = [name.slice(0, at), name.slice(at + 1)]
  const wrong = chance.pick([
    before + letter + letter + after,
    before + after,
    before + (after[0] ?? '') + letter + after.slice(1),
    before + chance.pick([...beside]) + after,
  ])
  return wrong === name ? undefined : wrong
}

/** Day and month exchanged, where that is a date too, and another. */
export function transposed(date: string): PartialDate | undefined {
  const [year, month, day] = date.split('-')
  return month === day ? undefined : parsePartialDate(`${year}-${day}-${month}`)
}

/** One digit of day or year wrong, where that is a date. */
export function wrongDigit(date: string, chance: Chance): PartialDate | undefined {
  if (date.length !== 10) return undefined
  const at = chance.pick([3, 9])
  const digit = (Number(date[at]) + chance.between(1, 9)) % 10
  return parsePartialDate(date.slice(0, at) + digit + date.slice(at + 1))
}

/** Hyphens and blanks of a name, as somebody else writes them. Undefined where there are none. */
export function joinedOtherwise(name: string, chance: Chance): string | undefined {
  if (!/[- ']/.test(name)) return undefined
  const wrong = name.replaceAll(/[- ']/g, chance.pick(['', ' ', '-']))
  return wrong === name ? undefined : wrong
}

/** Without accents and cedillas, as on a keyboard that has none. Undefined where there are none. */
export function withoutMarks(name: string): string | undefined {
  const plain = name.normalize('NFD').replaceAll(/[\u0300-\u036f]/g, '')
  return plain === name.normalize('NFD') ? undefined : plain
}

export function swappedNames({ givenName, familyName }: PersonName): PersonName | undefined {
  return givenName && familyName ? { givenName: familyName, familyName: givenName } : undefined
}

/** The name as another clerk writes it in Latin letters, or a short form of it. Undefined for names that have none. */
export function otherForm(
  name: string,
  of: 'given' | 'family' | 'short',
  chance: Chance,
): string | undefined {
  const forms = VARIANTS[of].get(name)
  return forms && chance.pick(forms)
}
