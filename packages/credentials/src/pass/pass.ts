import { decodeBase45 } from '../encoding/base45.ts'
import type { CredentialFormat } from '../format.ts'
import { LIVE_PREFIX, PASS, PASS_PREFIX } from '../format-heads.ts'
import { openLivePass } from './live.ts'
import { openPass } from './pass-message.ts'

/** Our own pass code, alone or with its holder's signature of just now: docs/pass-format.md. */
export const pass: CredentialFormat = {
  ...PASS,
  open(text, limits) {
    if (text.length > limits.codeCharacters) return { ok: false, where: 'size' }
    if (text.startsWith(LIVE_PREFIX)) return openLivePass(text, limits)
    const bytes = decodeBase45(text, PASS_PREFIX.length)
    return bytes ? openPass(bytes, limits) : { ok: false, where: 'digits' }
  },
}
