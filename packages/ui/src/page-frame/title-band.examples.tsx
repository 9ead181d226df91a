import type { Example } from '../examples/kit.ts'
import { Steps } from '../steps/steps.tsx'
import { TitleBand } from './title-band.tsx'

export const example: Example = ({ t }) => (
  <>
    <header class="head">
      <div class="wrap">
        <TitleBand
          title={t('retrieve.details-title', { whom: 'me' })}
          over={<b>{t('retrieve.step', { step: 2, steps: 4 })}</b>}
          lead={t('retrieve.details-lead', { type: 'pcr' })}
          share={0.5}
        >
          <Steps
            label={t('retrieve.steps')}
            names={['which', 'details', 'questions', 'code'].map((step) =>
              t(`retrieve.step-${step}`, { whom: 'me' }),
            )}
            current={2}
          />
        </TitleBand>
      </div>
    </header>
    <main class="wrap body">
      <p>{t('retrieve.not-kept-text')}</p>
    </main>
  </>
)
