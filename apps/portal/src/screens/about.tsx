import type { Limit } from '@excelsior/domain'
import { ButtonLink, TitleBand, untranslated } from '@excelsior/ui/components'
import { type ComponentChildren, toChildArray } from 'preact'
import { SAMPLE } from '../developer-sample.ts'
import { factsOf } from '../faq/facts.ts'
import { PASS_MINUTES, SUPPORT_MINUTES, TYPED_FOR } from '../kept-for.ts'
import type { Page, Screen } from '../page.ts'
import { linksOf } from './links.tsx'
import { bold, Shell, withHelpDesk } from './shell.tsx'

interface PartProps {
  readonly id: string
  readonly title: string
  readonly children: ComponentChildren
}

function Part({ id, title, children }: PartProps) {
  return (
    <section class="measure stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}

interface AboutProps {
  readonly page: Page
  readonly area: 'privacy' | 'accessibility' | 'venues' | 'developers'
  readonly children: ComponentChildren
}

/** What the page holds stands beside it, where there is room. */
function About({ page, area, children }: AboutProps) {
  const { t } = page
  const parts = toChildArray(children).flatMap((child) =>
    typeof child === 'object' && child.type === Part ? [child.props as unknown as PartProps] : [],
  )
  return (
    <Shell page={page} head={<TitleBand title={t(`${area}.title`)} lead={t(`${area}.lead`)} />}>
      <div class="wrap body stack stack--loose beside">
        <nav class="contents contents--wide no-print" aria-labelledby="contents">
          <h2 class="notice__title" id="contents">
            {t('common.contents')}
          </h2>
          <ul class="bullets">
            {parts.map(({ id, title }) => (
              <li key={id}>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
        {children}
      </div>
    </Shell>
  )
}

interface ListProps {
  readonly texts: readonly ComponentChildren[]
  readonly ordered?: boolean
}

function List({ texts, ordered = false }: ListProps) {
  const items = texts.map((text, index) => (
    // The lists are fixed: a place is a name here.
    <li key={index}>
      <span>{text}</span>
    </li>
  ))
  return ordered ? <ol class="numbers">{items}</ol> : <ul class="bullets">{items}</ul>
}

export function Privacy({ page }: { readonly page: Page }) {
  const { t, policy, supportDays } = page
  const { code, minutes, startsPerIdentity, startsPerNetwork } = policy.retrieval
  const guess = {
    starts: startsPerIdentity.count,
    hours: hoursOf(startsPerIdentity),
    networkStarts: startsPerNetwork.count,
    networkHours: hoursOf(startsPerNetwork),
  }
  const browser = {
    typedMinutes: TYPED_FOR * minutes,
    passMinutes: PASS_MINUTES,
    supportMinutes: SUPPORT_MINUTES,
  }
  const parts = {
    typed: t('privacy.typed-text'),
    guess: t('privacy.guess-text', guess),
    code: t(code.required ? 'privacy.code-on' : 'privacy.code-off', { minutes: code.minutes }),
    pass: t('privacy.pass-text'),
    browser: t('privacy.browser-keeps', browser),
    wallet: [t('privacy.wallet-text'), t('privacy.phone-wallets')],
    scan: t('privacy.scan-device'),
    site: t('privacy.site-loads'),
    record: t('privacy.record-text'),
    positive: t('privacy.positive-text', { days: policy.positiveBarDays }),
  }
  const longest = Math.max(...[startsPerIdentity, startsPerNetwork, code.perPhone].map(hoursOf))
  const kept = [
    t('privacy.kept-tries', { hours: longest }),
    ...(code.required ? [t('privacy.kept-codes', { minutes: code.minutes, days: code.letterDays })] : []),
    t('privacy.kept-passes'),
    t('privacy.kept-phones'),
    t('privacy.kept-support', { supportDays }),
    t('privacy.kept-audit'),
  ]
  return (
    <About page={page} area="privacy">
      {Object.entries(parts).map(([part, texts]) => (
        <Part key={part} id={part} title={t(`privacy.${part}`)}>
          {[texts].flat().map((text) => (
            <p key={text}>{text}</p>
          ))}
        </Part>
      ))}
      <Part id="kept" title={t('privacy.kept')}>
        <List texts={kept} />
      </Part>
    </About>
  )
}

const hoursOf = (limit: Limit) => limit.periodMilliseconds / 3_600_000

const LIMITS = ['picture', 'camera', 'review'] as const
const WORKS = ['keyboard', 'reader', 'zoom', 'colour', 'script', 'time', 'phone', 'paper'] as const

export function Accessibility({ page }: { readonly page: Page }) {
  const { t, policy } = page
  const { minutes, code } = policy.retrieval
  const topic = t('support.topic-accessibility')
  const works = WORKS.filter((name) => name !== 'phone' || code.required)
  return (
    <About page={page} area="accessibility">
      <Part id="aim" title={t('accessibility.aim')}>
        <p>{t('accessibility.aim-text')}</p>
      </Part>
      <Part id="works" title={t('accessibility.works')}>
        <List texts={works.map((name) => t(`accessibility.works-${name}`, { minutes }))} />
      </Part>
      <Part id="limits" title={t('accessibility.limits')}>
        <List texts={LIMITS.map((name) => t(`accessibility.limits-${name}`))} />
      </Part>
      <Part id="problem" title={t('accessibility.problem')}>
        <p>{withHelpDesk('accessibility.problem-text', page)}</p>
      </Part>
      <Part id="complain" title={t('accessibility.complain')}>
        <p>{t.rich<ComponentChildren>('accessibility.complain-text', { topic }, linksOf(page))}</p>
        <p>{t('accessibility.complain-law')}</p>
      </Part>
    </About>
  )
}

const VERDICTS = ['valid', 'expired', 'not-accepted', 'not-genuine', 'cannot-check'] as const

export function Venues({
  page,
  screen: { asksWallets = false },
}: {
  readonly page: Page
  readonly screen: Extract<Screen, { kind: 'venues' }>
}) {
  const { t, policy } = page
  return (
    <About page={page} area="venues">
      <Part id="start" title={t('venues.start')}>
        <List ordered texts={[1, 2, 3].map((step) => t(`venues.start-${step}`))} />
        <p class="actions">
          <ButtonLink href="/scanner/">{t('venues.open')}</ButtonLink>
          <a class="linkish" href={page.at('/guides/scanner')}>
            {t('guides.title')}
            <span class="hidden-visually">: {t('guides.scanner-title')}</span>
          </a>
        </p>
      </Part>
      <Part id="devices" title={t('venues.devices')}>
        <p>{t('venues.devices-text')}</p>
      </Part>
      {asksWallets && (
        <Part id="online" title={t('wallets.check-title')}>
          <p>{t('wallets.check-lead')}</p>
          <p class="actions">
            <ButtonLink quiet href={page.at('/check')}>
              {t('wallets.check-ask')}
            </ButtonLink>
          </p>
        </Part>
      )}
      <Part id="id" title={t('venues.id')}>
        <p>{t('venues.id-text', { age: policy.venues.photoIdFromAge })}</p>
      </Part>
      <Part id="says" title={t('venues.says')}>
        <List texts={VERDICTS.map((verdict) => t.rich(`venues.${verdict}`, {}, { b: bold }))} />
        <p>{t('venues.health')}</p>
      </Part>
      <Part id="which" title={t('venues.which')}>
        <p>{t('venues.which-text', factsOf(page))}</p>
      </Part>
      <Part id="keeps" title={t('venues.keeps')}>
        <p>{t('venues.keeps-text')}</p>
        <p>{t('venues.counts')}</p>
      </Part>
      <Part id="fresh" title={t('venues.fresh')}>
        <p>{t('venues.fresh-text')}</p>
      </Part>
    </About>
  )
}

/** Addresses that the contract with other programs fixes. */
const PUBLISHED = { trust: '/.well-known/excelsior/trust.json', api: '/api/openapi.json' } as const

export function Developers({ page }: { readonly page: Page }) {
  const { t } = page
  const code = (inside: ComponentChildren) => <code>{inside}</code>
  return (
    <About page={page} area="developers">
      <Part id="format" title={t('developers.format')}>
        <p>{t.rich('developers.format-text', {}, { code })}</p>
      </Part>
      <Part id="check" title={t('developers.check')}>
        <List ordered texts={[1, 2, 3, 4].map((step) => t(`developers.check-${step}`))} />
      </Part>
      <Part id="sample" title={t('developers.sample')}>
        <p>{t('developers.sample-text')}</p>
        <pre class="sample" lang="en" {...untranslated}>
          <code>{SAMPLE}</code>
        </pre>
      </Part>
      <Part id="published" title={t('developers.published')}>
        <List
          texts={(['trust', 'api'] as const).map((what) => (
            <>
              <a href={PUBLISHED[what]}>{t(`developers.${what}`)}</a>
              <br />
              {t(`developers.${what}-text`)}
            </>
          ))}
        />
        <p>{t('developers.source')}</p>
      </Part>
    </About>
  )
}
