import type { Translator } from '@excelsior/ui'
import { untranslated } from '@excelsior/ui/components'
import type { WalletPass } from '../passes/kept-pass.ts'
import { kindInWords } from './standing-in-words.ts'

interface KindLineProps {
  readonly pass: WalletPass
  readonly t: Translator
  /** Whether it says of what kind it is, too: the headline does already of what counts for no pass here. */
  readonly whole?: boolean
}

/** What it is and who signed it, where it is not ours, each on a line: "EU certificate, vaccination", "Issued by …". */
export function KindLine({ pass, t, whole = pass.type !== undefined }: KindLineProps) {
  const { issuer } = pass
  const issued = issuer && t.rich('wallet.issued-by', { issuer: <bdi {...untranslated}>{issuer}</bdi> })
  if (!whole) return <>{issued}</>
  return (
    <>
      <span class="kind-line">{kindInWords(pass, t)}</span>{' '}
      {issued && <span class="kind-line">{issued}</span>}
    </>
  )
}
