import { type DateTime, parseDateTime } from '@excelsior/domain'

/** A date-time as issuers write it: without an offset it is UTC, and an offset may lack its colon, or its minutes. */
export function readIsoTime(text: string): DateTime | undefined {
  const end = text.slice(19)
  const start = Math.max(end.indexOf('+'), end.indexOf('-'))
  if (start < 0) return parseDateTime(text) ?? parseDateTime(`${text}Z`)
  const digits = end.slice(start + 1).replace(':', '')
  if (digits.length !== 2 && digits.length !== 4) return undefined
  const offset = `${digits.slice(0, 2)}:${digits.slice(2) || '00'}`
  return parseDateTime(text.slice(0, 20 + start) + offset)
}
