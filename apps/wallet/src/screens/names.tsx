import { displayName } from '@excelsior/ui'
import { Name, nameClass } from '@excelsior/ui/components'
import type { WalletPass } from '../passes/kept-pass.ts'

type Named = Pick<WalletPass, 'givenName' | 'familyName' | 'latin'>

/** The name in Latin letters, where there is one and it is another: whoever compares it with an ID may read no other. */
export function LatinName({ givenName, familyName, latin }: Named) {
  if (!latin) return null
  const name = displayName(latin.givenName, latin.familyName)
  if (name === '' || name.toLowerCase() === displayName(givenName, familyName).toLowerCase()) return null
  return (
    <p class={nameClass('latin', latin)}>
      <Name {...latin} />
    </p>
  )
}
