import { LIMITS } from '@excelsior/credentials'
import { useRef, useState } from 'preact/hooks'
import type { ScreenProps } from '../screen-props.ts'
import { Page } from './page.tsx'

/** Blanks and line ends that come along. */
const SPARE = 100

/** For a code that was copied as text. */
export function Paste({ wallet, t }: ScreenProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [empty, setEmpty] = useState(false)
  const add = () => {
    const text = (field.current?.value ?? '').trim()
    setEmpty(text === '')
    if (text === '') field.current?.focus()
    else wallet.adder.add(text, 'pasted')
  }
  return (
    <Page
      wallet={wallet}
      t={t}
      title={t('wallet.paste-title')}
      back={{ href: '#add', text: t('wallet.back-one') }}
    >
      <div class="form measure">
        <div class={empty ? 'field field--error' : 'field'}>
          <label class="label" for="code">
            {t('wallet.paste-label')}
          </label>
          <p class="hint" id="code-hint">
            {t('wallet.paste-hint')}
          </p>
          {empty && (
            <p class="field__error" id="code-error">
              {t('wallet.paste-empty')}
            </p>
          )}
          <textarea
            class={empty ? 'input input--text input--bad' : 'input input--text'}
            id="code"
            ref={field}
            rows={6}
            maxLength={LIMITS.codeCharacters + SPARE}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            aria-describedby={empty ? 'code-error code-hint' : 'code-hint'}
            aria-invalid={empty ? 'true' : undefined}
          />
        </div>
        <button class="button button--big" type="button" onClick={add}>
          {t('wallet.paste-add')}
        </button>
      </div>
      <p class="checking" role="status">
        {wallet.adder.state.kind === 'checking' && <span>{t('wallet.checking')}</span>}
      </p>
    </Page>
  )
}
