import { displayName } from '@excelsior/ui'
import { Notice, untranslated } from '@excelsior/ui/components'
import { useEffect, useRef } from 'preact/hooks'
import { addressOf } from '../route.ts'
import type { ListProps } from '../screen-props.ts'
import { keptInWords } from './device-notices.tsx'

/** A pass came in. It is not called safe: another copy is offered with it. */
export function AddedNotice({ wallet, t }: ListProps) {
  const { state } = wallet.adder
  const pass = state.kind === 'added' ? wallet.passes.find(({ id }) => id === state.id) : undefined
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (pass) place.current?.focus()
  }, [pass?.id])
  if (state.kind !== 'added' || !pass) return null
  const name = <bdi {...untranslated}>{displayName(pass.givenName, pass.familyName)}</bdi>
  return (
    <div class="added" ref={place} tabIndex={-1} role="alert">
      <Notice icon="done" kind="done">
        <p>
          <b>
            {t.rich(state.again ? 'wallet.added-again' : 'wallet.added', {
              type: t(`pass.type-${pass.type}`),
              name,
            })}
          </b>
        </p>
        {keptInWords(wallet).warn && <p>{t('wallet.keep-copy')}</p>}
        <p class="added__ways">
          <a class="linkish" href={addressOf({ page: 'open', id: pass.id })}>
            {t('wallet.show-code')}
          </a>
          <a class="linkish" href={addressOf({ page: 'more', id: pass.id })}>
            {t('wallet.keep-another-way')}
          </a>
        </p>
      </Notice>
    </div>
  )
}
