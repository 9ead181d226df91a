/** Longer values count as absent: no name, number or code comes near it, and comparing names is costly. */
export const MAX_VALUE_LENGTH = 250

/**
 * Text from outside as a value: blanks around it and control characters in it are gone, so that no name starts a line
 * of its own in a letter or a log. Undefined where it is empty, `""`, or too long.
 */
export function cleanValue(text: string): string | undefined {
  if (text.length > 4 * MAX_VALUE_LENGTH) return undefined
  const value = withoutControls(text).trim()
  return value === '' || value === '""' || value.length > MAX_VALUE_LENGTH ? undefined : value
}

function withoutControls(text: string): string {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 32 || code === 127) return stripControls(text)
  }
  return text
}

function stripControls(text: string): string {
  let result = ''
  for (const character of text) {
    const code = character.charCodeAt(0)
    if (code < 32 || code === 127) result += code === 9 || code === 10 || code === 13 ? ' ' : ''
    else result += character
  }
  return result
}
