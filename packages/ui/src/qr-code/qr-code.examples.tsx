import { type Examples, MODULES } from '../examples/kit.ts'
import { QrCode } from './qr-code.tsx'

export const examples: Examples = ({ t }) => ({
  'with its quiet zone': <QrCode modules={MODULES} label={t('pass.code-of', { name: 'Rosa Quiñones' })} />,
})
