import type { Examples } from '../examples/kit.ts'
import { Steps } from '../steps/steps.tsx'
import { TitleBand } from './title-band.tsx'

export const examples: Examples = ({ t }) => ({
  'with a sentence': (
    <div class="head wrap">
      <TitleBand title={t('help.title')} lead={t('help.lead')} />
    </div>
  ),
  'of the second step of four': (
    <div class="head wrap">
      <TitleBand
        title={t('retrieve.details-title', { whom: 'me' })}
        over={<b>{t('retrieve.step', { step: 2, steps: 4 })}</b>}
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
  ),
})
