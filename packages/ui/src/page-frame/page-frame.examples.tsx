import type { Example } from '../examples/kit.ts'
import { Steps } from '../steps/steps.tsx'
import { PageFrame } from './page-frame.tsx'
import { TitleBand } from './title-band.tsx'

export const example: Example = ({ t }) => (
  <PageFrame
    service={t('common.service')}
    homeLabel={t('common.home')}
    home="#main"
    skip={t('common.skip')}
    languagesLabel={t('common.languages')}
    locale={t.locale}
    languages={[
      { locale: 'en', name: 'English', href: '#main' },
      { locale: 'zh-Hant', name: '繁體中文', href: '#main' },
    ]}
    head={
      <TitleBand title={t('retrieve.details-title', { whom: 'me' })} share={0.5}>
        <Steps
          label={t('retrieve.steps')}
          names={['which', 'details'].map((step) => t(`retrieve.step-${step}`, { whom: 'me' }))}
          current={2}
        />
      </TitleBand>
    }
    footLabel={t('common.about')}
    footLinks={[{ href: '#main', text: t('common.privacy') }]}
    foot={<p>{t('common.free')}</p>}
  >
    <p class="wrap body">{t('retrieve.not-kept-text')}</p>
  </PageFrame>
)
