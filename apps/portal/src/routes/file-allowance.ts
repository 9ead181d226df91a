import { createHash } from 'node:crypto'
import { type Instant, type Limit, step } from '@excelsior/domain'
import type { FastifyReply } from 'fastify'
import type { Page } from '../page.ts'
import type { createShow } from './show.ts'

/** Files of one pass, whichever: some phones, some sheets, some mistakes. */
const FILES: Limit = { count: 30, periodMilliseconds: 3_600_000 }
/** Passes counted at once, some hundred bytes each; the one that asked longest ago makes room. */
const PASSES = 10_000

export interface FileAllowance {
  /** Undefined: go on. Else nothing is to be made, and this is the moment from which it is again. */
  take(code: string, now: Instant): Instant | undefined
}

/**
 * A page takes a millisecond or two, a picture or a PDF dozens of them: without a bound, whoever has one pass could
 * keep everybody else waiting. Counted in this memory alone, by a digest of the pass's code.
 */
export function createFileAllowance(limit = FILES, atMost = PASSES): FileAllowance {
  const full = new Map<string, number>()
  return {
    take(code, now) {
      const key = createHash('sha256').update(code).digest('base64url').slice(0, 22)
      const { allowed, tat, retryAt } = step(full.get(key), now, limit)
      full.delete(key)
      const [oldest] = full.keys()
      if (oldest !== undefined && full.size >= atMost) full.delete(oldest)
      full.set(key, tat)
      return allowed ? undefined : (retryAt as Instant)
    },
  }
}

/** Too many files of one pass: its page is there all the while. */
export function showTooMany(
  reply: FastifyReply,
  retryAt: Instant,
  page: Page,
  show: ReturnType<typeof createShow>['show'],
): FastifyReply {
  reply.header('retry-after', Math.max(1, Math.ceil((retryAt - page.now) / 1000)))
  return show(reply, 429, { kind: 'unavailable', back: '/pass' }, page)
}
