/** Bengali digits, U+09E6 to U+09EF. */
const BENGALI = /[০-৯]/g

/** Text with the digits of other keyboards as plain ones: full-width `１９`, Bengali `১৯`. Bound its length first. */
export const plainDigits = (text: string): string =>
  text.normalize('NFKC').replace(BENGALI, (digit) => String(digit.charCodeAt(0) - 0x09e6))
