import { challengeQuestions, type Decision, type Instant, type Policy } from '@excelsior/domain'
import type { Client, Fault, IssuedPass, RetrievalFlow, Started, Typed } from '../retrieval-flow.ts'

/** The last name typed says what shall come of it; the right code is 123456, every answer is right. */
export interface FakeFlow extends RetrievalFlow {
  /** What was asked of it, in order. */
  readonly calls: readonly { readonly step: string; readonly what: unknown }[]
}

export interface FakeFlowOptions {
  readonly policy: Policy
  now(): Instant
  readonly pass: IssuedPass
}

const MINUTES = 60_000
export const RIGHT_CODE = '123456'

export function createFakeFlow({ policy, now, pass }: FakeFlowOptions): FakeFlow {
  const calls: { step: string; what: unknown }[] = []
  const retrievals = new Map<string, Typed>()
  /** Codes hold once. */
  const used = new Set<string>()

  const malformed = ({ postalCode }: Typed): readonly Fault[] =>
    /^\d{5}/.test(postalCode) ? [] : [{ field: 'postalCode', code: 'not-a-zip-code' }]

  async function start(typed: Typed, client: Client): Promise<Started> {
    calls.push({ step: 'start', what: { typed, client } })
    if (typed.familyName === 'Busy') return { kind: 'busy', retryAt: (now() + 25 * MINUTES) as Instant }
    if (typed.familyName === 'Unavailable') return { kind: 'unavailable' }
    const faults = malformed(typed)
    if (faults.length > 0) return { kind: 'malformed', faults }
    const retrieval = `retrieval-${retrievals.size.toString(36).padStart(3, '0')}`
    retrievals.set(retrieval, typed)
    const expires = (now() + policy.retrieval.minutes * MINUTES) as Instant
    return { kind: 'started', retrieval, questions: challengeQuestions(policy, typed.pass), expires }
  }

  return {
    calls,
    malformed,
    start,
    answer: async (retrieval, answers) => {
      calls.push({ step: 'answer', what: { retrieval, answers } })
      return retrievals.get(retrieval)?.familyName === 'Late'
        ? { kind: 'timed-out' }
        : { kind: 'code', retrieval }
    },
    code: async (retrieval, code) => {
      calls.push({ step: 'code', what: { retrieval, code } })
      const typed = retrievals.get(retrieval)
      if (typed === undefined || code !== RIGHT_CODE || used.has(retrieval)) return { kind: 'refused' }
      used.add(retrieval)
      const decision = decisionFor(typed, pass)
      const passes = decision.eligible ? [{ ...pass, type: typed.pass }] : []
      return { kind: 'proven', decision, passes }
    },
    resend: async (retrieval, channel) => {
      calls.push({ step: 'resend', what: { retrieval, channel } })
      return { kind: 'code', retrieval }
    },
  }
}

function decisionFor(typed: Typed, pass: IssuedPass): Decision {
  if (typed.familyName !== 'Positive') return { eligible: true, expires: pass.expires }
  return {
    eligible: false,
    reason: 'recent-positive',
    until: Date.parse('2021-06-19T00:00:00-04:00') as Instant,
  }
}
