/** The first of the reader's languages that there is; English otherwise. */
export function chooseLocale(locales: readonly string[], wanted: readonly string[]): string {
  for (const tag of wanted) {
    const exact = locales.find((locale) => locale.toLowerCase() === tag.toLowerCase())
    const near = exact ?? locales.find((locale) => locale.split('-')[0] === tag.split('-')[0])
    if (near) return near
  }
  return 'en'
}
