import type { PassType } from '@excelsior/domain'
import { betweenSentences, type Translator } from '@excelsior/ui'
import { DemoStrip, Mark } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import { acceptedInWords } from './accepted.ts'

export interface ScanHeadProps {
  readonly t: Translator
  readonly demo: boolean
  readonly accepted: readonly PassType[]
  /** What stands beside the name: the way to other pages. */
  readonly children?: ComponentChildren
}

/** Above the camera's picture: the app's name, and which passes are taken here. */
export function ScanHead({ t, demo, accepted, children }: ScanHeadProps) {
  return (
    <header>
      <DemoStrip text={demo ? t('scanner.demo') : undefined} />
      <div class="scan__bar">
        <span class="scan__brand" translate={false}>
          <Mark />
          {t('scanner.name')}
        </span>
        {children}
      </div>
      <p class="scan__takes">
        <span>{t('scanner.accepted-here')}</span>
        {betweenSentences(t)}
        <b>{acceptedInWords(accepted, t)}</b>
      </p>
    </header>
  )
}
