import { useRef, useState } from 'preact/hooks'
import { TextArea } from '../field/text-area.tsx'
import type { Translator } from '../i18n/translator.ts'

export interface CodeFormProps {
  readonly t: Translator
  /** What its button says. */
  readonly send: string
  /** Characters of the longest code. */
  readonly longest: number
  onCode(text: string): void
}

/** Blanks and line ends that come along. */
const SPARE = 100

/** For a code that came as text. Enter makes a line here: only the button hands it on, trimmed at both ends. */
export function CodeForm({ t, send, longest, onCode }: CodeFormProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [empty, setEmpty] = useState(false)
  const check = () => {
    // Outside only: base45 holds blanks, and two in a row mean two.
    const text = (field.current?.value ?? '').trim()
    setEmpty(text === '')
    if (text === '') field.current?.focus()
    else onCode(text)
  }
  return (
    <div class="form measure">
      <TextArea
        id="code"
        label={t('common.code-text')}
        hint={t('common.code-text-hint')}
        error={empty ? t('common.code-text-empty') : undefined}
        errorWord={t('common.error')}
        most={longest + SPARE}
        rows={6}
        field={field}
        verbatim
      />
      <button class="button button--big" type="button" onClick={check}>
        {send}
      </button>
    </div>
  )
}
