import { AppPage } from '../app-page/app-page.tsx'
import type { Example } from '../examples/kit.ts'
import { LanguageChoice } from './language-choice.tsx'

export const example: Example = ({ t }) => (
  <AppPage t={t} title={t('wallet.device')}>
    <LanguageChoice
      t={t}
      languages={[
        { locale: 'en', name: 'English' },
        { locale: 'ko', name: '한국어' },
        { locale: 'zh-Hant', name: '繁體中文' },
      ]}
      page="#main"
    />
  </AppPage>
)
