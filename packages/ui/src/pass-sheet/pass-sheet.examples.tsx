import { type Examples, ROSA, SHOWN } from '../examples/kit.ts'
import { PassSheet } from './pass-sheet.tsx'

export const examples: Examples = ({ t, english }) => ({
  'on paper': <PassSheet {...SHOWN} t={t} english={english} pass={ROSA} />,
})
