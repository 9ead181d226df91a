import type { RefObject } from 'preact'
import { FieldError } from './field-error.tsx'

export interface TextAreaProps {
  readonly id: string
  readonly label: string
  readonly value?: string
  readonly hint: string
  /** What is wrong, in words that say what to do. */
  readonly error?: string | undefined
  /** "Error: ", for those who do not see the colour and the icon. */
  readonly errorWord: string
  /** UTF-16 units; the hint says so, for the browser takes no more. */
  readonly most: number
  readonly rows?: number
  readonly field?: RefObject<HTMLTextAreaElement | null>
  /** Not sentences, but characters that must stay as they are. */
  readonly verbatim?: boolean
}

/** A field for several sentences. */
export function TextArea(props: TextAreaProps) {
  const { id, label, value, hint, error, errorWord, most, rows = 8, field, verbatim } = props
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
        rows={rows}
        maxLength={most}
        autocomplete="off"
        aria-describedby={error ? `${hintId} ${errorId}` : hintId}
        aria-invalid={error ? 'true' : undefined}
        {...(value !== undefined && { value })}
        {...(field && { ref: field })}
        {...(verbatim && { autocapitalize: 'off', spellcheck: false })}
      />
    </div>
  )
}
