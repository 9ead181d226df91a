/**
 * A short key that spellings of one sound share: Katherine and Cathryn, Gonzales and Gonzalez, Nguyen and Nguyan.
 * Our own, after the idea of Soundex: each consonant stands for its group, vowels are kept only as the first letter's
 * group, neighbours of one group count once. At most six signs. Names in other scripts are their own key.
 */
const KEPT = 6

/** Spellings of one sound, replaced in this order before letters are grouped. */
const SPELLINGS: readonly (readonly [string, string])[] = [
  ['ph', 'f'],
  ['gh', 'h'],
  ['kn', 'n'],
  ['wr', 'r'],
  ['ck', 'k'],
  ['sch', 's'],
  ['tch', 'c'],
  ['ch', 'c'],
  ['sh', 's'],
  ['th', 't'],
  ['dh', 'd'],
  ['kh', 'k'],
  ['rh', 'r'],
  ['dg', 'g'],
  ['qu', 'k'],
  ['x', 'ks'],
  ['mc', 'mk'],
  ['mac', 'mk'],
]

const GROUPS: Readonly<Record<string, string>> = {
  b: 'b',
  p: 'b',
  f: 'f',
  v: 'f',
  w: '',
  c: 'k',
  k: 'k',
  q: 'k',
  g: 'k',
  j: 'j',
  y: '',
  h: '',
  s: 's',
  z: 's',
  d: 't',
  t: 't',
  l: 'l',
  m: 'm',
  n: 'm',
  r: 'r',
}
/** How a name begins is heard best, so j and y, and all vowels, are one group each there. */
const FIRST: Readonly<Record<string, string>> = { j: 'j', y: 'j', w: 'f', h: 'h' }
const LATIN = /^[a-z]+$/

/** `word`: one folded word without blanks (see `foldLetters`). */
export function soundKey(word: string): string {
  return LATIN.test(word) ? heard(word) : word
}

function heard(word: string): string {
  let text = word
  for (const [from, to] of SPELLINGS) if (text.includes(from)) text = text.replaceAll(from, to)
  const first = text[0] ?? ''
  let key = FIRST[first] ?? GROUPS[first] ?? 'a'
  if (key === '') key = 'a'
  let previous = GROUPS[first] ?? ''
  for (let i = 1; i < text.length && key.length < KEPT; i++) {
    const group = GROUPS[text[i] ?? ''] ?? ''
    if (group !== '' && group !== previous) key += group
    previous = group
  }
  return key
}
