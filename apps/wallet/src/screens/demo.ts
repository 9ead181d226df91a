import type { Translator } from '@excelsior/ui'
import type { ListedWallet } from '../screen-props.ts'

/** Said on every screen of a wallet that trusts a demonstration's keys. */
export const demoOf = ({ trust }: Pick<ListedWallet, 'trust'>, t: Translator): string | undefined =>
  trust.view.trust?.demo === true ? t('wallet.demo') : undefined
