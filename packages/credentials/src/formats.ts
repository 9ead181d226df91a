import { dcc } from './dcc/dcc.ts'
import type { CredentialFormat } from './format.ts'
import { pass } from './pass/pass.ts'
import { pkpass } from './pkpass/pkpass.ts'
import { sdJwt } from './sd-jwt/sd-jwt.ts'
import { shc } from './shc/shc.ts'
import type { FormatName } from './verdict.ts'

export const FORMATS: readonly CredentialFormat[] = [pass, dcc, sdJwt, shc, pkpass]

export const formatOf = (text: string): CredentialFormat | undefined =>
  FORMATS.find((format) => format.recognises(text))

/** Kinds of code that are known by their outside and cannot be read here: no word on whether they are genuine. */
const KNOWN_OUTSIDES: readonly { readonly name: FormatName; begins(text: string): boolean }[] = [
  { name: 'pass', begins: (text) => /^EP[3-9]:/.test(text) }, // a successor of ours
  { name: 'dcc', begins: (text) => /^HC[2-9]:/.test(text) },
]

export const knownOutside = (text: string): FormatName | undefined =>
  KNOWN_OUTSIDES.find((outside) => outside.begins(text))?.name
