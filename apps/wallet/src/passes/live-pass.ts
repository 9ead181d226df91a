import { liveCode } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { LivePass } from './kept-pass.ts'

/** The text of the code to show at `at`. Rejects where the key cannot sign. */
export const liveCodeAt = ({ bound, key }: LivePass, at: Instant): Promise<string> =>
  liveCode(
    bound,
    at,
    async (bytes) =>
      new Uint8Array(
        await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Uint8Array.from(bytes)),
      ),
  )
