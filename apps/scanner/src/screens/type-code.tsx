import type { Translator } from '@excelsior/ui'
import { CodeForm } from '@excelsior/ui/components'
import { LONGEST_CODE } from '../scanning/code-text.ts'
import { Page } from './page.tsx'

export interface TypeCodeProps {
  readonly t: Translator
  readonly demo: boolean
  onCode(text: string): void
}

/** For a code that came as text. */
export function TypeCode({ t, demo, onCode }: TypeCodeProps) {
  return (
    <Page t={t} demo={demo} title={t('scanner.type-title')} lead={t('scanner.type-lead')} back={true}>
      <CodeForm t={t} send={t('scanner.check')} longest={LONGEST_CODE} onCode={onCode} />
    </Page>
  )
}
