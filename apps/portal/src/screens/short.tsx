import { momentInWords } from '@excelsior/ui'
import { Button, ButtonLink, TitleBand } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import type { DetailsForm } from '../form/forms.ts'
import { PASS_MINUTES, TYPED_FOR } from '../kept-for.ts'
import type { Page, Screen } from '../page.ts'
import { CarriedDetails } from './hidden-fields.tsx'
import { Leave } from './leave.tsx'
import { Shell } from './shell.tsx'

interface ShortProps {
  readonly page: Page
  readonly title: string
  readonly lead: string
  readonly children: ComponentChildren
}

/** Pages that say one thing and the way on. */
function Short({ page, title, lead, children }: ShortProps) {
  return (
    <Shell page={page} head={<TitleBand title={title} lead={lead} />}>
      <div class="wrap body">
        <div class="measure stack">{children}</div>
      </div>
    </Shell>
  )
}

type Of<Kind extends Screen['kind']> = {
  readonly page: Page
  readonly screen: Extract<Screen, { kind: Kind }>
}

export function TimedOut({ page, screen }: Of<'timed-out'>) {
  const { t, policy } = page
  return (
    <Short page={page} title={t('outcome.timed-out-title')} lead={t('outcome.timed-out-lead')}>
      <p>{t('outcome.timed-out-text', { minutes: policy.retrieval.minutes })}</p>
      <AskAgain page={page} form={screen.form} />
      <Leave page={page} />
    </Short>
  )
}

export function Busy({ page, screen }: Of<'busy'>) {
  const { t, at, policy } = page
  const { form, retryAt } = screen
  return (
    <Short page={page} title={t('outcome.busy-title')} lead={t('outcome.busy-lead')}>
      <p>
        {retryAt === undefined
          ? t('outcome.busy-over')
          : t('outcome.busy-text', { time: momentInWords(retryAt, policy.zone, t) })}
      </p>
      <AskAgain page={page} form={form} />
      <p>{t('outcome.no-pass-needed-text')}</p>
      <p>
        <a class="linkish" href={at('/help')}>
          {t('common.help')}
        </a>
      </p>
      <Leave page={page} />
    </Short>
  )
}

/** One press to the questions, with nothing to type; or to the details, to change them. */
function AskAgain({ page: { t, at }, form }: { readonly page: Page; readonly form: DetailsForm }) {
  return (
    <form method="post" action={at('/retrieve/questions')} data-once>
      <CarriedDetails form={form} />
      <input type="hidden" name="anew" value="yes" />
      <p class="actions">
        <Button>{t('retrieve.ask-again')}</Button>
        <Button plain action={at('/retrieve/details')}>
          {t('retrieve.back-details', { whom: form.whom })}
        </Button>
      </p>
    </form>
  )
}

export function Unavailable({ page, screen }: Of<'unavailable'>) {
  const { t, at } = page
  return (
    <Short page={page} title={t('outcome.unavailable-title')} lead={t('outcome.unavailable-lead')}>
      <p>{t('outcome.unavailable-text')}</p>
      <p>{t('outcome.no-pass-needed-text')}</p>
      <p class="actions">
        <ButtonLink href={at(screen.back ?? '/retrieve')}>{t('outcome.try-again')}</ButtonLink>
      </p>
    </Short>
  )
}

/** For a step whose details are not kept any more, or never were: it says so, instead of beginning silently. */
export function BeginAgain({ page }: { readonly page: Page }) {
  const { t, at, policy } = page
  return (
    <Short page={page} title={t('outcome.begin-again-title')} lead={t('outcome.begin-again-lead')}>
      <p>{t('outcome.begin-again-text', { minutes: TYPED_FOR * policy.retrieval.minutes })}</p>
      <p class="actions">
        <ButtonLink href={at('/retrieve')}>{t('home.start')}</ButtonLink>
      </p>
    </Short>
  )
}

export function NoPassHere({ page }: { readonly page: Page }) {
  const { t, at } = page
  const lead = t('outcome.no-pass-here-lead', { minutes: PASS_MINUTES })
  return (
    <Short page={page} title={t('outcome.no-pass-here-title')} lead={lead}>
      <p class="actions">
        <ButtonLink href={at('/retrieve')}>{t('home.start')}</ButtonLink>
      </p>
    </Short>
  )
}

export function Finished({ page }: { readonly page: Page }) {
  const { t, at } = page
  return (
    <Short page={page} title={t('outcome.finished-title')} lead={t('outcome.finished-lead')}>
      <p>{t('outcome.another-text')}</p>
      <p class="actions">
        <ButtonLink href={at('/retrieve')}>{t('outcome.get-another')}</ButtonLink>
      </p>
    </Short>
  )
}

export function NotFound({ page }: { readonly page: Page }) {
  const { t, at } = page
  return (
    <Short page={page} title={t('outcome.not-found-title')} lead={t('outcome.not-found-lead')}>
      <p class="actions">
        <ButtonLink href={at('/')}>{t('outcome.to-start')}</ButtonLink>
      </p>
    </Short>
  )
}
