import { Field } from '../field/field.tsx'
import { ErrorSummary } from './error-summary.tsx'

export const examples = {
  'above its form': (
    <>
      <ErrorSummary title="One thing to put right" errors={[{ field: 'city', text: 'Type the city' }]} />
      <Field id="city" label="City" value="" error="Type the city" errorWord="Error: " autoComplete="off" />
    </>
  ),
}
