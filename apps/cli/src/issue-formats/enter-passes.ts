import { randomBytes } from 'node:crypto'
import { passIdOf } from '@excelsior/credentials'
import type { Instant, PassContent } from '@excelsior/domain'
import type { Store } from '@excelsior/store'

const PASS_ID_BYTES = 8

/** Issue times lie so far back that a door phone with a slow clock takes what was made just now. */
const BACKDATED_MS = 3 * 60_000

export const issueTime = (now: Instant): Instant => (now - BACKDATED_MS) as Instant

/** Gives each a pass id and enters it in the database, before anything is signed: no row, no pass. */
export async function enterPasses<Content extends PassContent>(
  contents: readonly Content[],
  keyId: string,
  store: Store,
  now: Instant,
): Promise<readonly { readonly content: Content; readonly passId: string }[]> {
  const entered = contents.map((content) => ({ content, id: randomBytes(PASS_ID_BYTES) }))
  const intents = entered.map(({ id, content: { type, expires } }) => ({ passId: id, keyId, type, expires }))
  await store.passes.intend(intents, now)
  return entered.map(({ content, id }) => ({ content, passId: passIdOf(id) }))
}
