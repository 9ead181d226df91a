import { isDigits } from './codes.ts'

/**
 * The ten digits of a North American number as people write it, or undefined. An extension, or text behind the
 * number, is left out; a country code other than 1 makes it another country's number.
 */
export function phoneFromText(text: string): string | undefined {
  const trimmed = text.trim()
  const international = trimmed.startsWith('+')
  let digits = ''
  for (const character of international ? trimmed.slice(1) : trimmed) {
    if (character >= '0' && character <= '9') digits += character
    else if (!' ()-./\u00a0\u2010\u2011\u2013'.includes(character)) break // X22, ext., #, :, a word
    if (digits.length > 11) return undefined
  }
  if (digits.length === 11 && digits.startsWith('1')) return digits.slice(1)
  return digits.length === 10 && !international ? digits : undefined
}

/** Area code and local number sent apart; undefined unless they make ten digits. */
export function phoneFromParts(
  country: string | undefined,
  area: string | undefined,
  local: string | undefined,
): string | undefined {
  if (local === undefined || !isNorthAmerican(country)) return undefined
  return phoneFromText(`${area ?? ''} ${local}`)
}

/** 1 with or without zeros and plus, or nothing that is a number. */
export function isNorthAmerican(country: string | undefined): boolean {
  if (country === undefined) return true
  let digits = ''
  for (const character of country) if (character >= '0' && character <= '9') digits += character
  while (digits.startsWith('0')) digits = digits.slice(1)
  return digits === '' || digits === '1'
}

/**
 * Five digits of `12207-1133` or `122071133`. Three or four digits stay as sent (leading zeros were lost on the
 * way: compare them padded); anything else is no ZIP code.
 */
export function zipFromText(text: string): string | undefined {
  const trimmed = text.trim()
  const hyphen = trimmed.indexOf('-')
  const zip = (hyphen < 0 ? trimmed : trimmed.slice(0, hyphen)).trim()
  if (!isDigits(zip)) return undefined
  if (zip.length === 9 && hyphen < 0) return zip.slice(0, 5)
  return zip.length >= 3 && zip.length <= 5 ? zip : undefined
}

/** The first of these that is a ZIP code, with the zeros back that were lost on the way: for the place of care. */
export function firstZip(...texts: readonly (string | undefined)[]): string | undefined {
  for (const text of texts) {
    const zip = text === undefined ? undefined : zipFromText(text)
    if (zip !== undefined) return zip.padStart(5, '0')
  }
  return undefined
}
