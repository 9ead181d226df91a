import type { Translator } from '@excelsior/ui'
import type { Wallet } from '../wallet.ts'

/** Said on every screen of a wallet that trusts a demonstration's keys. */
export const demoOf = ({ trust }: Wallet, t: Translator): string | undefined =>
  trust.view.trust?.demo === true ? t('wallet.demo') : undefined
