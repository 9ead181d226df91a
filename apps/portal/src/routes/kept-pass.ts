import { createHash } from 'node:crypto'
import {
  type Decision,
  type Instant,
  PASS_TYPES,
  type PassType,
  parsePartialDate,
  REASONS,
} from '@excelsior/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PASS_MINUTES } from '../kept-for.ts'
import type { IssuedPass } from '../retrieval-flow.ts'
import { record, type Seal, sealedCookie } from './sealed-cookie.ts'

/** What a browser keeps after a retrieval, so that reloading and going back do no harm. */
export type Kept =
  | { readonly kind: 'pass'; readonly pass: IssuedPass }
  | {
      readonly kind: 'none'
      readonly type: PassType
      readonly decision: Extract<Decision, { eligible: false }>
    }

export interface PassKeeper {
  /** False where it does not fit. */
  keep(kept: Kept, token: string, now: Instant, request: FastifyRequest, reply: FastifyReply): boolean
  kept(now: Instant, request: FastifyRequest): Kept | undefined
  /** When the browser forgets it. */
  keptUntil(now: Instant, request: FastifyRequest): Instant | undefined
  /** Begins its time anew; nothing where none is kept. */
  keepLonger(now: Instant, request: FastifyRequest, reply: FastifyReply): void
  /** Whether what is kept came of this retrieval: its code holds once, so that asking again would be refused. */
  cameOf(token: string, now: Instant, request: FastifyRequest): boolean
  forget(request: FastifyRequest, reply: FastifyReply): void
}

export function createPassKeeper(seal: Seal, https: boolean): PassKeeper {
  const cookie = sealedCookie('pass', seal, https)
  return {
    keep(kept, token, now, request, reply) {
      const set = (fitting: Kept) =>
        cookie.set({ kept: fitting, from: digestOf(token) }, PASS_MINUTES, now, request, reply)
      if (set(kept)) return true
      if (kept.kind !== 'pass') return false
      // The pass comes first: what goes with it, such as a card of many doses, may be too much for one cookie.
      const { healthCard, euCertificate, ...pass } = kept.pass
      const card = healthCard !== undefined && { healthCard }
      const certificate = euCertificate !== undefined && { euCertificate }
      return [card, certificate, undefined].some((one) => set({ kind: 'pass', pass: { ...pass, ...one } }))
    },
    kept: (now, request) => read(record(cookie.read(now, request)).kept),
    keptUntil: cookie.endOf,
    keepLonger(now, request, reply) {
      const { kept, from } = record(cookie.read(now, request))
      if (read(kept) !== undefined) cookie.set({ kept, from }, PASS_MINUTES, now, request, reply)
    },
    cameOf(token, now, request) {
      const { kept, from } = record(cookie.read(now, request))
      return from === digestOf(token) && read(kept) !== undefined
    },
    forget: cookie.clear,
  }
}

/** 128 bits stand for a retrieval without holding its token. */
const digestOf = (token: string) => createHash('sha256').update(token).digest('base64url').slice(0, 22)

function read(kept: unknown): Kept | undefined {
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
  const { givenName, familyName, issued, expires, qr, series, healthCard, euCertificate } = pass
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
    ...(typeof series === 'string' && { series }),
    ...(typeof healthCard === 'string' && { healthCard }),
    ...(typeof euCertificate === 'string' && { euCertificate }),
  }
}
