import type { Examples } from '../examples/kit.ts'
import { Steps } from './steps.tsx'

export const examples: Examples = ({ t }) => ({
  'at the second of three': (
    <div class="head wrap">
      <Steps
        label={t('retrieve.steps')}
        names={['which', 'questions', 'code'].map((step) => t(`retrieve.step-${step}`))}
        current={2}
      />
    </div>
  ),
})
