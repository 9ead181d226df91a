import type { RefObject } from 'preact'

export interface PinFieldProps {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly field: RefObject<HTMLInputElement | null>
  /** To a store of passwords, which may fill it in. */
  readonly use: 'new-password' | 'current-password'
}

/** Covered as passwords are; pasting and stores of passwords work (WCAG 2.2, 3.3.8). */
export function PinField({ id, label, hint, error, field, use }: PinFieldProps) {
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ')
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
      <input
        class={error ? 'input input--pin input--bad' : 'input input--pin'}
        id={id}
        ref={field}
        type="password"
        inputMode="numeric"
        autocomplete={use}
        aria-describedby={described === '' ? undefined : described}
        aria-invalid={error ? 'true' : undefined}
      />
    </div>
  )
}

/** What a store of passwords files the PIN under. */
export function PinOwner() {
  return <input type="text" hidden readOnly autocomplete="username" value="wallet" />
}
