import type { PassType } from '@excelsior/domain'
import type { Translator } from '@excelsior/ui'
import { LanguageChoice } from '@excelsior/ui/components'
import { languagesFor } from '../app-texts.ts'
import { AcceptedChoice } from './accepted-choice.tsx'
import { guideAddress } from './guide-address.ts'
import { Page } from './page.tsx'

export interface FirstStartProps {
  readonly t: Translator
  readonly demo: boolean
  readonly accepted: readonly PassType[]
  onChoose(accepted: readonly PassType[]): void
  onStart(): void
}

/** Before anything else: what this does, what it never keeps. Only its button asks for the camera. */
export function FirstStart({ t, demo, accepted, onChoose, onStart }: FirstStartProps) {
  return (
    <Page t={t} demo={demo} title={t('scanner.first-title')} lead={t('scanner.first-lead')} back={false}>
      <div class="columns">
        <section class="stack measure">
          <h2>{t('scanner.keeps-title')}</h2>
          <ul class="bullets">
            {['keeps-nothing', 'keeps-counts', 'keeps-offline'].map((key) => (
              <li key={key}>
                <span>{t(`scanner.${key}`)}</span>
              </li>
            ))}
          </ul>
        </section>
        <AcceptedChoice t={t} accepted={accepted} onChoose={onChoose} />
        <p class="measure">{t('scanner.camera-asked')}</p>
      </div>
      <div class="go">
        <button class="button button--big" type="button" onClick={onStart}>
          {t('scanner.start')}
        </button>
      </div>
      <p>
        <a class="linkish" href={guideAddress(t.locale)}>
          {t('common.guide')}
        </a>
      </p>
      <LanguageChoice t={t} languages={languagesFor(demo)} page="" />
    </Page>
  )
}
