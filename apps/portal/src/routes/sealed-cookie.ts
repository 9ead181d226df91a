import type { Instant } from '@excelsior/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Encrypts and authenticates under a key that only the service has (AES-256-GCM), bound to a purpose. */
export interface Seal {
  /** base64url */
  close(plain: Uint8Array, purpose: string): string
  /** Undefined for what this service did not close for this purpose. */
  open(sealed: string, purpose: string): Uint8Array | undefined
}

/** Browsers refuse cookies over 4096 bytes, name included. */
const LARGEST = 3900

/** A cookie that no script, no other site and no disk can read. `__Host-` and Secure wherever browsers accept them. */
export interface SealedCookie {
  /** Keeps a JSON value for so many minutes; false, and nothing set, where it does not fit. */
  set(value: object, minutes: number, now: Instant, request: FastifyRequest, reply: FastifyReply): boolean
  /** Undefined once the time is up, whatever the browser's clock says. */
  read(now: Instant, request: FastifyRequest): unknown
  /** When the time is up, of what is kept now. */
  endOf(now: Instant, request: FastifyRequest): Instant | undefined
  clear(request: FastifyRequest, reply: FastifyReply): void
}

/** `https`: whether residents reach the portal by https, whatever the way from a proxy to here is. */
export function sealedCookie(name: string, seal: Seal, https: boolean): SealedCookie {
  const purpose = `portal ${name}`
  /** Browsers take `http://localhost` for secure. */
  const isSecure = (request: FastifyRequest) =>
    https || request.protocol === 'https' || request.hostname === 'localhost'
  const nameFor = (request: FastifyRequest) => (isSecure(request) ? `__Host-${name}` : name)

  function opened(now: Instant, request: FastifyRequest) {
    const start = `${nameFor(request)}=`
    const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim())
    const sealed = cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length)
    const plain = sealed === undefined ? undefined : seal.open(sealed, purpose)
    if (plain === undefined) return undefined
    const { until, value } = record(JSON.parse(new TextDecoder().decode(plain)))
    return typeof until === 'number' && now < until ? { until: until as Instant, value } : undefined
  }

  function send(value: string, seconds: number, request: FastifyRequest, reply: FastifyReply): void {
    const secure = isSecure(request) ? '; Secure' : ''
    const attributes = `; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`
    reply.header('set-cookie', `${nameFor(request)}=${value}${attributes}`)
  }

  return {
    set(value, minutes, now, request, reply) {
      const plain = JSON.stringify({ until: now + minutes * 60_000, value })
      const sealed = seal.close(new TextEncoder().encode(plain), purpose)
      if (sealed.length > LARGEST) return false
      send(sealed, minutes * 60, request, reply)
      return true
    },
    read: (now, request) => opened(now, request)?.value,
    endOf: (now, request) => opened(now, request)?.until,
    clear: (request, reply) => send('', 0, request, reply),
  }
}

/** What was sealed was ours, but perhaps a former release's: its members are looked at one by one. */
export function record(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null ? Object.fromEntries(Object.entries(json)) : {}
}
