import type { Translator } from '@excelsior/ui'
import { CodeForm } from '@excelsior/ui/components'
import { LONGEST_CODE } from '../scanning/code-text.ts'
import { Page } from './page.tsx'
import { partsInWords } from './scan-view.tsx'

export interface TypeCodeProps {
  readonly t: Translator
  readonly demo: boolean
  /** Of a card in several codes so many were seen. */
  readonly parts: { readonly seen: number; readonly of: number } | undefined
  onCode(text: string): void
}

/** For a code that came as text. */
export function TypeCode({ t, demo, parts, onCode }: TypeCodeProps) {
  return (
    <Page t={t} demo={demo} title={t('scanner.type-title')} lead={t('scanner.type-lead')} back={true}>
      <p role="status">{parts && partsInWords(parts, t)}</p>
      <CodeForm t={t} send={t('scanner.check')} longest={LONGEST_CODE} onCode={onCode} />
    </Page>
  )
}
