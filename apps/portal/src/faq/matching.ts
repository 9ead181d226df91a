/** Letters without their accents and case: `Pérdida` is found by `perdida`. Marks of other scripts are letters, and stay. */
const folded = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()

/** Whether a text has all words of a search, whole or in part, in any order. A search without words finds everything. */
export function finder(search: string): (text: string) => boolean {
  const words = folded(search).split(/\s+/)
  return (text) => {
    const inside = folded(text)
    return words.every((word) => inside.includes(word))
  }
}
