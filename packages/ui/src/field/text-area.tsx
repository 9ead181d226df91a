import { FieldError } from './field-error.tsx'

export interface TextAreaProps {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly hint: string
  /** What is wrong, in words that say what to do. */
  readonly error?: string | undefined
  /** "Error: ", for those who do not see the colour and the icon. */
  readonly errorWord: string
  /** UTF-16 units; the hint says so, for the browser takes no more. */
  readonly most: number
}

/** A field for several sentences. */
export function TextArea({ id, label, value, hint, error, errorWord, most }: TextAreaProps) {
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  return (
    <div class={error ? 'field field--error' : 'field'}>
      <label class="label" for={id}>
        {label}
      </label>
      <p class="hint" id={hintId}>
        {hint}
      </p>
      {error && <FieldError id={errorId} word={errorWord} text={error} />}
      <textarea
        class={error ? 'input input--text input--bad' : 'input input--text'}
        id={id}
        name={id}
        rows={8}
        maxLength={most}
        autocomplete="off"
        aria-describedby={error ? `${hintId} ${errorId}` : hintId}
        aria-invalid={error ? 'true' : undefined}
        value={value}
      />
    </div>
  )
}
