export type { Catalog, Message, Tags } from './i18n/message.ts'
export { createTranslator, type Translator, type Values } from './i18n/translator.ts'
