/** Marks that turn the reading direction, and could make a name look like another (UAX 9): U+061C, U+200E, U+200F, U+202A-E, U+2066-9. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text from outside as it may be shown: without bidirectional controls and other control characters. */
export function displayText(text: string): string {
  return text
    .replace(BIDI_CONTROLS, '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
}

/** The whole name, however long: nothing cuts it. One of the two may be empty. */
export function displayName(givenName: string, familyName: string): string {
  return [displayText(givenName), displayText(familyName)].filter((part) => part !== '').join(' ')
}
