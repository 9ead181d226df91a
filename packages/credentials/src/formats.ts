import type { CredentialFormat } from './format.ts'
import { pass } from './pass/pass.ts'
import { sdJwt } from './sd-jwt/sd-jwt.ts'
import type { FormatName } from './verdict.ts'

export const FORMATS: readonly CredentialFormat[] = [pass, sdJwt]

export const formatOf = (text: string): CredentialFormat | undefined =>
  FORMATS.find((format) => format.recognises(text))

/** Kinds of code that are known by their outside and cannot be read here: no word on whether they are genuine. */
const KNOWN_OUTSIDES: readonly { readonly name: FormatName; begins(text: string): boolean }[] = [
  { name: 'pass', begins: (text) => /^EP[2-9]:/.test(text) }, // a successor of ours
  { name: 'shc', begins: (text) => /^(shc:\/|\{\s{0,20}"verifiableCredential")/i.test(text) },
  { name: 'dcc', begins: (text) => /^HC[1-9]:/.test(text) },
  { name: 'shc', begins: (text) => text.startsWith('eyJ') && text.split('.', 4).length === 3 },
  { name: 'pkpass', begins: (text) => text.startsWith('PK\u0003\u0004') },
]

export const knownOutside = (text: string): FormatName | undefined =>
  KNOWN_OUTSIDES.find((outside) => outside.begins(text))?.name
