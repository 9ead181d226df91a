import type { Translator } from '@excelsior/ui'
import { untranslated } from '@excelsior/ui/components'
import type { WalletPass } from '../passes/kept-pass.ts'
import { kindInWords } from './standing-in-words.ts'

/** What it is and who signed it, where it is not ours: "EU certificate, vaccination. Issued by …". */
export function KindLine({ pass, t }: { readonly pass: WalletPass; readonly t: Translator }) {
  const { type, issuer } = pass
  const issued = issuer && t.rich('wallet.issued-by', { issuer: <bdi {...untranslated}>{issuer}</bdi> })
  // The headline says it already of what counts for no pass here.
  if (type === undefined) return <>{issued}</>
  return (
    <>
      {kindInWords(pass, t)}
      {issued && <> · {issued}</>}
    </>
  )
}
