import { Notice } from '@excelsior/ui/components'
import type { ListedWallet, ListProps } from '../screen-props.ts'

/** How safe the passes are from this browser's own tidying. */
export function keptInWords({
  lasting,
  place,
  promise,
}: Pick<ListedWallet, 'lasting' | 'place' | 'promise'>): { key: string; warn: boolean } {
  if (!lasting) return { key: 'wallet.kept-not', warn: true }
  if (place === 'ios-tab') return { key: 'wallet.kept-week', warn: true }
  return { key: `wallet.kept-${promise}`, warn: promise !== 'given' }
}

export function DeviceNotices({ wallet, t }: ListProps) {
  const kept = keptInWords(wallet)
  return (
    <>
      <Notice icon="lock">
        <p>{t('wallet.on-device')}</p>
      </Notice>
      <Notice icon={kept.warn ? 'warning' : 'done'} kind={kept.warn ? 'warn' : 'done'}>
        <p>{t(kept.key)}</p>
      </Notice>
    </>
  )
}
