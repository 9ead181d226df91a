import { LIMITS } from '@excelsior/credentials'
import { CodeForm } from '@excelsior/ui/components'
import type { ScreenProps } from '../screen-props.ts'
import { AddingInWords } from './adding-in-words.tsx'
import { Page } from './page.tsx'

/** For a code that was copied as text. */
export function Paste({ wallet, t }: ScreenProps) {
  return (
    <Page
      wallet={wallet}
      t={t}
      title={t('wallet.paste-title')}
      back={{ href: '#add', text: t('wallet.back-one') }}
    >
      <CodeForm
        t={t}
        send={t('wallet.paste-add')}
        longest={LIMITS.fileCharacters}
        onCode={(text) => wallet.adder.add(text, 'pasted')}
      />
      <p class="checking" role="status">
        <AddingInWords state={wallet.adder.state} t={t} />
      </p>
    </Page>
  )
}
