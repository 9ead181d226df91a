import type { Instant } from '@excelsior/domain'
import { Button, ButtonLink, Notice } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import type { InRetrieval } from '../form/forms.ts'
import { PASS_MINUTES } from '../kept-for.ts'
import type { Page } from '../page.ts'
import { CarriedDetails } from './hidden-fields.tsx'

/** Before the end, so many seconds: enough to finish, or to go back. */
const WARN_SECONDS = 120

interface TimesProps {
  readonly page: Page
  readonly until: Instant
  readonly children: ComponentChildren
}

/**
 * Words that a script brings out two minutes before the time is up, and when it is. It counts from the page's
 * arrival, for the clock of a phone may be wrong. Without script the page names the time and the flow tells.
 */
function Times({ page, until, children }: TimesProps) {
  const seconds = Math.max(0, Math.floor((until - page.now) / 1000))
  return (
    <div class="time-left no-print" role="status" data-seconds={seconds} data-warn={WARN_SECONDS}>
      {children}
    </div>
  )
}

/** Of a retrieval: new time is had by asking again. */
export function TimeLeft({ page, retrieval }: { readonly page: Page; readonly retrieval: InRetrieval }) {
  const { t } = page
  const whom = retrieval.form.whom
  return (
    <Times page={page} until={retrieval.expires}>
      {(['warning', 'over'] as const).map((when) => (
        <form
          key={when}
          method="post"
          action={page.at('/retrieve/questions')}
          data-time={when}
          hidden
          data-once
        >
          <CarriedDetails form={retrieval.form} />
          <input type="hidden" name="anew" value="yes" />
          <Notice icon="clock" kind="warn">
            <p>{t(`retrieve.time-${when}`)}</p>
            <p class="actions">
              <Button>{t('retrieve.ask-again')}</Button>
              {when === 'over' && (
                <Button quiet action={page.at('/retrieve/details')}>
                  {t('retrieve.back-details', { whom })}
                </Button>
              )}
            </p>
          </Notice>
        </form>
      ))}
    </Times>
  )
}

/** Of the pass in this browser: a press keeps it longer, as often as one likes (WCAG 2.2, 2.2.1). */
export function PassTimeLeft({ page, until }: { readonly page: Page; readonly until: Instant }) {
  const { t, at } = page
  return (
    <Times page={page} until={until}>
      <form class="wrap" method="post" action={at('/pass/keep')} data-time="warning" hidden data-once>
        <Notice icon="clock" kind="warn">
          <p>{t('outcome.time-warning')}</p>
          <p class="actions">
            <Button>{t('outcome.time-more', { minutes: PASS_MINUTES })}</Button>
          </p>
        </Notice>
      </form>
      <div class="wrap" data-time="over" hidden>
        <Notice icon="clock" kind="warn">
          <p>{t('outcome.time-over')}</p>
          <p class="actions">
            <ButtonLink href={at('/retrieve')}>{t('home.start')}</ButtonLink>
          </p>
        </Notice>
      </div>
    </Times>
  )
}
