import type { NotGenuineReason, UnknownReason, Verdict } from './verdict.ts'

/** Nothing of the credential. */
export const BLANK = {
  format: null,
  genuine: null,
  kind: null,
  holder: null,
  expires: null,
  issuer: null,
} as const

export function notGenuine(format: Verdict['format'], reason: NotGenuineReason): Verdict {
  return { ...BLANK, format, genuine: false, status: 'not-genuine', reason }
}

export function unknown(format: Verdict['format'], reason: UnknownReason): Verdict {
  return { ...BLANK, format, status: 'unknown', reason }
}

export function damaged(format: Verdict['format']): Verdict {
  return { ...notGenuine(format, 'unreadable'), hint: 'damaged-copy' }
}
