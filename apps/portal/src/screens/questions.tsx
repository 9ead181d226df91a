import { NONE } from '@excelsior/domain'
import { questionTexts, timeInWords } from '@excelsior/ui'
import { Button, Notice, RadioTiles } from '@excelsior/ui/components'
import { NOT_SURE } from '../form/answers.ts'
import type { FormFault, Page, Screen } from '../page.ts'
import { Errors } from './errors.tsx'
import { CarriedRetrieval } from './hidden-fields.tsx'
import { RetrieveHead } from './retrieve-head.tsx'
import { Shell } from './shell.tsx'
import { TimeLeft } from './time-left.tsx'

type QuestionsScreen = Extract<Screen, { kind: 'questions' }>

/** Months and weekdays. */
const ONE_WORD: ReadonlySet<string> = new Set(['dose-month', 'pcr-weekday', 'antigen-weekday'])

export function Questions({ page, screen }: { readonly page: Page; readonly screen: QuestionsScreen }) {
  const { t, at, policy } = page
  const { retrieval, faults, chosen } = screen
  const { form } = retrieval
  const questions = screen.questions.map((question) => questionTexts(question, t))
  const errorOf = (fault: FormFault) => {
    const question = questions.find(({ id }) => id === fault.field)?.text ?? ''
    return t(fault.text, { question })
  }
  const title = t('retrieve.questions-title')
  const time = timeInWords(retrieval.expires, policy.zone, t)
  return (
    <Shell page={page} head={<RetrieveHead page={page} title={title} step="questions" form={form} />}>
      <div class="wrap body split">
        <div class="stack stack--loose">
          <Errors t={t} faults={faults} textOf={errorOf} />
          <div class="measure stack">
            {form.whom === 'other' && (
              <p>
                <strong>{t('retrieve.questions-other')}</strong>
              </p>
            )}
            <p>{t('retrieve.questions-lead', { type: form.pass, time })}</p>
          </div>
          <form
            class="form"
            method="post"
            action={at('/retrieve/code')}
            noValidate
            autocomplete="off"
            data-once
          >
            <CarriedRetrieval retrieval={retrieval} />
            {questions.map(({ id, text, options }) => (
              <RadioTiles
                key={id}
                name={id}
                legend={text}
                big
                columns={ONE_WORD.has(id) ? 'one-word' : 'more-words'}
                chosen={chosen[id]}
                error={faults.some((fault) => fault.field === id) ? t('retrieve.fault-answer') : undefined}
                errorWord={t('common.error')}
                options={[
                  ...options.map((option) => ({ ...option, wide: option.value === NONE })),
                  {
                    value: NOT_SURE,
                    text: t('retrieve.not-sure'),
                    note: t('retrieve.not-sure-note'),
                    aside: true,
                    wide: true,
                  },
                ]}
              />
            ))}
            <p class="actions">
              <Button>{t('retrieve.continue')}</Button>
              <Button plain action={at('/retrieve/details')}>
                {t('retrieve.back-details', { whom: form.whom })}
              </Button>
            </p>
          </form>
          <TimeLeft page={page} retrieval={retrieval} />
        </div>
        <aside class="stack" aria-labelledby="stored-nowhere">
          <Notice icon="lock" title={t('retrieve.stored-nowhere')} id="stored-nowhere">
            <p>{t('retrieve.stored-nowhere-text')}</p>
          </Notice>
        </aside>
      </div>
    </Shell>
  )
}
