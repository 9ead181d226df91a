import type { Instant, Policy } from '@excelsior/domain'
import type { Sender, Source, Store } from '@excelsior/store'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from './config.ts'
import { sendProblem } from './problem.ts'
import type { Seal } from './seal.ts'
import { storedKey } from './sender-keys.ts'
import { type Door, opens } from './sender-scopes.ts'
import { createSenderTokens, keyThumbprint, type SenderTokens, TOKEN_PATH } from './sender-tokens.ts'

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** So long a source is taken to be as it was: a busy sender does not have it read for each message. */
const LOOK_AGAIN_MS = 1000

export type Admission =
  | {
      readonly kind: 'known'
      readonly source: Source
      readonly scopes: readonly string[]
      /** Of its CSV, where one is registered; see `SenderRights`. */
      readonly mapping?: string
    }
  /** `invalid`: there was a token, and it is none of ours or over. */
  | { readonly kind: 'unknown'; readonly invalid: boolean }
  /** Known, but not for this door. */
  | { readonly kind: 'not-allowed'; readonly door: Door }

export interface SenderDesk {
  readonly tokens: SenderTokens
  /** Who hands in records over HTTP, by their access token; in the demonstration whoever sits at this machine. */
  overHttp(request: FastifyRequest, door: Door): Promise<Admission>
  /** Whose client certificate it is, by its pins, and whether HL7 v2 is taken from them. */
  withPin(pins: readonly string[]): Promise<Admission>
  /** The demonstration's own source, for whoever sits at this very machine. */
  demo(): Promise<Source>
}

export interface SenderDeskParts {
  readonly config: Pick<Config, 'demo' | 'publicUrl'>
  readonly store: Pick<Store, 'sources' | 'senders'>
  readonly seal: Seal
  readonly policy: () => Policy
  readonly now: () => Instant
}

/**
 * In demo mode whoever sits at this very machine may send without proof, as the source `demo`: no real person's record
 * is there to be harmed. Everybody else is registered, and proves it.
 */
export async function createSenderDesk(parts: SenderDeskParts): Promise<SenderDesk> {
  const { config, store, seal, policy, now } = parts
  const tokens = await createSenderTokens({ store, seal, audience: config.publicUrl + TOKEN_PATH, now })
  const known = new Map<string, { readonly value: Promise<unknown>; readonly until: number }>()

  /** What was read a moment ago. Keys are names and pins that proved to be somebody's, so they are few. */
  function lately<T>(key: string, read: () => Promise<T>): Promise<T> {
    const before = known.get(key)
    if (before && before.until > performance.now()) return before.value as Promise<T>
    const value = read()
    known.set(key, { value, until: performance.now() + LOOK_AGAIN_MS })
    value.then(
      (found) => found === undefined && known.delete(key),
      () => known.delete(key),
    )
    return value
  }

  const demo = (): Promise<Source> =>
    lately('demo', async () => {
      const { jurisdiction, zone } = policy()
      return (
        (await store.sources.named('demo')) ??
        store.sources.put({ name: 'demo', jurisdiction, zone: zone.name, trial: true })
      )
    })

  const admit = ({ source, mapping }: Sender, scopes: readonly string[], door: Door): Admission =>
    opens(scopes, door)
      ? { kind: 'known', source, scopes, ...(mapping !== undefined && { mapping }) }
      : { kind: 'not-allowed', door }

  return {
    tokens,
    async overHttp(request, door) {
      const { authorization } = request.headers
      if (authorization === undefined) {
        const isHere = LOOPBACK.has(request.socket.remoteAddress ?? '') && LOOPBACK.has(request.ip)
        if (config.demo && isHere) return { kind: 'known', source: await demo(), scopes: [door] }
        return { kind: 'unknown', invalid: false }
      }
      const token = /^Bearer ([\w-]+)$/i.exec(authorization)?.[1]
      const holder = token === undefined ? undefined : tokens.open(token)
      if (!holder) return { kind: 'unknown', invalid: true }
      const sender = await lately(`name ${holder.name}`, () => store.senders.named(holder.name))
      // Removed since, or its key withdrawn: at once, and not when the token ends.
      if (!sender || !(await hasKey(sender, holder.thumbprint))) return { kind: 'unknown', invalid: true }
      const scopes = holder.scopes.filter((scope) => sender.scopes.includes(scope))
      return admit(sender, scopes, door)
    },
    async withPin(pins) {
      const sender = await lately(`pin ${pins.join()}`, () => store.senders.withPin(pins))
      return sender ? admit(sender, sender.scopes, 'hl7v2') : { kind: 'unknown', invalid: true }
    },
    demo,
  }
}

async function hasKey({ keys }: Sender, thumbprint: string): Promise<boolean> {
  for (const key of keys.map(storedKey)) if (key && (await keyThumbprint(key)) === thumbprint) return true
  return false
}

/** RFC 6750, section 3: without any proof no reason is given. */
export function refuseSender(
  reply: FastifyReply,
  admission: Exclude<Admission, { kind: 'known' }>,
): FastifyReply {
  if (admission.kind === 'not-allowed') {
    const { door } = admission
    reply.header('www-authenticate', `Bearer error="insufficient_scope", scope="${door}"`)
    return sendProblem(reply, {
      title: 'This sender may not hand in this kind of records',
      status: 403,
      detail: `The scope "${door}" is needed.`,
    })
  }
  reply.header('www-authenticate', admission.invalid ? 'Bearer error="invalid_token"' : 'Bearer')
  return sendProblem(reply, {
    title: 'This sender is not known',
    status: 401,
    detail: 'Only registered senders may hand in records. POST /auth/token gives a token to them.',
  })
}
