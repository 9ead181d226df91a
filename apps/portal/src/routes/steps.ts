import { challengeQuestions, type Instant, type Policy } from '@excelsior/domain'
import type { Translator } from '@excelsior/ui'
import { answersOf } from '../form/answers.ts'
import { checkDetails, faultsOnPage } from '../form/check-details.ts'
import {
  type DetailsForm,
  detailsOf,
  emptyDetails,
  type InRetrieval,
  inRetrieval,
  type Sent,
  whichOf,
} from '../form/forms.ts'
import type { FormFault, Screen } from '../page.ts'
import type { Channel, Client, Outcome, RetrievalFlow } from '../retrieval-flow.ts'
import type { createOnce } from './double-submit.ts'
import type { Kept } from './kept-pass.ts'

/** What a step is answered with: a page, or something to keep for the page of the pass. */
export type Answer =
  | { readonly status: number; readonly screen: Screen; readonly retryAt?: Instant }
  | { readonly kept: Kept }
  /** Not from here: back to the first step. */
  | { readonly start: true }

export interface Steps {
  readonly flow: RetrievalFlow
  readonly policy: Policy
  readonly t: Translator
  /** All languages: months are understood in each. */
  readonly translators: readonly Translator[]
  readonly client: Client
  readonly once: ReturnType<typeof createOnce>
}

/** From "which pass" to the details, or back to the details from further on: with all that was typed. */
export function toDetails(sent: Sent): Answer {
  const { pass, whom } = whichOf(sent)
  const form = detailsOf(sent)
  if (form !== undefined) {
    return page({
      kind: 'details',
      form: sent.get('step') === 'which' ? emptyDetails(form.pass, form.whom) : form,
      faults: [],
    })
  }
  const faults: FormFault[] = []
  if (pass === undefined) faults.push({ field: 'pass', text: 'retrieve.fault-pass' })
  if (whom === undefined) faults.push({ field: 'whom', text: 'retrieve.fault-whom' })
  return page({ kind: 'which', pass, whom, faults }, 422)
}

export async function toQuestions(sent: Sent, steps: Steps): Promise<Answer> {
  const under = inRetrieval(sent)
  if (under !== undefined) return page(questionsOf(under, steps.policy))
  const form = detailsOf(sent)
  if (form === undefined) return { start: true }

  const checked = checkDetails(form, steps.translators)
  if (!checked.ok) return page({ kind: 'details', form: checked.form, faults: checked.faults }, 422)
  const { typed } = checked
  const started = await steps.once('start', [typed, steps.client], () =>
    steps.flow.start(typed, steps.client),
  )
  switch (started.kind) {
    case 'started': {
      const { retrieval: token, expires, questions } = started
      return page({
        kind: 'questions',
        retrieval: { token, expires, form },
        questions,
        chosen: {},
        faults: [],
      })
    }
    case 'malformed':
      return page({ kind: 'details', form, faults: faultsOnPage(started.faults, steps.t) }, 422)
    case 'busy':
      return { ...page({ kind: 'busy', retryAt: started.retryAt }, 429), retryAt: started.retryAt }
    case 'unavailable':
      return page({ kind: 'unavailable' }, 503)
  }
}

export async function toCode(sent: Sent, steps: Steps): Promise<Answer> {
  const retrieval = inRetrieval(sent)
  if (retrieval === undefined) return { start: true }
  const questions = challengeQuestions(steps.policy, retrieval.form.pass)
  const answered = answersOf(questions, sent)
  if (answered.kind === 'not-sure') return page({ kind: 'not-sure', retrieval })
  if (answered.kind === 'incomplete') {
    const { chosen, faults } = answered
    return page({ kind: 'questions', retrieval, questions, chosen, faults }, 422)
  }
  const { answers } = answered
  const outcome = await steps.once('answer', [retrieval.token, answers], () =>
    steps.flow.answer(retrieval.token, answers, steps.client),
  )
  return answerTo(outcome, retrieval, {})
}

export async function toPass(sent: Sent, steps: Steps): Promise<Answer> {
  const retrieval = inRetrieval(sent)
  if (retrieval === undefined) return { start: true }
  if (sent.has('again')) return page({ kind: 'code', retrieval, typed: '', faults: [] })

  const typed = sent.get('code') ?? ''
  // Messages are read out in groups, and copied with what stands around them.
  const code = typed.replace(/[\s\-‐-―.]/g, '')
  const fault = codeFault(code, steps.policy)
  if (fault) return page({ kind: 'code', retrieval, typed, faults: [{ field: 'code', text: fault }] }, 422)
  const outcome = await steps.once('code', [retrieval.token, code], () =>
    steps.flow.code(retrieval.token, code, steps.client),
  )
  return answerTo(outcome, retrieval, { retrieval })
}

const CHANNELS: readonly Channel[] = ['text', 'call', 'letter']

export async function toCodeAgain(sent: Sent, steps: Steps): Promise<Answer> {
  const retrieval = inRetrieval(sent)
  const asked = CHANNELS.find((channel) => channel === sent.get('channel'))
  if (retrieval === undefined || asked === undefined) return { start: true }
  const outcome = await steps.once('resend', [retrieval.token, asked], () =>
    steps.flow.resend(retrieval.token, asked, steps.client),
  )
  return answerTo(outcome, retrieval, { retrieval, asked })
}

function questionsOf(retrieval: InRetrieval, policy: Policy): Screen {
  const questions = challengeQuestions(policy, retrieval.form.pass)
  return { kind: 'questions', retrieval, questions, chosen: {}, faults: [] }
}

/** A code by phone and one by letter differ in length. */
function codeFault(code: string, { retrieval }: Policy): string | undefined {
  if (code === '') return 'retrieve.fault-code-missing'
  const { digits, letterDigits } = retrieval.code
  return /^\d+$/.test(code) && [digits, letterDigits].includes(code.length)
    ? undefined
    : 'retrieve.fault-code-digits'
}

/**
 * The page for an outcome. Who is refused gets one and the same page whatever the cause; it differs only by the
 * step at which it comes, which everybody passes alike.
 */
function answerTo(
  outcome: Outcome,
  under: InRetrieval,
  after: { readonly retrieval?: InRetrieval; readonly asked?: Channel },
): Answer {
  const { form } = under
  switch (outcome.kind) {
    case 'code':
      return page({
        kind: 'code',
        retrieval: { ...under, token: outcome.retrieval },
        asked: after.asked,
        typed: '',
        faults: [],
      })
    case 'proven':
      return proven(outcome, form)
    case 'refused': {
      const again = after.retrieval ? { retrieval: after.retrieval } : {}
      return page({ kind: 'not-confirmed', form, ...again }, 403)
    }
    case 'timed-out':
      return page({ kind: 'timed-out', form })
    case 'unavailable':
      return page({ kind: 'unavailable' }, 503)
  }
}

function proven({ decision, passes }: Extract<Outcome, { kind: 'proven' }>, form: DetailsForm): Answer {
  if (!decision.eligible) return { kept: { kind: 'none', type: form.pass, decision } }
  const pass = passes.find(({ type }) => type === form.pass)
  return pass === undefined ? page({ kind: 'unavailable' }, 503) : { kept: { kind: 'pass', pass } }
}

const page = (screen: Screen, status = 200) => ({ screen, status })
