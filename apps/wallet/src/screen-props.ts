import type { Offline } from '@excelsior/offline'
import type { Translator } from '@excelsior/ui'
import type { Adder } from './adding.ts'
import type { Removal } from './passes/removal.ts'
import type { Wallet } from './wallet.ts'

/** What every screen is drawn from. */
export interface ScreenProps {
  readonly wallet: Wallet
  readonly t: Translator
}

/** What the first screen, the list of passes, is drawn from: the only one that is drawn without a wallet, too. */
export interface ListProps {
  readonly wallet: ListedWallet
  readonly t: Translator
}

export interface ListedWallet
  extends Pick<
    Wallet,
    | 'people'
    | 'passes'
    | 'place'
    | 'lasting'
    | 'promise'
    | 'installOffered'
    | 'install'
    | 'undo'
    | 'now'
    | 'zone'
  > {
  readonly adder: Pick<Adder, 'state'>
  readonly offline: Pick<Offline, 'updateWaits' | 'update'>
  readonly removal: Pick<Removal, 'last' | 'hold'>
  readonly trust: { readonly view: { readonly trust: { readonly demo: boolean } | undefined } }
}
