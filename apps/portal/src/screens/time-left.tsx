import { Button, Notice } from '@excelsior/ui/components'
import type { InRetrieval } from '../form/forms.ts'
import type { Page } from '../page.ts'
import { CarriedDetails } from './hidden-fields.tsx'

/** Before the end, so many seconds: enough to finish, or to go back. */
const WARN_SECONDS = 120

/**
 * Words that a script brings out two minutes before the time is up, and when it is. It counts from the page's
 * arrival, for the clock of a phone may be wrong. Without script the page names the time and the flow tells.
 */
export function TimeLeft({ page, retrieval }: { readonly page: Page; readonly retrieval: InRetrieval }) {
  const { t } = page
  const seconds = Math.max(0, Math.floor((retrieval.expires - page.now) / 1000))
  const whom = retrieval.form.whom
  return (
    <div class="time-left" role="status" data-seconds={seconds} data-warn={WARN_SECONDS}>
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
    </div>
  )
}
