import { arrayIn, isJsonObject, type JsonObject } from '../encoding/json.ts'
import { decodeUtf8 } from '../encoding/utf8.ts'
import type { Holder } from '../verdict.ts'

const STYLES = ['boardingPass', 'coupon', 'eventTicket', 'generic', 'storeCard'] as const
const PARTS = ['headerFields', 'primaryFields', 'secondaryFields', 'auxiliaryFields', 'backFields'] as const
const TABLE = /^[\w-]{2,20}\.lproj\/pass\.strings$/i
const LARGEST_TABLE = 64 * 1024
const MOST_TABLES = 64
const MOST_TEXTS = 200
const LONGEST_TEXT = 2_000

/**
 * What a wallet file shows to people, once for each language that it has a table for: a wallet looks up every value
 * there, names too. None where it shows no texts. They are words, by whoever signed the file. A table that cannot be
 * read here shows nothing that is known: a phone may read it, and show whomever it names.
 */
export function shownTexts(
  pass: JsonObject,
  files: ReadonlyMap<string, Uint8Array>,
): readonly (readonly string[])[] {
  const values = valuesIn(pass)
  if (values.length === 0) return []
  const tables = [...files].filter(([name]) => TABLE.test(name))
  const shown: (readonly string[])[] = [values]
  for (const [, bytes] of tables) {
    const table = bytes.length <= LARGEST_TABLE && shown.length <= MOST_TABLES ? tableIn(bytes) : undefined
    shown.push(table ? values.map((value) => table.get(value)?.slice(0, LONGEST_TEXT) ?? value) : [])
  }
  return shown
}

function valuesIn(pass: JsonObject): readonly string[] {
  const values: string[] = []
  for (const style of STYLES) {
    const fields = pass[style]
    if (!isJsonObject(fields)) continue
    for (const part of PARTS)
      for (const field of Array.isArray(fields[part]) ? arrayIn(fields[part]) : []) {
        const value = isJsonObject(field) ? (field.attributedValue ?? field.value) : undefined
        if (typeof value !== 'string' || value.trim() === '' || values.length >= MOST_TEXTS) continue
        values.push(value.slice(0, LONGEST_TEXT))
      }
  }
  return values
}

/** Blanks, a comment, or a pair; a word of letters and digits needs no quotes. */
const PIECE =
  /\s+|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/|(?:"((?:[^"\\]|\\[\s\S])*)"|([\w.$-]+))\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([\w.$-]+))\s*;/y

/** A table of Apple's: `"text" = "its translation";`. Undefined for what is anything else in any part. */
function tableIn(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const text = textOf(bytes)
  if (text === undefined) return undefined
  const table = new Map<string, string>()
  PIECE.lastIndex = 0
  while (PIECE.lastIndex < text.length) {
    const found = PIECE.exec(text)
    if (!found) return undefined
    const [, quotedKey, key = unescaped(quotedKey ?? ''), quotedValue, value = unescaped(quotedValue ?? '')] =
      found
    if (key === undefined || value === undefined) return undefined
    table.set(key, value)
  }
  return table
}

const ESCAPE = /\\(?:U([0-9a-f]{4})|([\s\S]))/gi
const MEANT: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', "'": "'", '\\': '\\' }

/** Undefined for escapes of which nobody says here what they mean. */
function unescaped(text: string): string | undefined {
  let isKnown = true
  const plain = text.replace(ESCAPE, (_, unit: string | undefined, letter = '') => {
    if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16))
    isKnown &&= Object.hasOwn(MEANT, letter)
    return MEANT[letter] ?? ''
  })
  return isKnown ? plain : undefined
}

/** UTF-8, or UTF-16 where its first character says so. */
function textOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  const low = first === 0xff && second === 0xfe ? 0 : first === 0xfe && second === 0xff ? 1 : undefined
  if (low === undefined) return decodeUtf8(bytes)
  let text = ''
  for (let at = 2; at + 1 < bytes.length; at += 2)
    text += String.fromCharCode(bytes[at + low]! | (bytes[at + 1 - low]! << 8))
  return text
}

/**
 * Whether these texts are of somebody else than the code's holder: in some language no text has the given name, or none
 * has the family name, in either script. Letters' case, accents' spelling, blanks and signs do not tell two apart. A
 * file that shows nobody's name shows another than the code's, too; birth dates and ends in words are not looked at.
 */
export function showSomebodyElse(texts: readonly (readonly string[])[], holder: Holder): boolean {
  const { givenName, familyName, latin } = holder
  const names = [
    [givenName, latin?.givenName],
    [familyName, latin?.familyName],
  ]
    .map((spellings) => spellings.map((name) => letters(name ?? '')).filter((name) => name !== ''))
    .filter((spellings) => spellings.length > 0)
  // Each text once: most are the same in all languages, of which there may be many.
  const known = new Map<string, string>()
  const lettersOf = (text: string) => known.get(text) ?? known.set(text, letters(text)).get(text)!
  return texts.some((values) => {
    const shown = [...new Set(values)].map(lettersOf)
    return names.some((spellings) => !shown.some((text) => spellings.some((name) => text.includes(name))))
  })
}

const letters = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
