import { Button, Checkbox, Disclosure, Field, MemorableDate, Notice } from '@excelsior/ui/components'
import type { DetailsForm } from '../form/forms.ts'
import type { FormFault, Page, Screen } from '../page.ts'
import { Errors } from './errors.tsx'
import { RetrieveHead } from './retrieve-head.tsx'
import { bold, Shell } from './shell.tsx'

type DetailsScreen = Extract<Screen, { kind: 'details' }>

export function Details({ page, screen }: { readonly page: Page; readonly screen: DetailsScreen }) {
  const { t, at, policy } = page
  const { form, faults } = screen
  const { whom, pass: type } = form
  const title = t('retrieve.details-title', { whom })
  const lead = whom === 'me' ? 'retrieve.details-lead' : 'retrieve.details-lead-other'
  const { code, minutes } = policy.retrieval
  return (
    <Shell page={page} head={<RetrieveHead page={page} title={title} step="details" form={form} />}>
      <div class="wrap body split">
        <div class="stack stack--loose">
          <Errors t={t} faults={faults} textOf={(fault) => t(fault.text)} />
          <p class="measure">{t(lead, { type })}</p>
          <form class="form" method="post" action={at('/retrieve/questions')} noValidate data-once>
            <input type="hidden" name="pass" value={type} />
            <input type="hidden" name="whom" value={whom} />
            {form.scriptAsked && <input type="hidden" name="script-asked" value="yes" />}
            <Fields page={page} form={form} faults={faults} />
            <Disclosure summary={t('retrieve.why')}>
              <p>{t.rich('retrieve.why-name', {}, { b: bold })}</p>
              <p>{t.rich('retrieve.why-zip', {}, { b: bold })}</p>
              {code.required && <p>{t.rich('retrieve.why-code', {}, { b: bold })}</p>}
            </Disclosure>
            <p class="actions">
              <Button>{t('retrieve.continue')}</Button>
              <a class="linkish" href={at('/retrieve')}>
                {t('retrieve.back-which')}
              </a>
            </p>
          </form>
        </div>
        <aside class="stack" aria-labelledby="not-kept">
          <Notice icon="lock" title={t('retrieve.not-kept')} id="not-kept">
            <p>{t('retrieve.not-kept-text')}</p>
          </Notice>
          <p class="small soft">{t('retrieve.time', { minutes })}</p>
        </aside>
      </div>
    </Shell>
  )
}

interface FieldsProps {
  readonly page: Page
  readonly form: DetailsForm
  readonly faults: readonly FormFault[]
}

const BIRTH_PARTS = ['month', 'day', 'year'] as const

function Fields({ page: { t, policy }, form, faults }: FieldsProps) {
  const { whom, pass: type } = form
  const errorWord = t('common.error')
  // A browser knows its owner's name and birthday. On a form for a child it would fill in the parent's.
  const own = (token: string) => (whom === 'me' ? token : 'off')
  const errorOf = (field: string) =>
    faults.filter((fault) => fault.field === field).map((fault) => t(fault.text))[0]
  const birthParts = BIRTH_PARTS.filter((part) => errorOf(`birth-${part}`) !== undefined)
  const birthError = birthParts[0] && { parts: birthParts, text: errorOf(`birth-${birthParts[0]}`) ?? '' }
  const phoneHint = policy.retrieval.code.required ? 'retrieve.phone-hint-code' : 'retrieve.phone-hint'
  return (
    <>
      <Field
        id="given"
        label={t('retrieve.given')}
        value={form.given}
        error={errorOf('given')}
        errorWord={errorWord}
        autoComplete={own('given-name')}
      />
      <Field
        id="family"
        label={t('retrieve.family')}
        value={form.family}
        error={errorOf('family')}
        errorWord={errorWord}
        autoComplete={own('family-name')}
      >
        <Checkbox id="one-name" label={t('retrieve.one-name', { whom })} checked={form.oneName} />
      </Field>
      <MemorableDate
        id="birth"
        legend={t('retrieve.birth')}
        hint={t('retrieve.birth-hint')}
        labels={{ month: t('retrieve.month'), day: t('retrieve.day'), year: t('retrieve.year') }}
        values={form}
        error={birthError}
        errorWord={errorWord}
        autoComplete={whom === 'me'}
      >
        <Checkbox id="no-day" label={t('retrieve.no-day', { whom })} checked={form.noDay} />
      </MemorableDate>
      <Field
        id="zip"
        kind="zip"
        label={t('retrieve.zip')}
        hint={t('retrieve.zip-hint', { type })}
        value={form.zip}
        error={errorOf('zip')}
        errorWord={errorWord}
        inputMode="numeric"
        autoComplete={own('postal-code')}
      />
      <Field
        id="phone"
        kind="phone"
        type="tel"
        label={t('retrieve.phone')}
        hint={t(phoneHint, { type })}
        value={form.phone}
        error={errorOf('phone')}
        errorWord={errorWord}
        autoComplete={own('tel')}
      />
    </>
  )
}
