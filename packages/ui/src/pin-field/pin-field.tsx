import type { RefObject, TargetedInputEvent } from 'preact'
import { useState } from 'preact/hooks'
import { FieldError } from '../field/field-error.tsx'
import type { Translator } from '../i18n/translator.ts'

export interface PinFieldProps {
  readonly t: Translator
  readonly id: string
  readonly label: string
  readonly hint?: string
  /** What is wrong, in words that say what to do. */
  readonly error?: string | undefined
  readonly field?: RefObject<HTMLInputElement | null>
  /** To a store of passwords, which may fill it in; `off` on a device of many people. */
  readonly use: 'new-password' | 'current-password' | 'off'
  /** UTF-16 units. */
  readonly longest?: number
  onInput?(event: TargetedInputEvent<HTMLInputElement>): void
}

/** Covered as passwords are until its box is ticked; pasting and stores of passwords work (WCAG 2.2, 3.3.8). */
export function PinField({ t, id, label, hint, error, field, use, longest, onInput }: PinFieldProps) {
  const [shown, setShown] = useState(false)
  const [hintId, errorId, showId] = [`${id}-hint`, `${id}-error`, `${id}-show`]
  const describedBy = [error && errorId, hint && hintId].filter(Boolean).join(' ')
  const attributes = {
    class: error ? 'input input--pin input--bad' : 'input input--pin',
    id,
    ...(field && { ref: field }),
    inputMode: 'numeric',
    autocomplete: use,
    maxLength: longest,
    'aria-describedby': describedBy || undefined,
    'aria-invalid': error ? 'true' : undefined,
    onInput,
  } as const
  return (
    <div class={error ? 'field field--error' : 'field'}>
      <label class="label" for={id}>
        {label}
      </label>
      {hint && (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
      {error && <FieldError id={errorId} word={t('common.error')} text={error} />}
      {shown ? <input type="text" {...attributes} /> : <input type="password" {...attributes} />}
      <div class="check">
        <input
          class="check__box"
          type="checkbox"
          id={showId}
          checked={shown}
          onChange={(event) => setShown(event.currentTarget.checked)}
        />
        <label class="check__label" for={showId}>
          {t('common.pin-show')}
        </label>
      </div>
    </div>
  )
}
