import { Button, Notice, TitleBand } from '@excelsior/ui/components'
import type { InRetrieval } from '../form/forms.ts'
import type { Page } from '../page.ts'
import { CarriedRetrieval } from './hidden-fields.tsx'
import { Shell, withHelpDesk } from './shell.tsx'
import { TimeLeft } from './time-left.tsx'

export interface NotSureProps {
  readonly page: Page
  readonly retrieval: InRetrieval
}

/** For whoever does not know an answer: where it can be looked up. It is the same for everybody. */
export function NotSure({ page, retrieval }: NotSureProps) {
  const { t, at } = page
  return (
    <Shell
      page={page}
      head={<TitleBand title={t('retrieve.not-sure-title')} lead={t('retrieve.not-sure-lead')} />}
    >
      <div class="wrap body split">
        <div class="stack stack--loose">
          <ul class="bullets measure">
            {['card', 'report', 'calendar', 'ask', 'none'].map((where) => (
              <li key={where}>
                <span>{t(`retrieve.look-${where}`)}</span>
              </li>
            ))}
          </ul>
          <form method="post" action={at('/retrieve/questions')} data-once>
            <CarriedRetrieval retrieval={retrieval} />
            <p class="actions">
              <Button>{t('retrieve.back-questions')}</Button>
            </p>
          </form>
          <TimeLeft page={page} retrieval={retrieval} />
        </div>
        <aside class="stack" aria-labelledby="no-pass-needed">
          <Notice icon="card" title={t('outcome.no-pass-needed')} id="no-pass-needed">
            <p>{t('outcome.no-pass-needed-text')}</p>
          </Notice>
          <div class="card">
            <h2 class="notice__title">{t('outcome.help')}</h2>
            <p>{withHelpDesk('outcome.help-text', page)}</p>
          </div>
        </aside>
      </div>
    </Shell>
  )
}
