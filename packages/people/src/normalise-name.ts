/** Letters that have no decomposition in Unicode, yet are typed without their stroke or as two letters. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ə: 'e',
}

const TITLES = new Set([
  'dr',
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'prof',
  'professor',
  'rev',
  'sir',
  'md',
  'phd',
  'esq',
  'dds',
  'rn',
])

const GENERATIONS: Readonly<Record<string, Generation>> = {
  jr: 2,
  jnr: 2,
  junior: 2,
  ii: 2,
  '2nd': 2,
  sr: 1,
  snr: 1,
  senior: 1,
  iii: 3,
  '3rd': 3,
  iv: 4,
  '4th': 4,
}

/** Which bearer of a family's name: 1 senior, 2 junior or II, 3 III, 4 IV. */
export type Generation = 1 | 2 | 3 | 4

/** Longer than any name in use; what follows is not compared (and kept whole everywhere else). */
const COMPARED_LENGTH = 400

const PLAIN = /^[a-z0-9 ]*$/
const ASCII = /^[\0-\x7f]*$/
const ASCII_APOSTROPHES = /['`]/g
const NO_ASCII_LETTER = /[^a-z0-9]+/g
const APOSTROPHES = /['\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u0060\u00b4\u2032\uff07]/g
/** Only the marks of Latin, Greek and Cyrillic: vowel signs of other scripts are letters. */
const DIACRITICS = /[\u0300-\u036f]/g
const INVISIBLE = /\p{Cf}/gu
const NOT_A_LETTER = /[^\p{L}\p{M}\p{N}]+/gu
const STROKED = /[ßæœøłđðþıħŧŋə]/g

/** Lower case, without diacritics, apostrophes, dashes or points: words with one blank between them. */
export function foldLetters(text: string): string {
  const cut = text.length > COMPARED_LENGTH ? text.slice(0, COMPARED_LENGTH) : text
  const lower = cut.toLowerCase()
  if (PLAIN.test(lower) && !lower.includes('  ')) return lower.trim()
  if (ASCII.test(lower)) return lower.replace(ASCII_APOSTROPHES, '').replace(NO_ASCII_LETTER, ' ').trim()
  return lower
    .replace(APOSTROPHES, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(DIACRITICS, '')
    .replace(APOSTROPHES, '')
    .replace(INVISIBLE, '')
    .replace(STROKED, (letter) => FOLDED[letter] ?? letter)
    .replace(NOT_A_LETTER, ' ')
    .trim()
}

/**
 * A name as it is compared: letters folded, without titles, generation (Jr, III) and repeated parts.
 * Empty only where nothing of a name was there. Any script is kept.
 */
export function normaliseName(text: string): string {
  return splitName(text).words.join(' ')
}

/** The words of a name, and the generation that stood at its end. A name that is only a title stays that name. */
export function splitName(text: string): { words: readonly string[]; generation?: Generation } {
  return splitFolded(foldLetters(text))
}

export function splitFolded(folded: string): { words: readonly string[]; generation?: Generation } {
  if (folded === '') return { words: [] }
  if (!folded.includes(' ')) return { words: [folded] }
  const all = folded.split(' ')
  let words = all.filter((word, index) => !TITLES.has(word) && all.indexOf(word) === index)
  const generation = words.length > 1 ? generationOf(words.at(-1)) : undefined
  if (generation !== undefined) words = words.slice(0, -1)
  if (words.length === 0) words = all
  return generation === undefined ? { words } : { words, generation }
}

/** `Jr`, `Sr.`, `III`, … as a number, or undefined. */
export function generationOf(suffix: string | undefined): Generation | undefined {
  if (suffix === undefined) return undefined
  const folded = foldLetters(suffix)
  return Object.hasOwn(GENERATIONS, folded) ? GENERATIONS[folded] : undefined
}

const PLACEHOLDERS = new Set([
  'unknown',
  'unkown',
  'unk',
  'unknow',
  'fnu',
  'lnu',
  'nfn',
  'nln',
  'nmn',
  'none',
  'noname',
  'no name',
  'no first name',
  'no last name',
  'no middle name',
  'not available',
  'not given',
  'not known',
  'unspecified',
  'undisclosed',
  'anonymous',
  'unnamed',
  'patient',
  'n a',
  'x',
  'xx',
  'xxx',
  'first name unknown',
  'last name unknown',
  'name unknown',
  'unknown name',
  'unknown unknown',
  'nombre desconocido',
  'desconocido',
  'desconocida',
])
const TRIALS = new Set([
  'test',
  'tests',
  'testing',
  'tester',
  'zztest',
  'zzztest',
  'xtest',
  'testpatient',
  'test patient',
])
/** Baby, Baby Boy, Infant Girl A, Newborn 2, Baby Boy of Maria: who has no name yet, and may be one of twins. */
const NEWBORN =
  /^(?:baby|infant|newborn)(?: ?(?:boy|girl|male|female))?(?: (?:[a-d1-4]|one|two|three|twin(?: [ab12])?|of\b.*))?$/

/** Whether a folded name stands for a newborn without one. */
export function isNewborn(folded: string): boolean {
  return NEWBORN_BEGINS.has(folded.slice(0, 4)) && NEWBORN.test(folded)
}
const NEWBORN_BEGINS = new Set(['baby', 'infa', 'newb'])

const LONGEST_STAND_IN = 24

/** Whether a name field holds a stand-in for a name (Unknown, FNU, N/A, a point, Baby Boy, test): as if it were empty. */
export function isPlaceholderName(text: string): boolean {
  return isPlaceholder(foldLetters(text))
}

/** Whether a name field says that this is no person but a trial of somebody's software. */
export function isTrialName(text: string): boolean {
  return isTrial(foldLetters(text))
}

/** As `isPlaceholderName`, of a folded name. */
export function isPlaceholder(folded: string): boolean {
  if (
    folded === '' ||
    (folded.length <= LONGEST_STAND_IN && PLACEHOLDERS.has(folded)) ||
    isNewborn(folded) ||
    isTrial(folded)
  )
    return true
  if (!folded.includes(' ')) return false
  const words = folded.split(' ')
  return words.every((word) => word === words[0]) && PLACEHOLDERS.has(words[0] ?? '')
}

/** As `isTrialName`, of a folded name. */
export function isTrial(folded: string): boolean {
  return folded.includes('test')
    ? TRIALS.has(folded) || folded.startsWith('zztest')
    : folded === 'demo patient'
}
