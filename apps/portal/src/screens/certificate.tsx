import { birthDateInWords, displayName, untilInWords } from '@excelsior/ui'
import { ButtonLink, Icon, Name, QrCode, TitleBand } from '@excelsior/ui/components'
import type { Page, Screen } from '../page.ts'
import { Shell } from './shell.tsx'

/** A plain link to its page, which says more than the pass. */
export function CertificateWay({ page: { t, at } }: { readonly page: Page }) {
  return (
    <li>
      <a class="way" href={at('/pass/certificate')}>
        <span class="way__icon">
          <Icon name="card" />
        </span>
        <span>
          <span class="way__name">{t('wallets.certificate')}</span>
          <span class="way__why">{t('wallets.certificate-why')}</span>
        </span>
        <span class="way__go" aria-hidden="true" />
      </a>
    </li>
  )
}

interface CertificateProps {
  readonly page: Page
  readonly screen: Extract<Screen, { kind: 'certificate' }>
}

/** To print as it stands, or to save as a picture. */
export function Certificate({ page, screen: { pass, modules } }: CertificateProps) {
  const { t, at, policy, english } = page
  const name = displayName(pass.givenName, pass.familyName)
  const head = <TitleBand title={t('wallets.certificate-title')} lead={t('wallets.certificate-lead')} />
  return (
    <Shell page={page} head={head}>
      <div class="wrap body">
        <div class="measure stack certificate">
          {/* What is printed has no head, and is read abroad. */}
          <p class="print-only">
            <strong>
              {[...new Set([t, english].map((each) => each('wallets.certificate-title')))].join(' / ')}
            </strong>
          </p>
          <div class="wallet-code">
            <QrCode modules={modules} label={t('wallets.certificate-code', { name })} />
          </div>
          <dl class="told">
            <div>
              <dt>{t('pass.name')}</dt>
              <dd>
                <Name givenName={pass.givenName} familyName={pass.familyName} />
              </dd>
            </div>
            <div>
              <dt>{t('pass.birth-date')}</dt>
              <dd>{birthDateInWords(pass.birthDate, t)}</dd>
            </div>
            <div>
              <dt>{t('wallets.pass-type')}</dt>
              <dd>{t(`pass.type-${pass.type}`)}</dd>
            </div>
            <div>
              <dt>{t('pass.valid-until')}</dt>
              <dd>{untilInWords(pass.expires, policy.zone, t)}</dd>
            </div>
          </dl>
          <p>{t('wallets.certificate-shows')}</p>
          <p>{t('wallets.certificate-taken')}</p>
          <p class="actions no-print">
            <ButtonLink href={at('/pass/certificate.png')}>{t('wallets.certificate-picture')}</ButtonLink>
            <a class="linkish" href={at('/pass')}>
              {t('wallets.app-back')}
            </a>
          </p>
        </div>
      </div>
    </Shell>
  )
}
