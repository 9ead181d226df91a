import type { Examples } from '../examples/kit.ts'
import { untranslated } from '../name/untranslated.ts'
import { Mark } from './mark.tsx'

export const examples: Examples = ({ t }) => ({
  'beside the name': (
    <p class="brand" {...untranslated}>
      <Mark class="brand__mark" />
      {t('common.service')}
    </p>
  ),
})
