/** The portal's pages, in the reader's language. */
const at = (locale: string, path: string): string => (locale === 'en' ? path : `/${locale}${path}`)

/** The first step to a pass. */
export const renewAddress = (locale: string): string => at(locale, '/retrieve')

/** How to use this wallet, step by step. */
export const guideAddress = (locale: string, isIos: boolean): string =>
  at(locale, isIos ? '/guides/wallet-iphone' : '/guides/wallet-android')
