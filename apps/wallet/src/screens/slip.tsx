import { shareLeft } from '@excelsior/ui'
import { Sun, untranslated } from '@excelsior/ui/components'
import { drawnAs, isOwn, type WalletPass } from '../passes/kept-pass.ts'
import { addressOf } from '../route.ts'
import type { ListProps } from '../screen-props.ts'
import { KindLine } from './kind-line.tsx'
import { standingInWords, titleInWords } from './standing-in-words.ts'

const LOOKS = { pass: 'slip', other: 'slip slip--other', over: 'slip slip--ended' } as const

/**
 * A pass in the list: head, label and date. One that is over loses its fill and its sun; another's that counts for none
 * here never had them.
 */
export function Slip({ pass, wallet, t }: ListProps & { readonly pass: WalletPass }) {
  const drawn = drawnAs(pass)
  const { label, left, date } = standingInWords(pass, wallet.now(), wallet.zone, t)
  return (
    <a class={LOOKS[drawn]} href={addressOf({ page: drawn === 'over' ? 'more' : 'open', id: pass.id })}>
      <span class="slip__head">
        <span class="slip__type">{titleInWords(pass, t)}</span>
        {drawn === 'pass' && <Sun class="slip__sun" share={shareOf(pass, wallet.now())} />}
      </span>
      <span class="slip__body">
        {!isOwn(pass) && (
          <>
            <span class="slip__kind">
              <KindLine pass={pass} t={t} />
            </span>{' '}
          </>
        )}
        <span class="slip__label">{label}</span>{' '}
        <span class="slip__until" {...untranslated}>
          {date}
        </span>{' '}
        {left && <span class="slip__left">{left}</span>}
      </span>
    </a>
  )
}

/** What has no end is whole. */
export const shareOf = ({ issued, expires }: WalletPass, now: WalletPass['issued']): number =>
  expires === null ? 1 : shareLeft(issued, expires, now)
