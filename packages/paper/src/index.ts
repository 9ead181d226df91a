export type { LetterPage, LetterWords, Paper, PassPage } from './pages.ts'
export { createPress, type Press, type PressOptions, type Printed } from './press.ts'
