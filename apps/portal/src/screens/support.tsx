import { momentInWords } from '@excelsior/ui'
import {
  Button,
  Field,
  Notice,
  RadioTiles,
  TextArea,
  TitleBand,
  untranslated,
} from '@excelsior/ui/components'
import { MOST_TEXT, TOPICS } from '../form/support-form.ts'
import type { FormFault, Page, Screen } from '../page.ts'
import { Errors } from './errors.tsx'
import { Shell, withHelpDesk } from './shell.tsx'

type SupportScreen = Extract<Screen, { kind: 'support' }>

export function Support({ page, screen }: { readonly page: Page; readonly screen: SupportScreen }) {
  const { t, at, supportDays } = page
  const { form, faults, trouble } = screen
  const textOf = (fault: FormFault) => t(fault.text, { most: MOST_TEXT })
  const errorOf = (field: string) => faults.filter((fault) => fault.field === field).map(textOf)[0]
  const errorWord = t('common.error')
  return (
    <Shell page={page} head={<TitleBand title={t('support.title')} lead={t('support.lead')} />}>
      <div class="wrap body split">
        <div class="stack stack--loose">
          <Errors t={t} faults={faults} textOf={textOf} />
          {trouble && <Trouble page={page} trouble={trouble} />}
          <form class="form" method="post" action={at('/support')} noValidate data-once>
            <RadioTiles
              name="topic"
              legend={t('support.topic')}
              chosen={form.topic}
              error={errorOf('topic')}
              errorWord={errorWord}
              columns="more-words"
              options={TOPICS.map((topic) => ({ value: topic, text: t(`support.topic-${topic}`) }))}
            />
            <TextArea
              id="text"
              label={t('support.text')}
              hint={t('support.text-hint', { most: MOST_TEXT })}
              value={form.text}
              error={errorOf('text')}
              errorWord={errorWord}
              most={MOST_TEXT}
            />
            <Field
              id="contact"
              label={t('support.contact')}
              hint={t('support.contact-hint')}
              value={form.contact}
              error={errorOf('contact')}
              errorWord={errorWord}
              autoComplete="off"
            />
            <p class="actions">
              <Button>{t('support.send')}</Button>
            </p>
          </form>
        </div>
        <aside class="stack" aria-labelledby="kept">
          <Notice icon="lock" title={t('support.kept')} id="kept">
            <p>{t('support.kept-text', { days: supportDays })}</p>
          </Notice>
          <div class="card">
            <h2 class="notice__title">{t('support.call')}</h2>
            <p>{withHelpDesk('support.call-text', page)}</p>
          </div>
        </aside>
      </div>
    </Shell>
  )
}

interface TroubleProps {
  readonly page: Page
  readonly trouble: NonNullable<SupportScreen['trouble']>
}

/** Why nothing was sent, though nothing was wrong with it. */
function Trouble({ page: { t, now, policy }, trouble }: TroubleProps) {
  const text =
    trouble.kind === 'unavailable'
      ? t('support.unavailable')
      : now < trouble.retryAt
        ? t('support.busy', { time: momentInWords(trouble.retryAt, policy.zone, t) })
        : t('support.busy-over')
  return (
    <div role="alert" tabIndex={-1} data-told autofocus>
      <Notice icon="warning" kind="warn">
        <p>{text}</p>
      </Notice>
    </div>
  )
}

type SentScreen = Extract<Screen, { kind: 'support-sent' }>

export function SupportSent({ page, screen }: { readonly page: Page; readonly screen: SentScreen }) {
  const { t, at } = page
  return (
    <Shell page={page} head={<TitleBand title={t('support.sent-title')} lead={t('support.sent-lead')} />}>
      <div class="wrap body">
        <div class="measure stack stack--loose">
          <dl class="number">
            <dt>{t('support.sent-number')}</dt>
            <dd class="number__text" {...untranslated}>
              {screen.number}
            </dd>
          </dl>
          <section class="stack" aria-labelledby="next">
            <h2 id="next">{t('support.sent-next')}</h2>
            <p>{withHelpDesk('support.sent-answer', page)}</p>
            <p>
              <a class="linkish" href={at('/support')}>
                {t('support.sent-again')}
              </a>
            </p>
          </section>
        </div>
      </div>
    </Shell>
  )
}
