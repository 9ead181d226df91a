import type { Examples } from '../examples/kit.ts'
import { DemoStrip } from './app-page.tsx'

export const examples: Examples = ({ t }) => ({
  'where there is a demonstration': <DemoStrip text={t('scanner.demo')} />,
})
