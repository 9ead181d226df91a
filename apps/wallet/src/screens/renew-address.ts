/** The portal's first step, in the reader's language. */
export const renewAddress = (locale: string): string =>
  locale === 'en' ? '/retrieve' : `/${locale}/retrieve`
