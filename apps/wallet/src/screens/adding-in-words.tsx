import type { Translator } from '@excelsior/ui'
import type { Adding } from '../adding.ts'

/** What goes on, for a place that is always there, so that readers hear it come. */
export function AddingInWords({ state, t }: { readonly state: Adding; readonly t: Translator }) {
  switch (state.kind) {
    case 'checking':
      return <span>{t('wallet.checking')}</span>
    case 'part':
      return <span>{t('wallet.part-seen', { seen: state.seen, of: state.of })}</span>
    default:
      return null
  }
}
