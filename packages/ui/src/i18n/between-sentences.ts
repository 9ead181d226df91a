import type { Translator } from './translator.ts'

/** What stands between two sentences that are put together: Chinese stops and colons bring their own room. */
export const betweenSentences = (t: Translator): string => (t.locale === 'zh-Hant' ? '' : ' ')
