import type { Sex } from '@excelsior/domain'
import variants from '../data/name-variants.json' with { type: 'json' }
import names from '../data/names.json' with { type: 'json' }

/** Names of people whose families came from one part of the world; `weight` is their share of New York. */
export interface NameGroup {
  readonly id: string
  readonly weight: number
  readonly female: readonly string[]
  readonly male: readonly string[]
  readonly family: readonly string[]
}

interface FullName {
  readonly givenName: string
  readonly familyName: string
}

export const NAME_GROUPS: readonly NameGroup[] = names.groups

/** Of people who have one name; registries keep it in either field. */
export const SINGLE_NAMES: readonly string[] = names.single

/** As long as they are borne: about 40 bytes. */
export const LONG_NAMES: readonly FullName[] = names.long

/** 120 characters with the blank between: what ingestion, code, print and wallets have to carry whole. */
export const LONGEST_NAME: FullName = names.longest

const formsOf = (groups: readonly (readonly string[])[]): ReadonlyMap<string, readonly string[]> => {
  const forms = new Map<string, string[]>()
  for (const [name = '', ...others] of groups) forms.set(name, [...(forms.get(name) ?? []), ...others])
  return forms
}

/** Other forms of a name: how given and family names of other scripts are written, and short forms. */
export const VARIANTS = {
  given: formsOf(variants.given),
  family: formsOf(variants.family),
  short: formsOf(variants.shortForms.map(([name = '', short = '']) => [name, short])),
}

/** Given names that have a short form, with who bears them. */
export const SHORTENED: readonly { readonly name: string; readonly sex: Sex }[] = variants.shortForms.map(
  ([name = '', , sex]) => ({ name, sex: sex as Sex }),
)
