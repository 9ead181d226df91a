import { challengeQuestions, type Instant, type Policy, plainDigits } from '@excelsior/domain'
import type { Translator } from '@excelsior/ui'
import { answersOf } from '../form/answers.ts'
import { checkDetails, faultsOnPage } from '../form/check-details.ts'
import {
  type CodeAsked,
  type DetailsForm,
  detailsOf,
  emptyDetails,
  type InRetrieval,
  inRetrieval,
  type Sent,
  sameDetails,
  whichOf,
} from '../form/forms.ts'
import type { FormFault } from '../page.ts'
import { CHANNELS, type Client, type Outcome, type RetrievalFlow } from '../retrieval-flow.ts'
import type { createOnce } from './double-submit.ts'
import type { Kept } from './kept-pass.ts'
import type { Hold } from './on-hold.ts'
import type { StepAddress } from './step-pages.ts'
import type { Came, UnderWay } from './under-way.ts'

/** What a sent form leads to: always another address, so that every page can be loaded again. */
export type Answer =
  | { readonly to: StepAddress; readonly state: UnderWay }
  | { readonly to: '/pass'; readonly kept: Kept; readonly token: string }
  /** Not from here: back to the first step. */
  | { readonly to: '/retrieve' }

export interface Steps {
  readonly flow: RetrievalFlow
  readonly policy: Policy
  readonly now: Instant
  readonly t: Translator
  /** All languages: months are understood in each. */
  readonly translators: readonly Translator[]
  readonly client: Client
  readonly once: ReturnType<typeof createOnce>
  readonly hold: Hold
  /** What the browser keeps, perhaps of another tab: a form's own fields win. */
  readonly underWay: UnderWay | undefined
}

const START: Answer = { to: '/retrieve' }

/** From "which pass" to the details, or back to the details from further on: with all that was typed. */
export function toDetails(sent: Sent): Answer {
  const { pass, whom } = whichOf(sent)
  const typed = detailsOf(sent)
  if (typed !== undefined) {
    const fresh = sent.get('step') === 'which'
    const form = fresh ? emptyDetails(typed.pass, typed.whom) : typed
    const retrieval = fresh ? undefined : inRetrieval(sent)
    return { to: '/retrieve/details', state: { kind: 'typed', form, retrieval } }
  }
  const faults: FormFault[] = []
  if (pass === undefined) faults.push({ field: 'pass', text: 'retrieve.fault-pass' })
  if (whom === undefined) faults.push({ field: 'whom', text: 'retrieve.fault-whom' })
  return { to: '/retrieve/details', state: { kind: 'choosing', pass, whom, faults } }
}

export async function toQuestions(sent: Sent, steps: Steps): Promise<Answer> {
  const under = inRetrieval(sent)
  if (under !== undefined) return go('/retrieve/questions', under)
  const form = detailsOf(sent)
  if (form === undefined) return START

  const checked = checkDetails(form, steps.t, steps.translators, steps.flow.malformed)
  if (!checked.ok) return faultyDetails(checked.form, checked.faults)
  const anew = sent.get('anew') === 'yes'
  const begun = anew ? undefined : alreadyBegun(form, steps)
  if (begun !== undefined) return go('/retrieve/questions', begun)
  const { typed } = checked
  const started = await steps.once('start', [typed, steps.client, anew], () =>
    steps.flow.start(typed, steps.client),
  )
  switch (started.kind) {
    case 'started':
      return go('/retrieve/questions', { token: started.retrieval, expires: started.expires, form })
    case 'malformed':
      return faultyDetails(form, faultsOnPage(started.faults, steps.t))
    case 'busy':
    case 'unavailable':
      return { to: `/retrieve/${started.kind}`, state: { kind: 'typed', form, came: started } }
  }
}

/** Going back to the details and on again, with nothing changed, is no second start. */
function alreadyBegun(form: DetailsForm, { underWay, policy, now }: Steps): InRetrieval | undefined {
  if (underWay?.kind !== 'typed') return undefined
  const { retrieval } = underWay
  if (retrieval === undefined || retrieval.codeAsked || !sameDetails(retrieval.form, form)) return undefined
  const halfTime = policy.retrieval.minutes * 30_000
  return retrieval.expires - now > halfTime ? retrieval : undefined
}

export async function toCode(sent: Sent, steps: Steps): Promise<Answer> {
  const retrieval = inRetrieval(sent)
  if (retrieval === undefined) return START
  const answered = answersOf(challengeQuestions(steps.policy, retrieval.form.pass), sent)
  if (answered.kind === 'not-sure') return go('/retrieve/not-sure', retrieval)
  if (answered.kind === 'incomplete') {
    const held = steps.hold.put(answered.chosen)
    const { faults } = answered
    return go('/retrieve/questions', retrieval, { kind: 'faulty', step: 'questions', faults, held })
  }
  const { answers } = answered
  const outcome = await steps.once('answer', [retrieval.token, answers], () =>
    steps.flow.answer(retrieval.token, answers, steps.client),
  )
  return answerTo(outcome, retrieval, 'questions', { at: steps.now })
}

export async function toPass(sent: Sent, steps: Steps): Promise<Answer> {
  const retrieval = inCode(sent, steps)
  if (retrieval === undefined) return START
  if (sent.has('again')) return go('/retrieve/code', retrieval)

  const typed = sent.get('code') ?? ''
  // Messages are read out in groups, and copied with what stands around them.
  const code = plainDigits(typed.slice(0, 64)).replace(/[\s\-‐-―.]/g, '')
  const text = codeFault(code, steps.policy)
  if (text !== undefined) {
    const held = steps.hold.put({ code: typed })
    const faults = [{ field: 'code', text }]
    return go('/retrieve/code', retrieval, { kind: 'faulty', step: 'code', faults, held })
  }
  const outcome = await steps.once('code', [retrieval.token, code], () =>
    steps.flow.code(retrieval.token, code, steps.client),
  )
  return answerTo(outcome, retrieval, 'code', retrieval.codeAsked)
}

export async function toCodeAgain(sent: Sent, steps: Steps): Promise<Answer> {
  const retrieval = inCode(sent, steps)
  const by = CHANNELS.find((channel) => channel === sent.get('channel'))
  if (retrieval === undefined || by === undefined) return START
  const outcome = await steps.once('resend', [retrieval.token, by], () =>
    steps.flow.resend(retrieval.token, by, steps.client),
  )
  return answerTo(outcome, retrieval, 'code', { at: steps.now, by })
}

/** A form of the step of the code, whose page is shown only where a code was asked for. */
function inCode(sent: Sent, { now }: Steps): InRetrieval | undefined {
  const retrieval = inRetrieval(sent)
  return retrieval && { ...retrieval, codeAsked: retrieval.codeAsked ?? { at: now } }
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
 * Where an outcome leads. Who is refused gets one and the same answer whatever the cause, to the length of its
 * cookie; it differs only by the step at which it comes, which everybody passes alike.
 */
function answerTo(
  outcome: Outcome,
  under: InRetrieval,
  step: 'questions' | 'code',
  codeAsked: CodeAsked | undefined,
): Answer {
  const { form } = under
  switch (outcome.kind) {
    case 'code':
      return go('/retrieve/code', { ...under, token: outcome.retrieval, codeAsked })
    case 'proven':
      return proven(outcome, under)
    case 'refused':
      return refused(form, step === 'code' ? under : undefined)
    case 'timed-out':
      return { to: '/retrieve/timed-out', state: { kind: 'typed', form, came: { kind: 'timed-out' } } }
    case 'unavailable':
      return go('/retrieve/unavailable', under, { kind: 'unavailable' })
  }
}

/** With the retrieval where another code may be typed. */
function refused(form: DetailsForm, retrieval: InRetrieval | undefined): Answer {
  return {
    to: '/retrieve/not-confirmed',
    state: { kind: 'typed', form, retrieval, came: { kind: 'refused' } },
  }
}

function proven({ decision, passes }: Extract<Outcome, { kind: 'proven' }>, under: InRetrieval): Answer {
  const { form, token } = under
  if (!decision.eligible) return { to: '/pass', kept: { kind: 'none', type: form.pass, decision }, token }
  const pass = passes.find(({ type }) => type === form.pass)
  return pass === undefined
    ? go('/retrieve/unavailable', under, { kind: 'unavailable' })
    : { to: '/pass', kept: { kind: 'pass', pass }, token }
}

function faultyDetails(form: DetailsForm, faults: readonly FormFault[]): Answer {
  const came = { kind: 'faulty', step: 'details', faults } as const
  return { to: '/retrieve/details', state: { kind: 'typed', form, came } }
}

const go = (to: StepAddress, retrieval: InRetrieval, came?: Came): Answer => ({
  to,
  state: { kind: 'typed', form: retrieval.form, retrieval, came },
})
