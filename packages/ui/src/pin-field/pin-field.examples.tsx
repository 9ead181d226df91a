import type { Examples } from '../examples/kit.ts'
import { PinField } from './pin-field.tsx'

export const examples: Examples = ({ t, id }) => ({
  'to open with': <PinField t={t} id={id('pin')} label={t('lock.pin')} use="current-password" />,
  'to be set, with a hint': (
    <PinField
      t={t}
      id={id('new-pin')}
      label={t('lock.new')}
      hint={t('lock.new-hint', { least: 6 })}
      use="new-password"
    />
  ),
  'with an error': (
    <PinField t={t} id={id('wrong-pin')} label={t('lock.pin')} error={t('lock.wrong')} use="off" />
  ),
})
