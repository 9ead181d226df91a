import type { Interaction } from '@excelsior/records'

const LETTERS: Readonly<Record<Interaction, string>> = { create: 'c', update: 'u', delete: 'd' }

/** SMART on FHIR 2.2, system scopes, and those of version 1; `fhir` is every one of them. */
export function allows(scopes: readonly string[], type: string, interaction: Interaction): boolean {
  return scopes.some((scope) => {
    if (scope === 'fhir') return true
    const [context = '', rights = ''] = scope.split('.', 2)
    if (context !== `system/${type}` && context !== 'system/*') return false
    return (
      rights === '*' || rights === 'write' || (rights !== 'read' && rights.includes(LETTERS[interaction]))
    )
  })
}
