export { displayName, displayText } from './display-name.ts'
export { type AppTexts, appTexts, type TextFiles } from './i18n/app-texts.ts'
export { betweenSentences } from './i18n/between-sentences.ts'
export type { Catalog, Message, Tags } from './i18n/message.ts'
export { monthFromText } from './i18n/month-name.ts'
export { createTranslator, type Translator, type Values } from './i18n/translator.ts'
export {
  birthDateInWords,
  dayInWords,
  momentInWords,
  timeInWords,
  timeLeftInWords,
  untilInWords,
  weekdayInWords,
} from './i18n/when.ts'
export { passSheetWords } from './pass-sheet/pass-sheet-words.ts'
export { type QuestionText, questionTexts } from './question-texts.ts'
export { shareLeft } from './share-left.ts'
export { type Door, showItInWords } from './show-it.ts'
