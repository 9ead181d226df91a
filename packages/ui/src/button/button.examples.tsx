import type { Examples } from '../examples/kit.ts'
import { Icon } from '../icon/icon.tsx'
import { Button, ButtonLink } from './button.tsx'

export const examples: Examples = ({ t }) => ({
  main: <Button>{t('retrieve.continue')}</Button>,
  quiet: (
    <Button quiet name="channel" value="call">
      {t('retrieve.send-call')}
    </Button>
  ),
  'a link of the same weight': (
    <ButtonLink big href="#button">
      {t('home.start')}
    </ButtonLink>
  ),
  'that deletes': (
    <button class="button button--danger" type="button">
      {t('wallet.remove')}
    </button>
  ),
  'with an icon': (
    <button class="button" type="button">
      <Icon name="print" />
      {t('wallet.print')}
    </button>
  ),
  'that cannot be pressed now': (
    <button class="button" type="button" disabled>
      {t('retrieve.continue')}
    </button>
  ),
})
