import type { Example } from '../examples/kit.ts'
import { Field } from '../field/field.tsx'
import { ErrorSummary } from './error-summary.tsx'

export const example: Example = ({ t }) => (
  <main class="wrap body stack stack--loose">
    <h1>{t('retrieve.details-title', { whom: 'me' })}</h1>
    <ErrorSummary
      title={t('retrieve.problems', { count: 1 })}
      errors={[{ field: 'zip', text: t('retrieve.fault-zip') }]}
    />
    <Field
      id="zip"
      kind="zip"
      label={t('retrieve.zip')}
      value="123"
      error={t('retrieve.fault-zip')}
      errorWord={t('common.error')}
      autoComplete="off"
    />
  </main>
)
