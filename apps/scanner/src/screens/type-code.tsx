import type { Translator } from '@excelsior/ui'
import { useRef, useState } from 'preact/hooks'
import { LONGEST_CODE, trimmed } from '../scanning/code-text.ts'
import { Page } from './page.tsx'

export interface TypeCodeProps {
  readonly t: Translator
  readonly demo: boolean
  onCode(text: string): void
}

/** For a code that came as text. Enter makes a line here: only the button checks. */
export function TypeCode({ t, demo, onCode }: TypeCodeProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [empty, setEmpty] = useState(false)
  const check = () => {
    const text = trimmed(field.current?.value ?? '')
    setEmpty(text === '')
    if (text === '') field.current?.focus()
    else onCode(text)
  }
  return (
    <Page t={t} demo={demo} title={t('scanner.type-title')} lead={t('scanner.type-lead')} back={true}>
      <div class="form measure">
        <div class={empty ? 'field field--error' : 'field'}>
          <label class="label" for="code">
            {t('scanner.type-label')}
          </label>
          <p class="hint" id="code-hint">
            {t('scanner.type-hint')}
          </p>
          {empty && (
            <p class="field__error" id="code-error">
              {t('scanner.type-empty')}
            </p>
          )}
          <textarea
            class={empty ? 'input input--text input--bad' : 'input input--text'}
            id="code"
            ref={field}
            rows={6}
            maxLength={LONGEST_CODE + 100}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            aria-describedby={empty ? 'code-error code-hint' : 'code-hint'}
            aria-invalid={empty ? 'true' : undefined}
          />
        </div>
        <button class="button button--big" type="button" onClick={check}>
          {t('scanner.check')}
        </button>
      </div>
    </Page>
  )
}
