/** The portal's guide to this scanner, step by step, in the reader's language. */
export const guideAddress = (locale: string): string =>
  locale === 'en' ? '/guides/scanner' : `/${locale}/guides/scanner`
