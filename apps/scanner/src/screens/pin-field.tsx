import type { Translator } from '@excelsior/ui'
import type { RefObject, TargetedInputEvent } from 'preact'
import { useRef, useState } from 'preact/hooks'

export interface PinFieldProps {
  readonly t: Translator
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly field: RefObject<HTMLInputElement | null>
}

/** Longer than any PIN: what a scanner types must not be cut to one. */
const LONGEST = 4_500

/** Milliseconds after the last key of a machine until keys count again: its codes may end in digits. */
const QUIET = 300

/** Digits only. A scanner that types into it leaves nothing there: what it typed is no try. */
export function PinField({ t, id, label, hint, error, field }: PinFieldProps) {
  const [shown, setShown] = useState(false)
  const machineAt = useRef(Number.NEGATIVE_INFINITY)
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ')
  const input = {
    class: error ? 'input input--pin input--bad' : 'input input--pin',
    id,
    ref: field,
    inputMode: 'numeric',
    autocomplete: 'off',
    maxLength: LONGEST,
    'aria-describedby': described === '' ? undefined : described,
    'aria-invalid': error ? 'true' : undefined,
    onInput(event: TargetedInputEvent<HTMLInputElement>) {
      const now = performance.now()
      if (!/[^0-9]/.test(event.currentTarget.value) && now - machineAt.current > QUIET) return
      machineAt.current = now
      event.currentTarget.value = ''
    },
  } as const
  return (
    <div class={error ? 'field field--error' : 'field'}>
      <label class="label" for={id}>
        {label}
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field__error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {shown ? <input {...input} type="text" /> : <input {...input} type="password" />}
      <div class="check">
        <input
          class="check__box"
          type="checkbox"
          id={`${id}-show`}
          checked={shown}
          onChange={(event) => setShown(event.currentTarget.checked)}
        />
        <label class="check__label" for={`${id}-show`}>
          {t('scanner.station-pin-show')}
        </label>
      </div>
    </div>
  )
}
