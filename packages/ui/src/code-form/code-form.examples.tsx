import type { Examples } from '../examples/kit.ts'
import { CodeForm } from './code-form.tsx'

export const examples: Examples = ({ t }) => ({
  'in the wallet': <CodeForm t={t} send={t('wallet.paste-add')} longest={4296} onCode={() => {}} />,
})
