import type { ComponentChildren } from 'preact'
import { FieldError } from '../field/field-error.tsx'

export interface MemorableDateProps {
  /** The parts are `<id>-month`, `<id>-day`, `<id>-year`. */
  readonly id: string
  readonly legend: string
  readonly hint: string
  readonly labels: { readonly month: string; readonly day: string; readonly year: string }
  readonly values: { readonly month: string; readonly day: string; readonly year: string }
  readonly error?: { readonly text: string; readonly parts: readonly DatePart[] } | undefined
  readonly errorWord: string
  /** Only where the browser knows this very person's birthday. */
  readonly autoComplete: boolean
  readonly children?: ComponentChildren
}

const PARTS = ['month', 'day', 'year'] as const
export type DatePart = (typeof PARTS)[number]

/** A date that people know by heart: three text fields with labels of their own; the month takes a word too. */
export function MemorableDate(props: MemorableDateProps) {
  const { id, error } = props
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  return (
    <div class={error ? 'field field--error' : 'field'}>
      <fieldset aria-describedby={error ? `${hintId} ${errorId}` : hintId}>
        <legend class="legend">{props.legend}</legend>
        <p class="hint" id={hintId}>
          {props.hint}
        </p>
        {error && <FieldError id={errorId} word={props.errorWord} text={error.text} />}
        <div class="date">
          {PARTS.map((part) => {
            const bad = error?.parts.includes(part) ?? false
            return (
              <div key={part}>
                <label class="label" for={`${id}-${part}`}>
                  {props.labels[part]}
                </label>
                <input
                  class={bad ? 'input input--bad' : 'input'}
                  id={`${id}-${part}`}
                  name={`${id}-${part}`}
                  inputMode={part === 'month' ? undefined : 'numeric'}
                  autocomplete={props.autoComplete ? `bday-${part}` : 'off'}
                  value={props.values[part]}
                  aria-invalid={bad ? 'true' : undefined}
                  aria-describedby={bad ? errorId : undefined}
                />
              </div>
            )
          })}
        </div>
        {props.children}
      </fieldset>
    </div>
  )
}
