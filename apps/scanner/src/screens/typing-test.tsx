import type { Translator } from '@excelsior/ui'
import { QrCode } from '@excelsior/ui/components'
import { useEffect, useState } from 'preact/hooks'

/** What the last test of a scanner that types came to. */
export type LayoutTest = 'none' | 'right' | 'learned' | 'garbled'

/** A code of all 45 characters: what the scanner types for it shows how its keyboard layout differs. */
export function TypingTest({ t, test }: { readonly t: Translator; readonly test: LayoutTest }) {
  const [modules, setModules] = useState<readonly (readonly boolean[])[]>()
  useEffect(() => {
    import('./test-code.ts').then(({ testCode }) => setModules(testCode()))
  }, [])
  return (
    <>
      <p>{t('scanner.typing-what')}</p>
      {modules && (
        <div class="test-code">
          <QrCode modules={modules} label={t('scanner.typing-code')} />
        </div>
      )}
      <p role="status">{test !== 'none' && t(`scanner.typing-${test}`)}</p>
    </>
  )
}
