/** Parts of the design that are a page of their own, as their addresses name them. */
export const KIT_PAGES = [
  'app-page',
  'app-page-first',
  'error-summary',
  'language-choice',
  'page-frame',
  'title-band',
] as const
export type KitPageName = (typeof KIT_PAGES)[number]

/** What these pages have beside the portal's own styles. */
export const KIT_STYLES = '/ui/kit.css'
