import type { ScreenProps } from '../screen-props.ts'

/** The one way back after a removal. The place for it is always there, so that readers hear it come. */
export function UndoToast({ wallet, t }: ScreenProps) {
  const { last } = wallet.removal
  const [only] = last?.passes ?? []
  return (
    <div role="status">
      {last && only && (
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
