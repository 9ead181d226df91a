import { Name, Steps, TitleBand } from '@excelsior/ui/components'
import type { DetailsForm } from '../form/forms.ts'
import type { Page } from '../page.ts'

const STEPS = ['which', 'details', 'questions', 'code'] as const

export interface RetrieveHeadProps {
  readonly page: Page
  readonly title: string
  readonly step: (typeof STEPS)[number]
  readonly form?: DetailsForm | undefined
}

/** Where one is on the way to a pass, and whose pass it will be: on every step, so that no parent types their own name. */
export function RetrieveHead({ page, title, step, form }: RetrieveHeadProps) {
  const { t, policy } = page
  const steps = STEPS.filter((name) => name !== 'code' || policy.retrieval.code.required)
  const current = steps.indexOf(step) + 1
  const whom = form?.whom ?? 'me'
  return (
    <TitleBand
      title={title}
      share={current / steps.length}
      over={
        <>
          <b>{t('retrieve.step', { step: current, steps: steps.length })}</b>{' '}
          {form && <For page={page} form={form} named={step !== 'details'} />}
        </>
      }
    >
      <Steps
        label={t('retrieve.steps')}
        names={steps.map((name) => t(`retrieve.step-${name}`, { whom }))}
        current={current}
      />
    </TitleBand>
  )
}

interface ForProps {
  readonly page: Page
  readonly form: DetailsForm
  readonly named: boolean
}

/** Somebody in one's care by name, once it is typed: a parent may have a page open for each child. */
function For({ page: { t }, form, named }: ForProps) {
  const { pass: type, whom } = form
  if (!named || whom === 'me') return <>{t('retrieve.for', { type, whom })}</>
  const name = () => <Name givenName={form.given.trim()} familyName={form.family.trim()} />
  return <>{t.rich('retrieve.for-name', { type }, { name })}</>
}
