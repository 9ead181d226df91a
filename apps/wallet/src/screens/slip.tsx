import { shareLeft } from '@excelsior/ui'
import { Sun, untranslated } from '@excelsior/ui/components'
import { holds, type WalletPass } from '../passes/kept-pass.ts'
import { addressOf } from '../route.ts'
import type { ListProps } from '../screen-props.ts'
import { standingInWords } from './standing-in-words.ts'

/** A pass in the list: head, label and date. One that is over loses its fill and its sun. */
export function Slip({ pass, wallet, t }: ListProps & { readonly pass: WalletPass }) {
  const good = holds(pass)
  const { label, left, date } = standingInWords(pass, wallet.now(), wallet.zone, t)
  return (
    <a
      class={good ? 'slip' : 'slip slip--ended'}
      href={addressOf({ page: good ? 'open' : 'more', id: pass.id })}
    >
      <span class="slip__head">
        <span class="slip__type">{t(`pass.type-${pass.type}`)}</span>
        {good && <Sun class="slip__sun" share={shareLeft(pass.issued, pass.expires, wallet.now())} />}
      </span>
      <span class="slip__body">
        <span class="slip__label">{label}</span>{' '}
        <span class="slip__until" {...untranslated}>
          {date}
        </span>{' '}
        {left && <span class="slip__left">{left}</span>}
      </span>
    </a>
  )
}
