/** Hangul, kana, ideographs and full-width signs: one is about as wide as 1.6 bold Latin letters. */
const FULL_WIDTH = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g
const CYRILLIC = /[\u0400-\u04ff]/g
const BROAD_CYRILLIC = /[ДЖФШЩЫЮ]/g
/** Bengali marks above and below a letter, and consonants joined to the one before, take no room of their own. */
const JOINED_BENGALI = /\u09cd[\u0995-\u09df]?|[\u0981\u09bc\u09c1-\u09c4]/g

/** About how many bold Latin capitals are as wide. */
function lettersIn(line: string): number {
  const shown = line.replace(JOINED_BENGALI, '')
  const of = (letters: RegExp) => shown.match(letters)?.length ?? 0
  return shown.length + 0.6 * of(FULL_WIDTH) + 0.05 * of(CYRILLIC) + 0.35 * of(BROAD_CYRILLIC)
}

/** The classes of a verdict's word: its size by its longest line, which is never broken; whether it has several. */
export const wordClass = (lines: readonly string[]): string =>
  ['verdict__word', wordSize(lines), lines.length > 1 ? 'verdict__word--lines' : ''].filter(Boolean).join(' ')

function wordSize(lines: readonly string[]): string {
  const longest = Math.max(...lines.map(lettersIn))
  if (longest <= 5.5) return 'verdict__word--one'
  if (longest <= 7) return ''
  if (longest <= 9) return 'verdict__word--three'
  return longest <= 11 ? 'verdict__word--four' : 'verdict__word--five'
}
