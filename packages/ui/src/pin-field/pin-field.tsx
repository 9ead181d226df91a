import type { RefObject, TargetedInputEvent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
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
  const own = useRef<HTMLInputElement>(null)
  const input = field ?? own
  const says = useSays(input, error)
  const [labelId, hintId, errorId, showId] = [`${id}-label`, `${id}-hint`, `${id}-error`, `${id}-show`]
  const describedBy = [error && errorId, hint && hintId].filter(Boolean).join(' ')
  const attributes = {
    class: error ? 'input input--pin input--bad' : 'input input--pin',
    id,
    ref: input,
    inputMode: 'numeric',
    autocomplete: use,
    maxLength: longest,
    'aria-describedby': describedBy || undefined,
    'aria-invalid': error ? 'true' : undefined,
    onInput,
  } as const
  return (
    <div class={error ? 'field field--error' : 'field'}>
      <label class="label" id={labelId} for={id}>
        {label}
      </label>
      {hint && (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
      {error && <FieldError id={errorId} word={t('common.error')} text={error} />}
      <p class="hidden-visually" role="status">
        {says}
      </p>
      {shown ? <input type="text" {...attributes} /> : <input type="password" {...attributes} />}
      <div class="check">
        <input
          class="check__box"
          type="checkbox"
          id={showId}
          aria-describedby={labelId}
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

/** A live region is heard when its text changes: what it said before is taken out first. Milliseconds. */
const SAID_AFTER = 150

/**
 * What a live region says of a form that was sent from the field itself, by Enter. The focus then stays where it was,
 * so that no reader says again what belongs to the field.
 */
function useSays(field: RefObject<HTMLInputElement | null>, error: string | undefined): string {
  const [tries, setTries] = useState({ count: 0, fromInside: false })
  const [says, setSays] = useState('')
  useEffect(() => {
    const form = field.current?.form
    const note = () => {
      const fromInside = document.activeElement === field.current
      setTries(({ count }) => ({ count: count + 1, fromInside }))
    }
    form?.addEventListener('submit', note, true)
    return () => form?.removeEventListener('submit', note, true)
  }, [])
  useEffect(() => {
    setSays('')
    if (error === undefined || !tries.fromInside) return
    const timer = setTimeout(() => setSays(error), SAID_AFTER)
    return () => clearTimeout(timer)
  }, [tries.count, error])
  return says
}
