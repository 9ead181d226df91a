import {
  Button,
  ButtonLink,
  Disclosure,
  Icon,
  type IconName,
  PassCard,
  PassSheet,
  TitleBand,
} from '@excelsior/ui/components'
import { doorOf } from '../door-of.ts'
import { PASS_MINUTES } from '../kept-for.ts'
import type { Page, Screen } from '../page.ts'
import { CertificateWay } from './certificate.tsx'
import { HealthCardWay, OtherWalletWay } from './other-wallets.tsx'
import { PaperWays } from './paper-ways.tsx'
import { PhoneWalletWays } from './phone-wallets.tsx'
import { Shell } from './shell.tsx'
import { PassTimeLeft } from './time-left.tsx'

type PassScreen = Extract<Screen, { kind: 'pass' }>

export function Pass({ page, screen }: { readonly page: Page; readonly screen: PassScreen }) {
  const { t, at, now, policy, english } = page
  const {
    pass,
    code,
    hasPicture,
    kept,
    phoneWallets = [],
    otherWallets = false,
    hasHealthCard = false,
    hasCertificate = false,
    until,
  } = screen
  const lead = t('outcome.pass-lead', { minutes: PASS_MINUTES })
  const holds = now < pass.expires
  const forOthers = holds && (otherWallets || hasHealthCard || hasCertificate)
  return (
    <Shell page={page} head={<TitleBand tall title={t('outcome.pass-title')} lead={lead} />}>
      <div class="wrap body split split--pass no-print">
        <div class="rise">
          <PassCard pass={pass} now={now} door={doorOf(policy)} t={t} />
        </div>
        <div class="stack stack--loose">
          <section aria-labelledby="keep">
            <h2 class="section__title" id="keep">
              {t('outcome.keep')}
            </h2>
            {kept && (
              <div class="best">
                <ButtonLink big href={at('/pass/print')}>
                  <Icon name="print" />
                  {t('outcome.print-title')}
                </ButtonLink>
                <p class="small soft">{t('outcome.print-why')}</p>
              </div>
            )}
            <ul class="ways">
              {holds && (
                <li>
                  <ToWallet page={page} code={code} />
                </li>
              )}
              {hasPicture ? (
                <Way page={page} icon="picture" name="picture" href={at('/pass/picture.png')} />
              ) : (
                <Way page={page} icon="camera" name="screenshot" />
              )}
              {!kept && <Way page={page} icon="print" name="print-here" />}
              {kept && <PaperWays page={page} />}
              <PhoneWalletWays page={page} wallets={phoneWallets} />
            </ul>
            {forOthers && (
              <Disclosure summary={t('outcome.for-others')}>
                <ul class="ways">
                  {otherWallets && <OtherWalletWay page={page} />}
                  {hasHealthCard && <HealthCardWay page={page} />}
                  {hasCertificate && <CertificateWay page={page} />}
                </ul>
              </Disclosure>
            )}
          </section>
          <section class="measure stack" aria-labelledby="wrong">
            <h2 id="wrong">{t('outcome.wrong-name')}</h2>
            <p>{t('outcome.wrong-name-text')}</p>
          </section>
          <section class="measure stack" aria-labelledby="more">
            <h2 id="more">{t('outcome.another')}</h2>
            <p>{t('outcome.another-text')}</p>
            <p>
              <a class="linkish" href={at('/retrieve')}>
                {t('outcome.get-another')}
              </a>
            </p>
          </section>
          <form class="measure stack" method="post" action={at('/pass/finish')} data-once>
            <p>{t('outcome.finish-text')}</p>
            <p class="actions">
              <Button quiet>{t('outcome.finish')}</Button>
            </p>
          </form>
        </div>
      </div>
      {until !== undefined && <PassTimeLeft page={page} until={until} />}
      {/* Printing this very page gives the sheet, not the screen. */}
      <div class="print-only">
        <PassSheet pass={pass} now={now} door={doorOf(policy)} t={t} english={english} />
      </div>
    </Shell>
  )
}

/** By a form: the code stands in no address, and no script is needed. */
function ToWallet({ page: { t }, code }: { readonly page: Page; readonly code: string }) {
  return (
    <form method="post" action="/wallet/add">
      <input type="hidden" name="code" value={code} />
      <button type="submit" class="way way--button">
        <WayText t={t} icon="card" name="wallet" />
        <span class="way__go" aria-hidden="true" />
      </button>
    </form>
  )
}

interface WayProps {
  readonly page: Page
  readonly icon: IconName
  readonly name: 'print-here' | 'picture' | 'screenshot'
  readonly href?: string
}

/** A plain link to a real answer, for browsers inside other apps know no downloads. */
function Way({ page: { t }, icon, name, href }: WayProps) {
  const inside = <WayText t={t} icon={icon} name={name} />
  return (
    <li>
      {href === undefined ? (
        <div class="way way--told">{inside}</div>
      ) : (
        <a class="way" href={href}>
          {inside}
          <span class="way__go" aria-hidden="true" />
        </a>
      )}
    </li>
  )
}

interface WayTextProps {
  readonly t: Page['t']
  readonly icon: IconName
  readonly name: WayProps['name'] | 'wallet'
}

function WayText({ t, icon, name }: WayTextProps) {
  return (
    <>
      <span class="way__icon">
        <Icon name={icon} />
      </span>
      <span>
        <span class="way__name">{t(`outcome.${name}`)}</span>
        <span class="way__why">{t(`outcome.${name}-why`)}</span>
      </span>
    </>
  )
}
