/** Longer values count as absent: no name, number or code comes near it, and comparing names is costly. */
export const MAX_VALUE_LENGTH = 250

/**
 * Text from outside as a value: blanks around it and control characters in it are gone, so that no name starts a line
 * of its own in a letter or a log, or is shown in another order than it is. Undefined where it is empty, `""`, or too long.
 */
export function cleanValue(text: string): string | undefined {
  if (text.length > 4 * MAX_VALUE_LENGTH) return undefined
  const value = withoutControls(text).trim()
  return value === '' || value === '""' || value.length > MAX_VALUE_LENGTH ? undefined : value
}

const LINE_ENDS: readonly number[] = [9, 10, 13, 0x2028, 0x2029]

/** Of ASCII and Latin 1, line ends, and what turns the direction of text: a name must not be shown as another one. */
function isControl(code: number): boolean {
  if (code < 127) return code < 32
  if (code < 0xa0) return true
  return (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
}

function withoutControls(text: string): string {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (isControl(code)) return stripControls(text)
  }
  return text
}

function stripControls(text: string): string {
  let result = ''
  for (const character of text) {
    const code = character.charCodeAt(0)
    if (isControl(code)) result += LINE_ENDS.includes(code) ? ' ' : ''
    else result += character
  }
  return result
}
