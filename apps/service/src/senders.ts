import type { Policy } from '@excelsior/domain'
import type { Source, Store } from '@excelsior/store'
import type { FastifyRequest } from 'fastify'
import type { Config } from './config.ts'

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

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
  return async (request) => {
    if (!config.demo || !LOOPBACK.has(request.socket.remoteAddress ?? '') || !LOOPBACK.has(request.ip))
      return undefined
    const { jurisdiction, zone } = policy()
    return (
      (await store.sources.named('demo')) ??
      store.sources.put({ name: 'demo', jurisdiction, zone: zone.name, trial: true })
    )
  }
}
