import type { Policy } from '@excelsior/domain'
import type { Source, Store } from '@excelsior/store'
import type { FastifyRequest } from 'fastify'
import type { Config } from './config.ts'

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** So long a source is taken to be as it was: a busy sender does not have it read for each message. */
const LOOK_AGAIN_MS = 1000

/**
 * Who hands in records over HTTP. In demo mode whoever sits at this very machine does, as the source `demo`, and
 * no real person's record is there to be harmed; a deployment takes records by command only, until its senders
 * can be registered with keys.
 */
export function senders(
  config: Config,
  store: Store,
  policy: () => Policy,
): (request: FastifyRequest) => Promise<Source | undefined> {
  let known: { readonly source: Promise<Source>; readonly until: number } | undefined

  async function demoSource(): Promise<Source> {
    const { jurisdiction, zone } = policy()
    return (
      (await store.sources.named('demo')) ??
      store.sources.put({ name: 'demo', jurisdiction, zone: zone.name, trial: true })
    )
  }

  return async (request) => {
    if (!config.demo || !LOOPBACK.has(request.socket.remoteAddress ?? '') || !LOOPBACK.has(request.ip))
      return undefined
    if (!known || known.until <= performance.now()) {
      known = { source: demoSource(), until: performance.now() + LOOK_AGAIN_MS }
      known.source.catch(() => {
        known = undefined
      })
    }
    return known.source
  }
}
