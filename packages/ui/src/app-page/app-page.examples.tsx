import type { Example } from '../examples/kit.ts'
import { AppPage } from './app-page.tsx'

export const example: Example = ({ t }) => (
  <AppPage
    t={t}
    demo={t('wallet.demo')}
    title={t('wallet.add')}
    lead={t('wallet.add-lead')}
    back={{ href: '#main', text: t('wallet.back') }}
  >
    <p>{t('wallet.on-device')}</p>
  </AppPage>
)

/** Nothing lies behind it. */
export const first: Example = ({ t }) => (
  <AppPage t={t} title={t('scanner.first-title')}>
    <p>{t('scanner.keeps-nothing')}</p>
  </AppPage>
)
