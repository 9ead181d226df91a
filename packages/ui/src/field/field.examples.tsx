import type { Examples } from '../examples/kit.ts'
import { Checkbox, Field } from './field.tsx'
import { TextArea } from './text-area.tsx'

export const examples: Examples = ({ t, id }) => {
  const plain = { value: '', errorWord: t('common.error'), autoComplete: 'off' }
  const text = {
    label: t('support.text'),
    hint: t('support.text-hint', { most: 1500 }),
    errorWord: t('common.error'),
    most: 1500,
  }
  return {
    empty: <Field {...plain} id={id('given')} label={t('retrieve.given')} />,
    'with a hint': (
      <Field
        {...plain}
        id={id('zip')}
        kind="zip"
        label={t('retrieve.zip')}
        hint={t('retrieve.zip-hint', { type: 'vaccination' })}
      />
    ),
    'with an error': (
      <Field
        {...plain}
        id={id('phone')}
        kind="phone"
        type="tel"
        label={t('retrieve.phone')}
        value="12"
        error={t('retrieve.fault-phone')}
      />
    ),
    'for a code': (
      <Field
        {...plain}
        id={id('code')}
        kind="code"
        label={t('retrieve.code-label', { digits: 6 })}
        value="123456"
      />
    ),
    'with a box to tick': (
      <Field {...plain} id={id('family')} label={t('retrieve.family')}>
        <Checkbox id={id('one-name')} label={t('retrieve.one-name', { whom: 'me' })} checked />
      </Field>
    ),
    'for sentences': <TextArea {...text} id={id('text')} value="" />,
    'for sentences, with an error': (
      <TextArea {...text} id={id('text-bad')} value="" error={t('support.fault-text')} />
    ),
  }
}
