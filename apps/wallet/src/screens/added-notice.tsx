import { displayName } from '@excelsior/ui'
import { Notice, untranslated } from '@excelsior/ui/components'
import { useEffect, useRef } from 'preact/hooks'
import { drawnAs, isOwn, type WalletPass } from '../passes/kept-pass.ts'
import { addressOf } from '../route.ts'
import type { ListProps } from '../screen-props.ts'
import { keptInWords } from './device-notices.tsx'
import { kindInWords } from './standing-in-words.ts'

/** What came in, and what of the same file did not. It is not called safe: another copy is offered with it. */
export function AddedNotice({ wallet, t }: ListProps) {
  const { state } = wallet.adder
  const ids = state.kind === 'added' ? state.ids : []
  // In the order of the file, not of the wallet: ids are drawn by lot.
  const found = ids.map((id) => wallet.passes.find((pass) => pass.id === id))
  const passes = found.filter((pass): pass is WalletPass => pass !== undefined)
  const place = useRef<HTMLDivElement>(null)
  const [first] = passes
  useEffect(() => {
    if (first) place.current?.focus()
  }, [first?.id])
  if (state.kind !== 'added' || !first) return null
  return (
    <div class="added" ref={place} tabIndex={-1} role="alert">
      <Notice icon="done" kind="done">
        {passes.map((pass) => (
          <Added key={pass.id} pass={pass} again={state.again} t={t} />
        ))}
        {state.refused.map((why, index) => (
          <p key={`${index}-${why}`}>
            {t('wallet.not-added')}: {t(`wallet.refused-${why}`)}
          </p>
        ))}
        {keptInWords(wallet).warn && <p>{t('wallet.keep-copy')}</p>}
        {passes.length === 1 && drawnAs(first) !== 'over' && (
          <p class="added__ways">
            <a class="linkish" href={addressOf({ page: 'open', id: first.id })}>
              {t('wallet.show-code')}
            </a>
            <a class="linkish" href={addressOf({ page: 'more', id: first.id })}>
              {t('wallet.keep-another-way')}
            </a>
          </p>
        )}
      </Notice>
    </div>
  )
}

interface AddedProps {
  readonly pass: WalletPass
  readonly again: boolean
  readonly t: ListProps['t']
}

function Added({ pass, again, t }: AddedProps) {
  const name = <bdi {...untranslated}>{displayName(pass.givenName, pass.familyName)}</bdi>
  return (
    <>
      <p>
        <b>
          {isOwn(pass)
            ? t.rich(again ? 'wallet.added-again' : 'wallet.added', {
                type: t(`pass.type-${pass.type}`),
                name,
              })
            : t.rich('wallet.added-kept', { kind: kindInWords(pass, t), name })}
        </b>
      </p>
      {pass.standing === 'not-accepted' && drawnAs(pass) === 'other' && <p>{t('wallet.elsewhere-text')}</p>}
    </>
  )
}
