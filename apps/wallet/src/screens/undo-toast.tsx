import { useEffect, useState } from 'preact/hooks'
import type { ScreenProps } from '../screen-props.ts'

/** A live region is heard when its text changes, not when it comes with it: the list may be drawn together with this. */
const SAID_AFTER = 150

/** The one way back after a removal. The place for it is always there, so that readers hear it come. */
export function UndoToast({ wallet, t }: ScreenProps) {
  const { last } = wallet.removal
  const [only] = last?.passes ?? []
  const [ready, setReady] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), SAID_AFTER)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div role="status">
      {ready && last && only && (
        <div class="toast">
          <span>
            {last.passes.length === 1
              ? t('wallet.removed-one', { type: t(`pass.type-${only.type}`) })
              : t('wallet.removed-all', { count: last.passes.length })}
          </span>
          <button class="toast__undo" type="button" onClick={wallet.undo}>
            {t('wallet.undo')}
          </button>
        </div>
      )}
    </div>
  )
}
