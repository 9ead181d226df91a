import type { Examples } from '../examples/kit.ts'
import { Disclosure } from './disclosure.tsx'

export const examples: Examples = ({ t }) => ({
  closed: (
    <Disclosure summary={t('retrieve.old-number')}>
      <p>{t('retrieve.old-number-text')}</p>
    </Disclosure>
  ),
  open: (
    <Disclosure summary={t('retrieve.old-number')} open>
      <p>{t('retrieve.old-number-text')}</p>
    </Disclosure>
  ),
})
