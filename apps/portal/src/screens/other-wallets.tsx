import { birthDateInWords, momentInWords, timeInWords, untilInWords } from '@excelsior/ui'
import {
  Button,
  ButtonLink,
  Icon,
  Name,
  Notice,
  QrCode,
  TitleBand,
  untranslated,
} from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import type { Page, Screen } from '../page.ts'
import { Shell } from './shell.tsx'

type Of<Kind extends Screen['kind']> = {
  readonly page: Page
  readonly screen: Extract<Screen, { kind: Kind }>
}
type Shown = Extract<Extract<Screen, { kind: 'check' }>['state'], { kind: 'shown' }>

/** By a form: what the app is given is made for whoever asks, and kept in no page's address. */
export function OtherWalletWay({ page: { t, at } }: { readonly page: Page }) {
  return (
    <li>
      <form method="post" action={at('/pass/wallet-app')}>
        <button type="submit" class="way way--button">
          <span class="way__icon">
            <Icon name="phone" />
          </span>
          <span>
            <span class="way__name">{t('wallets.app')}</span>
            <span class="way__why">{t('wallets.app-why')}</span>
          </span>
          <span class="way__go" aria-hidden="true" />
        </button>
      </form>
    </li>
  )
}

/** A plain link to the file, which says more than the pass. */
export function HealthCardWay({ page: { t, at } }: { readonly page: Page }) {
  return (
    <li>
      <a class="way" href={at('/pass/card.smart-health-card')}>
        <span class="way__icon">
          <Icon name="card" />
        </span>
        <span>
          <span class="way__name">{t('wallets.card')}</span>
          <span class="way__why">{t('wallets.card-why')}</span>
        </span>
        <span class="way__go" aria-hidden="true" />
      </a>
    </li>
  )
}

export function WalletApp({ page, screen: { offer, modules } }: Of<'wallet-app'>) {
  const { t, at, policy } = page
  return (
    <Framed page={page} title={t('wallets.app-title')} lead={t('wallets.app-lead')}>
      <Code modules={modules} label={t('wallets.app-code')} link={offer.link} open={t('wallets.app-open')} />
      <dl class="number">
        <dt>{t('wallets.app-digits')}</dt>
        <dd class="number__text" {...untranslated}>
          {offer.digits}
        </dd>
      </dl>
      <p>{t('wallets.app-until', { time: timeInWords(offer.until, policy.zone, t) })}</p>
      <p class="actions">
        <ButtonLink href={at('/pass')}>{t('wallets.app-back')}</ButtonLink>
      </p>
    </Framed>
  )
}

/** For venues: the visitor's wallet app shows a pass to this page. */
export function Check({ page, screen: { state } }: Of<'check'>) {
  const { t } = page
  switch (state.kind) {
    case 'start':
      return (
        <Framed page={page} title={t('wallets.check-title')} lead={t('wallets.check-lead')}>
          <p>{t('wallets.check-how')}</p>
          <Ask page={page} />
        </Framed>
      )
    case 'waiting':
      return (
        <Framed page={page} title={t('wallets.check-title')} lead={t('wallets.check-scan')}>
          <Code
            modules={state.modules}
            label={t('wallets.check-code')}
            link={state.link}
            open={t('wallets.check-open')}
          />
          <p role="status">{t('wallets.check-waiting')}</p>
          <p>
            <a class="linkish" href={page.at('/check')}>
              {t('wallets.check-look')}
            </a>
          </p>
        </Framed>
      )
    case 'shown':
      return <Result page={page} state={state} />
    case 'declined':
    case 'over':
      return (
        <Framed
          page={page}
          title={t('wallets.check-title')}
          lead={t(state.kind === 'over' ? 'wallets.check-over' : 'wallets.check-declined')}
        >
          <Ask page={page} />
        </Framed>
      )
  }
}

function Result({ page, state }: { readonly page: Page; readonly state: Shown }) {
  const { t, policy } = page
  const { verdict } = state
  const good = verdict.status === 'valid'
  const { holder, expires } = verdict
  const type = typeOf(verdict.kind)
  return (
    <Framed page={page} title={t(checkTitle(state))} lead={t('wallets.check-kept')}>
      {verdict.demo && <Notice icon="info">{t('wallets.check-demo')}</Notice>}
      {!good && <p>{whyNot(page, verdict)}</p>}
      {holder && (
        <dl class="told">
          <Fact name={t('pass.name')}>
            <Name givenName={holder.givenName} familyName={holder.familyName} />
          </Fact>
          {holder.birthDate !== null && (
            <Fact name={t('pass.birth-date')}>{birthDateInWords(holder.birthDate, t)}</Fact>
          )}
          {type && <Fact name={t('scanner.fact-pass')}>{t(`pass.type-${type}`)}</Fact>}
          {expires !== null && (
            <Fact name={t('scanner.fact-until')}>{untilInWords(expires, policy.zone, t)}</Fact>
          )}
        </dl>
      )}
      {good && <p>{t('scanner.photo-id')}</p>}
      <Ask page={page} />
    </Framed>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** The page's heading, which its title repeats. */
export const checkTitle = (state: Extract<Screen, { kind: 'check' }>['state']) =>
  state.kind === 'shown' ? wordFor(state.verdict.status) : 'wallets.check-title'

const typeOf = (kind: string | null) =>
  kind === 'vaccination' || kind === 'pcr' || kind === 'antigen' ? kind : undefined

type Status = Shown['verdict']['status']

function wordFor(status: Status) {
  switch (status) {
    case 'revoked':
      return 'scanner.result-not-genuine' // as the scanner says it
    case 'unknown':
      return 'scanner.result-cannot-check'
    default:
      return `scanner.result-${status}` as const
  }
}

function whyNot({ t, policy }: Page, { status, expires }: Shown['verdict']): string {
  switch (status) {
    case 'expired':
      return expires === null
        ? ''
        : t('scanner.why-expired', { moment: momentInWords(expires, policy.zone, t) })
    case 'not-yet-valid':
      return t('scanner.why-not-yet')
    case 'not-accepted':
      return t('wallets.check-why-not')
    case 'not-genuine':
    case 'revoked':
      return t('scanner.why-not-genuine')
    default:
      return t('scanner.why-cannot-check')
  }
}

function Ask({ page: { t, at } }: { readonly page: Page }) {
  return (
    <form method="post" action={at('/check')} data-once>
      <p class="actions">
        <Button>{t('wallets.check-ask')}</Button>
      </p>
    </form>
  )
}

interface CodeProps {
  readonly modules: readonly (readonly boolean[])[]
  readonly label: string
  readonly link: string
  readonly open: string
}

/** To scan with another device, or to open on this one. */
function Code({ modules, label, link, open }: CodeProps) {
  return (
    <>
      <div class="wallet-code">
        <QrCode modules={modules} label={label} />
      </div>
      <p>
        <a class="linkish" href={link}>
          {open}
        </a>
      </p>
    </>
  )
}

interface FramedProps {
  readonly page: Page
  readonly title: string
  readonly lead: string
  readonly children: ComponentChildren
}

function Framed({ page, title, lead, children }: FramedProps) {
  return (
    <Shell page={page} head={<TitleBand title={title} lead={lead} />}>
      <div class="wrap body">
        <div class="measure stack">{children}</div>
      </div>
    </Shell>
  )
}
