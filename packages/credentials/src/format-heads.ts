import type { Algorithm } from './signing.ts'
import type { FormatName } from './verdict.ts'

/** What has to be known of a kind of credential before its reader is loaded: how its outside looks. */
export interface FormatHead {
  readonly name: FormatName
  /** With which its issuers may sign: whatever else it names is refused, and no other key is tried. */
  readonly algorithms: readonly Algorithm[]
  /** A cheap look at the outside; never throws. `text` comes with no blanks around it. */
  recognises(text: string): boolean
}

export const PASS_PREFIX = 'EP1:'
/** A pass that is bound to a key of its holder, and that key's signature of just now over time and pass. */
export const LIVE_PREFIX = 'EP2:'
export const DCC_PREFIX = 'HC1:'
export const HEALTH_CARD_PREFIX = 'shc:/'

export const PASS: FormatHead = {
  name: 'pass',
  algorithms: ['ES256'],
  recognises: (text) => text.startsWith(PASS_PREFIX) || text.startsWith(LIVE_PREFIX),
}

export const DCC: FormatHead = {
  name: 'dcc',
  algorithms: ['ES256', 'PS256'],
  recognises: (text) => text.startsWith(DCC_PREFIX),
}

export const SD_JWT: FormatHead = {
  name: 'sd-jwt',
  algorithms: ['ES256'],
  recognises: (text) => text.startsWith('eyJ') && text.includes('~'),
}

export const SHC: FormatHead = {
  name: 'shc',
  algorithms: ['ES256'],
  recognises: (text) => text.startsWith(HEALTH_CARD_PREFIX) || looksLikeCardFile(text) || looksLikeJws(text),
}

export const PKPASS: FormatHead = { name: 'pkpass', algorithms: ['RS256', 'ES256'], recognises: isWalletFile }

/** In the order in which they are tried. */
const FORMAT_HEADS: readonly FormatHead[] = [PASS, DCC, SD_JWT, SHC, PKPASS]

/** The first local header of an archive, which stands at its very beginning. */
const WALLET_FILE = 'PK\u0003\u0004'

/** Bytes as characters, so that a file goes the way of all texts. */
export function isWalletFile(text: string): boolean {
  return text.startsWith(WALLET_FILE)
}

/** A `.smart-health-card` file, by its outside. */
export function looksLikeCardFile(text: string): boolean {
  return text.startsWith('{') && text.slice(0, 400).includes('"verifiableCredential"')
}

function looksLikeJws(text: string): boolean {
  if (!text.startsWith('eyJ')) return false
  const first = text.indexOf('.')
  const second = text.indexOf('.', first + 1)
  return first > 0 && second > 0 && text.indexOf('.', second + 1) < 0 && !text.includes('~')
}

/** Kinds of code that are known by their outside and cannot be read here. */
const KNOWN_OUTSIDES: readonly { readonly name: FormatName; begins(text: string): boolean }[] = [
  { name: 'pass', begins: (text) => /^EP[3-9]:/.test(text) }, // a successor of ours
  { name: 'dcc', begins: (text) => /^HC[2-9]:/.test(text) },
]

export const knownOutside = (text: string): FormatName | undefined =>
  KNOWN_OUTSIDES.find((outside) => outside.begins(text))?.name

/** A credential by its outside, whether it can be read here or not. */
export const looksLikeCredential = (text: string): boolean =>
  FORMAT_HEADS.some((head) => head.recognises(text)) || knownOutside(text) !== undefined
