import { Checkbox, Field } from './field.tsx'

const plain = { value: '', errorWord: 'Error: ', autoComplete: 'off' }

export const examples = {
  empty: <Field {...plain} id="given" label="First name" />,
  'with a hint': <Field {...plain} id="zip" kind="zip" label="ZIP code" hint="The one given at a dose" />,
  'with an error': (
    <Field
      {...plain}
      id="phone"
      kind="phone"
      type="tel"
      label="Phone number"
      value="12"
      error="Type ten digits"
    />
  ),
  'with a box to tick': (
    <Field {...plain} id="family" label="Last name">
      <Checkbox id="one-name" label="I have only one name" checked />
    </Field>
  ),
}
