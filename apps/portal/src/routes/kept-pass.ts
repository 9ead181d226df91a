import {
  type Decision,
  type Instant,
  PASS_TYPES,
  type PassType,
  parsePartialDate,
  REASONS,
} from '@excelsior/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PASS_MINUTES } from '../pass-minutes.ts'
import type { IssuedPass } from '../retrieval-flow.ts'

/** What a browser keeps after a retrieval, so that reloading and going back do no harm. */
export type Kept =
  | { readonly kind: 'pass'; readonly pass: IssuedPass }
  | {
      readonly kind: 'none'
      readonly type: PassType
      readonly decision: Extract<Decision, { eligible: false }>
    }

/** Encrypts and authenticates under a key that only the service has (AES-256-GCM), bound to a purpose. */
export interface Seal {
  /** base64url */
  close(plain: Uint8Array, purpose: string): string
  /** Undefined for what this service did not close for this purpose. */
  open(sealed: string, purpose: string): Uint8Array | undefined
}

const PURPOSE = 'portal pass'

/** Browsers refuse cookies over 4096 bytes, name and attributes included. */
const LARGEST = 3900

/**
 * Gives the pass to the browser in a cookie that no script, no other site and no disk can read. `__Host-` and
 * Secure wherever browsers accept them; false where it does not fit.
 */
export function keep(
  kept: Kept,
  now: Instant,
  seal: Seal,
  request: FastifyRequest,
  reply: FastifyReply,
): boolean {
  const plain = JSON.stringify({ until: now + PASS_MINUTES * 60_000, kept })
  const sealed = seal.close(new TextEncoder().encode(plain), PURPOSE)
  if (sealed.length > LARGEST) return false
  setCookie(sealed, PASS_MINUTES * 60, request, reply)
  return true
}

export function forget(request: FastifyRequest, reply: FastifyReply): void {
  setCookie('', 0, request, reply)
}

export function keptBy(request: FastifyRequest, now: Instant, seal: Seal): Kept | undefined {
  const sealed = cookieOf(request)
  const plain = sealed === undefined ? undefined : seal.open(sealed, PURPOSE)
  return plain === undefined ? undefined : read(JSON.parse(new TextDecoder().decode(plain)), now)
}

function setCookie(value: string, seconds: number, request: FastifyRequest, reply: FastifyReply): void {
  const secure = isSecure(request) ? '; Secure' : ''
  const attributes = `; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`
  reply.header('set-cookie', `${cookieName(request)}=${value}${attributes}`)
}

function cookieOf(request: FastifyRequest): string | undefined {
  const start = `${cookieName(request)}=`
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim())
  return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length)
}

const cookieName = (request: FastifyRequest) => (isSecure(request) ? '__Host-pass' : 'pass')

/** Browsers take `http://localhost` for secure. */
const isSecure = (request: FastifyRequest) => request.protocol === 'https' || request.hostname === 'localhost'

/** What was sealed was ours, but perhaps a former release's: whatever has another shape is no pass. */
function read(sealed: unknown, now: Instant): Kept | undefined {
  const { until, kept } = record(sealed)
  if (typeof until !== 'number' || now >= until) return undefined
  const { kind, pass, type, decision } = record(kept)
  if (kind === 'pass') {
    const issued = readPass(record(pass))
    return issued && { kind, pass: issued }
  }
  const passType = PASS_TYPES.find((known) => known === type)
  const { reason, until: barEnds } = record(decision)
  const known = REASONS.find((name) => name === reason)
  if (kind !== 'none' || passType === undefined || known === undefined) return undefined
  const ends = typeof barEnds === 'number' ? { until: barEnds as Instant } : {}
  return { kind, type: passType, decision: { eligible: false, reason: known, ...ends } }
}

function readPass(pass: Record<string, unknown>): IssuedPass | undefined {
  const { givenName, familyName, issued, expires, qr } = pass
  const type = PASS_TYPES.find((known) => known === pass.type)
  const birthDate = typeof pass.birthDate === 'string' ? parsePartialDate(pass.birthDate) : undefined
  if (type === undefined || birthDate === undefined || typeof qr !== 'string') return undefined
  if (typeof givenName !== 'string' || typeof familyName !== 'string') return undefined
  if (typeof issued !== 'number' || typeof expires !== 'number') return undefined
  return {
    type,
    givenName,
    familyName,
    birthDate,
    issued: issued as Instant,
    expires: expires as Instant,
    qr,
  }
}

function record(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null ? Object.fromEntries(Object.entries(json)) : {}
}
