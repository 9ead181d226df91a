import { useEffect, useState } from 'preact/hooks'
import { isOwn, type WalletPass } from '../passes/kept-pass.ts'
import type { ListProps } from '../screen-props.ts'
import { kindInWords } from './standing-in-words.ts'

interface UndoToastProps extends ListProps {
  /** Takes the focus, for the button that had it is gone. */
  undone(): void
}

/** A live region is heard when its text changes, not when it comes with it: the list may be drawn together with this. */
const SAID_AFTER = 150

/** The one way back after a removal. The place for it is always there, so that readers hear it come. */
export function UndoToast({ wallet, t, undone }: UndoToastProps) {
  const { removal } = wallet
  const { last } = removal
  const [only] = last?.passes ?? []
  const [ready, setReady] = useState(false)
  const [back, setBack] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), SAID_AFTER)
    return () => {
      clearTimeout(timer)
      removal.hold(false)
    }
  }, [])
  const undo = () => {
    wallet.undo()
    setBack(true)
    undone()
  }
  return (
    <div role="status">
      {ready && last && only && (
        <div class="toast">
          <span>
            {last.passes.length === 1
              ? removedInWords(only, t)
              : t('wallet.removed-all', { count: last.passes.length })}
          </span>
          <button
            class="toast__undo"
            type="button"
            onClick={undo}
            onFocus={() => removal.hold(true)}
            onBlur={() => removal.hold(false)}
          >
            {t('wallet.undo')}
          </button>
        </div>
      )}
      {back && !last && <p class="hidden-visually">{t('wallet.undone')}</p>}
    </div>
  )
}

const removedInWords = (pass: WalletPass, t: ListProps['t']): string =>
  isOwn(pass)
    ? t('wallet.removed-one', { type: t(`pass.type-${pass.type}`) })
    : t('wallet.removed-kept', { kind: kindInWords(pass, t) })
