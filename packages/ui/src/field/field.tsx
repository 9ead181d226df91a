import type { ComponentChildren } from 'preact'
import { FieldError } from './field-error.tsx'

export interface FieldProps {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly hint?: string
  /** What is wrong, in words that say what to do. */
  readonly error?: string | undefined
  /** "Error: ", for those who do not see the colour and the icon. */
  readonly errorWord: string
  readonly kind?: 'zip' | 'phone' | 'code'
  readonly type?: 'text' | 'tel'
  readonly inputMode?: 'numeric' | 'text'
  readonly autoComplete: string
  /** More that belongs to the field, below the input. */
  readonly children?: ComponentChildren
}

/**
 * A label and one native input. No mask and no maximum length: a browser that fills in `+1 (718) 555-0123`
 * would have its last digits cut off without a word.
 */
export function Field(props: FieldProps) {
  const { id, hint, error } = props
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const describedBy = [hint && hintId, error && errorId].filter(Boolean).join(' ')
  const attributes = {
    class: ['input', props.kind && `input--${props.kind}`, error && 'input--bad'].filter(Boolean).join(' '),
    id,
    name: id,
    inputMode: props.inputMode,
    autocomplete: props.autoComplete,
    spellcheck: false,
    value: props.value,
    'aria-describedby': describedBy || undefined,
    'aria-invalid': error ? ('true' as const) : undefined,
  }
  return (
    <div class={error ? 'field field--error' : 'field'}>
      <label class="label" for={id}>
        {props.label}
      </label>
      {hint && (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
      {error && <FieldError id={errorId} word={props.errorWord} text={error} />}
      {props.type === 'tel' ? <input type="tel" {...attributes} /> : <input type="text" {...attributes} />}
      {props.children}
    </div>
  )
}

export interface CheckboxProps {
  readonly id: string
  readonly label: string
  readonly checked: boolean
}

export function Checkbox({ id, label, checked }: CheckboxProps) {
  return (
    <div class="check">
      <input class="check__box" type="checkbox" id={id} name={id} value="yes" checked={checked} />
      <label class="check__label" for={id}>
        {label}
      </label>
    </div>
  )
}
