import { type Instant, PASS_TYPES, type PassType } from '@excelsior/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  carried,
  carriedRetrieval,
  type DetailsForm,
  detailsOf,
  type InRetrieval,
  inRetrieval,
  type Whom,
} from '../form/forms.ts'
import type { FormFault } from '../page.ts'
import { readFaults } from './read-faults.ts'
import { record, type Seal, sealedCookie } from './sealed-cookie.ts'

/** Where somebody stands on the way to a pass; what each page of it is made from. Answers are never among it. */
export type UnderWay =
  /** The first step was sent with something not chosen. */
  | {
      readonly kind: 'choosing'
      readonly pass: PassType | undefined
      readonly whom: Whom | undefined
      readonly faults: readonly FormFault[]
    }
  | {
      readonly kind: 'typed'
      readonly form: DetailsForm
      /** Once it has begun. */
      readonly retrieval?: InRetrieval | undefined
      /** What the last form came to, where it did not lead on. */
      readonly came?: Came | undefined
    }

export type Came =
  | {
      readonly kind: 'faulty'
      readonly step: 'details' | 'questions' | 'code'
      readonly faults: readonly FormFault[]
      /** Under which name the secret part of the form is held. */
      readonly held?: string | undefined
    }
  | { readonly kind: 'refused' | 'timed-out' | 'unavailable' }
  | { readonly kind: 'busy'; readonly retryAt: Instant }

export interface Way {
  /** False where it does not fit. */
  keep(state: UnderWay, minutes: number, now: Instant, request: FastifyRequest, reply: FastifyReply): boolean
  at(now: Instant, request: FastifyRequest): UnderWay | undefined
  forget(request: FastifyRequest, reply: FastifyReply): void
}

/**
 * Keeps it in the browser, in a cookie, so that every page has an address that can be loaded again. A form carries
 * the same in hidden fields, and what it carries wins: two tabs with two people do not mix.
 */
export function createWay(seal: Seal, https: boolean): Way {
  const cookie = sealedCookie('retrieval', seal, https)
  return {
    keep: (state, minutes, now, request, reply) => cookie.set(write(state), minutes, now, request, reply),
    at: (now, request) => read(record(cookie.read(now, request))),
    forget: cookie.clear,
  }
}

function write(state: UnderWay): object {
  if (state.kind === 'choosing') return state
  const { kind, form, retrieval, came } = state
  const fields = retrieval ? carriedRetrieval({ ...retrieval, form }) : carried(form)
  return { kind, fields: Object.fromEntries(fields.filter(([, value]) => value !== '')), came }
}

function read(state: Record<string, unknown>): UnderWay | undefined {
  if (state.kind === 'choosing') {
    const { pass, whom, faults } = state
    return {
      kind: 'choosing',
      pass: PASS_TYPES.find((type) => type === pass),
      whom: whom === 'me' || whom === 'other' ? whom : undefined,
      faults: readFaults(faults),
    }
  }
  const fields = Object.entries(record(state.fields)).map(([name, value]) => [name, String(value)] as const)
  const sent = new Map(fields)
  const form = detailsOf(sent)
  if (state.kind !== 'typed' || form === undefined) return undefined
  return { kind: 'typed', form, retrieval: inRetrieval(sent), came: readCame(record(state.came)) }
}

function readCame({ kind, step, faults, held, retryAt }: Record<string, unknown>): Came | undefined {
  switch (kind) {
    case 'faulty':
      if (step !== 'details' && step !== 'questions' && step !== 'code') return undefined
      return { kind, step, faults: readFaults(faults), ...(typeof held === 'string' && { held }) }
    case 'refused':
    case 'timed-out':
    case 'unavailable':
      return { kind }
    case 'busy':
      return typeof retryAt === 'number' ? { kind, retryAt: retryAt as Instant } : undefined
    default:
      return undefined
  }
}
