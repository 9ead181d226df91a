import type { Examples } from '../examples/kit.ts'
import { Notice } from './notice.tsx'

export const examples: Examples = ({ t, id }) => ({
  plain: (
    <Notice icon="lock" title={t('retrieve.not-kept')} id={id('not-kept')}>
      <p>{t('retrieve.not-kept-text')}</p>
    </Notice>
  ),
  done: (
    <Notice icon="done" kind="done">
      <p>{t('retrieve.code-text-again')}</p>
    </Notice>
  ),
  warning: (
    <Notice icon="warning" kind="warn">
      <p>{t('wallet.kept-refused')}</p>
    </Notice>
  ),
})
