/** Longest text a QR code can hold (ISO/IEC 18004, version 40-L, alphanumeric). */
export const LONGEST_CODE = 4_296

/** Ours, or another kind of health pass by its prefix. A cheap look, for telling a garbled reading from another code. */
export const looksLikeAPass = (text: string): boolean => /^(?:EP1:|HC1:|shc:\/)/.test(text)
