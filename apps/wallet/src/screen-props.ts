import type { Translator } from '@excelsior/ui'
import type { Wallet } from './wallet.ts'

/** What every screen is drawn from. */
export interface ScreenProps {
  readonly wallet: Wallet
  readonly t: Translator
}
