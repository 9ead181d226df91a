import { cannotCheck, type Outcome } from './outcome.ts'

/** How a code came in. `wedge`: a scanner that types like a keyboard. */
export type Source = 'camera' | 'picture' | 'typed' | 'wedge'

export interface Sighting {
  readonly text: string
  readonly source: Source
  /** Which frame of the film it was read from; of no meaning for other sources. */
  readonly frame: number
}

/** All times are milliseconds of one monotonic clock. */
export interface Timings {
  /** How long data stay on the screen. */
  readonly clearAfter: number
  /** A check that takes longer is given up. */
  readonly checkWithin: number
  /** The same code within this time of its last sighting is no second scan. */
  readonly repeatWithin: number
  /** How long the first of two agreeing frames is remembered. */
  readonly confirmWithin: number
  /** A code that arrives by wire while a verdict shows waits so long, so that both are seen. */
  readonly showAtLeast: number
  /** A paused verdict stays so long. */
  readonly pauseAtMost: number
}

export const TIMINGS: Timings = {
  clearAfter: 15_000,
  checkWithin: 2_000,
  repeatWithin: 3_000,
  confirmWithin: 2_000,
  showAtLeast: 1_500,
  pauseAtMost: Number.POSITIVE_INFINITY,
}

/** Where nobody stands by to press *Next*: the screen is the next person's soon, and no pause holds it for ever. */
export const STATION_TIMINGS: Timings = { ...TIMINGS, clearAfter: 8_000, pauseAtMost: 60_000 }

export type Phase =
  | { readonly kind: 'looking' }
  | {
      readonly kind: 'checking'
      readonly check: number
      readonly sighting: Sighting
      readonly since: number
      readonly again: boolean
    }
  | {
      readonly kind: 'verdict'
      readonly check: number
      readonly outcome: Outcome
      readonly source: Source
      readonly shownAt: number
      /** Absent while paused. */
      readonly clearsAt?: number
      /** Milliseconds that were left when it was paused. */
      readonly left: number
      readonly pausedAt?: number
    }

/** A code that was shown. What is proven stays known while it is in view; the rest may be tried again. */
interface Recent {
  readonly text: string
  readonly at: number
  readonly proven: boolean
}

export interface ScanState {
  readonly phase: Phase
  /** Ordinal of the last check; an answer to an older one is ignored. */
  readonly checks: number
  /** A code that one frame showed and nothing proves: it counts when a second frame shows the same. */
  readonly suspect?: {
    readonly text: string
    readonly frame: number
    readonly at: number
    readonly outcome: Outcome
  }
  readonly recent: readonly Recent[]
  readonly waiting: readonly Sighting[]
}

export type ScanEvent =
  | { readonly kind: 'seen'; readonly sighting: Sighting; readonly at: number }
  | { readonly kind: 'checked'; readonly check: number; readonly outcome: Outcome; readonly at: number }
  | { readonly kind: 'next' | 'pause' | 'resume' | 'leave' | 'tick'; readonly at: number }

export const START: ScanState = { phase: { kind: 'looking' }, checks: 0, recent: [], waiting: [] }

/** How many typed codes may wait behind a verdict. */
const QUEUE = 4

/**
 * One step of scanning. When a step enters the phase `checking`, whoever drives it verifies that text
 * and answers with `checked` and the phase's number; whatever happens in between, an answer comes or `tick` gives up.
 */
export function step(state: ScanState, event: ScanEvent, timings: Timings = TIMINGS): ScanState {
  switch (event.kind) {
    case 'seen':
      return seen(state, event.sighting, event.at, timings)
    case 'checked':
      return checked(state, event.check, event.outcome, event.at, timings)
    case 'next':
      return state.phase.kind === 'verdict' ? onwards(state, event.at, timings) : state
    case 'leave':
      return { ...START, checks: state.checks }
    case 'pause':
      return paused(state, event.at)
    case 'resume':
      return resumed(state, event.at)
    case 'tick':
      return ticked(state, event.at, timings)
  }
}

function seen(state: ScanState, sighting: Sighting, at: number, timings: Timings): ScanState {
  const { phase } = state
  if (phase.kind === 'checking' && phase.sighting.text === sighting.text) {
    const again = phase.again || sighting.source !== 'camera' || sighting.frame !== phase.sighting.frame
    return { ...state, phase: { ...phase, again } }
  }
  const repeated = repeatOf(state, sighting, at, timings)
  if (repeated) return repeated.proven ? remember(state, { ...repeated, at }) : state
  if (phase.kind !== 'looking') {
    if (sighting.source === 'camera') return state
    if (state.waiting.some(({ text }) => text === sighting.text)) return state
    return { ...state, waiting: [...state.waiting, sighting].slice(0, QUEUE) }
  }
  const { suspect } = state
  if (suspect && suspect.text === sighting.text && at - suspect.at <= timings.confirmWithin) {
    if (sighting.source === 'camera' && suspect.frame === sighting.frame) return state
    return show(state, state.checks, sighting, suspect.outcome, at, timings)
  }
  return check(state, sighting, at)
}

function check(state: ScanState, sighting: Sighting, at: number): ScanState {
  const number = state.checks + 1
  return {
    ...state,
    checks: number,
    phase: { kind: 'checking', check: number, sighting, since: at, again: false },
  }
}

function checked(
  state: ScanState,
  number: number,
  outcome: Outcome,
  at: number,
  timings: Timings,
): ScanState {
  const { phase } = state
  if (phase.kind !== 'checking' || phase.check !== number) return state
  const { sighting } = phase
  if (outcome.proven || sighting.source !== 'camera' || phase.again)
    return show(state, number, sighting, outcome, at, timings)
  const suspect = { text: sighting.text, frame: sighting.frame, at, outcome }
  return lookOn({ ...state, suspect }, at)
}

function show(
  state: ScanState,
  number: number,
  sighting: Sighting,
  outcome: Outcome,
  at: number,
  timings: Timings,
): ScanState {
  const { suspect: _, ...rest } = remember(state, { text: sighting.text, at, proven: outcome.proven })
  const phase: Phase = {
    kind: 'verdict',
    check: number,
    outcome,
    source: sighting.source,
    shownAt: at,
    clearsAt: at + timings.clearAfter,
    left: timings.clearAfter,
  }
  return { ...rest, phase }
}

/** From a verdict to the next code that waits, or back to looking. The code just shown may still be in view. */
function onwards(state: ScanState, at: number, timings: Timings): ScanState {
  const recent = state.recent.map((entry, index) =>
    index === state.recent.length - 1 ? { ...entry, at } : entry,
  )
  return lookOn({ ...state, recent: kept(recent, at, timings) }, at)
}

function lookOn(state: ScanState, at: number): ScanState {
  const [first, ...waiting] = state.waiting
  const looking: ScanState = { ...state, phase: { kind: 'looking' }, waiting }
  return first ? check(looking, first, at) : looking
}

function ticked(state: ScanState, at: number, timings: Timings): ScanState {
  const { phase } = state
  if (phase.kind === 'checking' && at - phase.since >= timings.checkWithin)
    return show(state, phase.check, phase.sighting, cannotCheck('failed'), at, timings)
  if (phase.kind === 'verdict') {
    if (phase.pausedAt !== undefined && at - phase.pausedAt >= timings.pauseAtMost)
      return onwards(state, at, timings)
    const seenLongEnough = state.waiting.length > 0 && at - phase.shownAt >= timings.showAtLeast
    if (phase.clearsAt !== undefined && (at >= phase.clearsAt || seenLongEnough))
      return onwards(state, at, timings)
    return state
  }
  const recent = kept(state.recent, at, timings)
  const { suspect, ...rest } = state
  const fresh = suspect && at - suspect.at <= timings.confirmWithin
  if (recent.length === state.recent.length && (fresh || !suspect)) return state
  return fresh ? { ...rest, suspect, recent } : { ...rest, recent }
}

function paused(state: ScanState, at: number): ScanState {
  const { phase } = state
  if (phase.kind !== 'verdict' || phase.clearsAt === undefined) return state
  const { clearsAt, ...rest } = phase
  return { ...state, phase: { ...rest, left: Math.max(0, clearsAt - at), pausedAt: at } }
}

function resumed(state: ScanState, at: number): ScanState {
  const { phase } = state
  if (phase.kind !== 'verdict' || phase.clearsAt !== undefined) return state
  const { pausedAt: _, ...rest } = phase
  return { ...state, phase: { ...rest, clearsAt: at + phase.left } }
}

/** What a person chose or typed is meant, however soon it comes again. */
function repeatOf(
  state: ScanState,
  { text, source }: Sighting,
  at: number,
  timings: Timings,
): Recent | undefined {
  if (source === 'picture' || source === 'typed') return undefined
  return state.recent.find((entry) => entry.text === text && at - entry.at < timings.repeatWithin)
}

/** Keeps the newest last; a text that is seen again moves there. */
const remember = (state: ScanState, seen: Recent): ScanState => ({
  ...state,
  recent: [...state.recent.filter(({ text }) => text !== seen.text), seen],
})

const kept = (recent: ScanState['recent'], at: number, timings: Timings) =>
  recent.filter((entry) => at - entry.at < timings.repeatWithin)
