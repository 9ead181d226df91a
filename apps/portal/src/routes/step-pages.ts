import { challengeQuestions, type Instant, type Policy } from '@excelsior/domain'
import type { Screen } from '../page.ts'
import type { Hold } from './on-hold.ts'
import type { Came, UnderWay } from './under-way.ts'

/** Every page on the way to a pass after the first. */
export const STEP_ADDRESSES = [
  '/retrieve/details',
  '/retrieve/questions',
  '/retrieve/not-sure',
  '/retrieve/code',
  '/retrieve/not-confirmed',
  '/retrieve/timed-out',
  '/retrieve/busy',
  '/retrieve/unavailable',
] as const
export type StepAddress = (typeof STEP_ADDRESSES)[number]

export interface StepPage {
  readonly status: number
  readonly screen: Screen
  readonly retryAt?: Instant
}

interface Shown {
  readonly policy: Policy
  readonly now: Instant
  readonly hold: Hold
}

/** The page at an address for somebody who stands there; undefined where the address is not theirs. */
export function stepPage(address: StepAddress, state: UnderWay, shown: Shown): StepPage | undefined {
  if (state.kind === 'choosing') {
    const { pass, whom, faults } = state
    return address === '/retrieve/details' ? page({ kind: 'which', pass, whom, faults }, 422) : undefined
  }
  const { form, came } = state
  const retrieval = alive(state, shown.now) ? state.retrieval : undefined
  switch (address) {
    case '/retrieve/details': {
      const { faults, status } = faultsAt('details', came)
      return page({ kind: 'details', form, faults }, status)
    }
    case '/retrieve/questions': {
      if (retrieval === undefined) return undefined
      const questions = challengeQuestions(shown.policy, form.pass)
      const { faults, status, held } = faultsAt('questions', came)
      return page({ kind: 'questions', retrieval, questions, chosen: secret(held, shown), faults }, status)
    }
    case '/retrieve/not-sure':
      return retrieval && page({ kind: 'not-sure', retrieval })
    case '/retrieve/code': {
      if (retrieval?.codeAsked === undefined) return undefined
      const { faults, status, held } = faultsAt('code', came)
      const typed = secret(held, shown).code ?? ''
      return page({ kind: 'code', retrieval, asked: retrieval.codeAsked, typed, faults }, status)
    }
    case '/retrieve/not-confirmed':
      return came?.kind === 'refused'
        ? page({ kind: 'not-confirmed', form, retrieval: state.retrieval }, 403)
        : undefined
    case '/retrieve/timed-out':
      return timedOut(state, shown.now) ? page({ kind: 'timed-out', form }) : undefined
    case '/retrieve/busy':
      return came?.kind === 'busy' ? busy(state, came.retryAt, shown.now) : undefined
    case '/retrieve/unavailable':
      return came?.kind === 'unavailable'
        ? page({ kind: 'unavailable', back: standsAt({ ...state, came: undefined }, shown.now) }, 503)
        : undefined
  }
}

/** The page where somebody is to go on, or to be told how it ended. */
export function standsAt(state: UnderWay, now: Instant): StepAddress {
  if (state.kind === 'choosing') return '/retrieve/details'
  switch (state.came?.kind) {
    case 'refused':
      return '/retrieve/not-confirmed'
    case 'busy':
      return '/retrieve/busy'
  }
  if (timedOut(state, now)) return '/retrieve/timed-out'
  if (state.retrieval === undefined) return '/retrieve/details'
  return state.retrieval.codeAsked ? '/retrieve/code' : '/retrieve/questions'
}

type Typed = Extract<UnderWay, { kind: 'typed' }>

const alive = ({ retrieval }: Typed, now: Instant) => retrieval !== undefined && now < retrieval.expires

const timedOut = (state: Typed, now: Instant) =>
  state.came?.kind === 'timed-out' || (state.retrieval !== undefined && !alive(state, now))

function busy({ form }: Typed, retryAt: Instant, now: Instant): StepPage {
  const over = now >= retryAt
  return over
    ? page({ kind: 'busy', form, retryAt: undefined })
    : { ...page({ kind: 'busy', form, retryAt }, 429), retryAt }
}

function faultsAt(step: 'details' | 'questions' | 'code', came: Came | undefined) {
  return came?.kind === 'faulty' && came.step === step
    ? { faults: came.faults, held: came.held, status: 422 }
    : { faults: [], held: undefined, status: 200 }
}

const secret = (held: string | undefined, { hold }: Shown) =>
  (held === undefined ? undefined : hold.get(held)) ?? {}

const page = (screen: Screen, status = 200): StepPage => ({ screen, status })
