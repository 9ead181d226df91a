import type { CredentialFormat } from './format.ts'
import { DCC, type FormatHead, PKPASS, SD_JWT, SHC } from './format-heads.ts'
import { pass } from './pass/pass.ts'

/** Our own passes are read at once; the readers of all others come with the first of their kind. */
export const FORMATS: readonly CredentialFormat[] = [
  pass,
  comesLater(DCC, async () => (await import('./dcc/dcc.ts')).dcc),
  comesLater(SD_JWT, async () => (await import('./sd-jwt/sd-jwt.ts')).sdJwt),
  comesLater(SHC, async () => (await import('./shc/shc.ts')).shc),
  comesLater(PKPASS, async () => (await import('./pkpass/pkpass.ts')).pkpass),
]

export const formatOf = (text: string): CredentialFormat | undefined =>
  FORMATS.find((format) => format.recognises(text))

/** A reader that cannot be loaded rejects: nothing is known of that credential then. The next one tries again. */
function comesLater(head: FormatHead, load: () => Promise<CredentialFormat>): CredentialFormat {
  let loaded: CredentialFormat | undefined
  return {
    ...head,
    open(text, limits, digest) {
      if (loaded) return loaded.open(text, limits, digest)
      return load().then((format) => {
        loaded = format
        return format.open(text, limits, digest)
      })
    },
  }
}
