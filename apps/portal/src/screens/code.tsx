import { timeInWords } from '@excelsior/ui'
import { Button, Disclosure, Field, Notice } from '@excelsior/ui/components'
import type { Page, Screen } from '../page.ts'
import { Errors } from './errors.tsx'
import { CarriedRetrieval } from './hidden-fields.tsx'
import { RetrieveHead } from './retrieve-head.tsx'
import { bold, Shell } from './shell.tsx'
import { TimeLeft } from './time-left.tsx'

type CodeScreen = Extract<Screen, { kind: 'code' }>

const SENT = { text: 'retrieve.code-text-again', call: 'retrieve.code-call', letter: 'retrieve.code-letter' }

/** Says the same to everybody: whether a code is on its way, only the phone on record knows. */
export function Code({ page, screen }: { readonly page: Page; readonly screen: CodeScreen }) {
  const { t, at, policy } = page
  const { retrieval, faults, asked } = screen
  const { by } = asked
  const { whom } = retrieval.form
  const { digits, letterDigits, minutes, letterDays } = policy.retrieval.code
  const title = t('retrieve.code-title', { whom })
  const textOf = ({ text }: { readonly text: string }) => t(text, { digits, letterDigits })
  return (
    <Shell page={page} head={<RetrieveHead page={page} title={title} step="code" form={retrieval.form} />}>
      <div class="wrap body stack stack--loose">
        <Errors t={t} faults={faults} textOf={textOf} />
        {by && faults.length === 0 && (
          <div role="status" tabIndex={-1} data-told autofocus>
            <Notice icon="done" kind="done">
              <p>{t(SENT[by], { days: letterDays })}</p>
            </Notice>
          </div>
        )}
        <p class="measure">{t('retrieve.code-lead')}</p>
        <form class="stack" method="post" action={at('/retrieve/pass')} noValidate data-once>
          <CarriedRetrieval retrieval={retrieval} />
          <Field
            id="code"
            kind="code"
            label={t('retrieve.code-label', { digits })}
            hint={t('retrieve.code-hint', { time: timeInWords(asked.at, policy.zone, t), minutes })}
            value={screen.typed}
            error={faults.map(textOf)[0]}
            errorWord={t('common.error')}
            inputMode="numeric"
            autoComplete="one-time-code"
          />
          <p class="actions">
            <Button>{t('retrieve.code-show', { whom })}</Button>
          </p>
        </form>
        <form method="post" action={at('/retrieve/resend')} data-once>
          <CarriedRetrieval retrieval={retrieval} />
          <Disclosure summary={t('retrieve.no-code')} open={by === undefined && faults.length === 0}>
            <Ways page={page} />
          </Disclosure>
          <Disclosure summary={t('letters.code-note')}>
            <p>{t('letters.code-note-text', { digits: policy.retrieval.code.letterDigits })}</p>
          </Disclosure>
          <Disclosure summary={t('retrieve.old-number')}>
            <p>{t('retrieve.old-number-text')}</p>
          </Disclosure>
        </form>
        <TimeLeft page={page} retrieval={retrieval} />
      </div>
    </Shell>
  )
}

function Ways({ page: { t, policy } }: { readonly page: Page }) {
  const days = policy.retrieval.code.letterDays
  return (
    <ul class="choices">
      {(['text', 'call', 'letter'] as const).map((channel) => (
        <li key={channel} class="choice">
          <p>{t.rich(`retrieve.way-${channel}`, { days }, { b: bold })}</p>
          <Button plain name="channel" value={channel}>
            {t(`retrieve.send-${channel}`)}
          </Button>
        </li>
      ))}
      <li class="choice">
        <p>{t.rich('retrieve.way-counter', {}, { b: bold })}</p>
      </li>
    </ul>
  )
}
