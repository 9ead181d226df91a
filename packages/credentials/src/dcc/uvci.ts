/** Of the checksum, in its order: Guidelines on verifiable vaccination certificates, annex 2. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:#'

/**
 * A certificate's unique identifier (UVCI), version 1 and option 3 of the guidelines: nothing but the pass id that it
 * goes with, so that both are withdrawn together.
 */
export function uvciOf(country: string, passId: string): string {
  const body = `URN:UVCI:01:${country}:${passId.toUpperCase()}`
  return `${body}#${checkLetter(body)}`
}

/** The pass id in an identifier of ours; `undefined` for those of others. */
export function passIdIn(uvci: string): string | undefined {
  const id = uvci.slice(15, 31)
  return /^[0-9A-F]{16}$/.test(id) && uvciOf(uvci.slice(12, 14), id) === uvci ? id.toLowerCase() : undefined
}

/** Luhn's sum, ISO/IEC 7812-1, in base 39. */
function checkLetter(text: string): string {
  let sum = 0
  for (let at = text.length - 1, factor = 2; at >= 0; at--, factor = 3 - factor) {
    const addend = LETTERS.indexOf(text.charAt(at)) * factor
    sum += Math.floor(addend / LETTERS.length) + (addend % LETTERS.length)
  }
  return LETTERS.charAt((LETTERS.length - (sum % LETTERS.length)) % LETTERS.length)
}
