import { Button, Notice, TitleBand } from '@excelsior/ui/components'
import type { Page, Screen } from '../page.ts'
import { CarriedDetails, CarriedRetrieval } from './hidden-fields.tsx'
import { Leave } from './leave.tsx'
import { Shell, withHelpDesk } from './shell.tsx'

type NotConfirmedScreen = Extract<Screen, { kind: 'not-confirmed' }>

/**
 * The one page for everybody who is not proven. All of it is true whatever the cause, so it neither tells nor
 * hints which part failed, nor that there is or is not a record.
 */
export function NotConfirmed({ page, screen }: { readonly page: Page; readonly screen: NotConfirmedScreen }) {
  const { t, at } = page
  const { form, retrieval } = screen
  return (
    <Shell
      page={page}
      head={<TitleBand title={t('outcome.not-confirmed-title')} lead={t('outcome.not-confirmed-lead')} />}
    >
      <div class="wrap body split">
        <div class="stack stack--loose">
          <section class="measure stack" aria-labelledby="check">
            <h2 id="check">{t('outcome.check')}</h2>
            <p>{t('outcome.check-text')}</p>
            <ul class="bullets">
              {['name', 'phone', 'time', ...(retrieval ? ['code'] : [])].map((what) => (
                <li key={what}>
                  <span>{t(`outcome.check-${what}`)}</span>
                </li>
              ))}
            </ul>
            <div class="actions">
              <form method="post" action={at('/retrieve/details')} data-once>
                <CarriedDetails form={form} />
                <Button>{t('outcome.try-again')}</Button>
              </form>
              {retrieval && (
                <form method="post" action={at('/retrieve/pass')} data-once>
                  <CarriedRetrieval retrieval={retrieval} />
                  <Button quiet name="again" value="yes">
                    {t('outcome.try-code')}
                  </Button>
                </form>
              )}
            </div>
          </section>
          <section class="measure stack" aria-labelledby="record">
            <h2 id="record">{t('outcome.keeps-failing')}</h2>
            <p>{t('outcome.keeps-failing-text')}</p>
            <p>{t('outcome.often-missing')}</p>
          </section>
          <div class="measure">
            <Leave page={page} />
          </div>
        </div>
        <aside class="stack" aria-labelledby="no-pass-needed">
          <Notice icon="card" title={t('outcome.no-pass-needed')} id="no-pass-needed">
            <p>{t('outcome.no-pass-needed-text')}</p>
          </Notice>
          <div class="card">
            <h2 class="notice__title">{t('outcome.help')}</h2>
            <p>{withHelpDesk('outcome.help-text', page)}</p>
            <p>
              <a class="linkish" href={at('/help')}>
                {t('common.help')}
              </a>
            </p>
          </div>
        </aside>
      </div>
    </Shell>
  )
}
