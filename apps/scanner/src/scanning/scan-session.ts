import { type StartedCard, takeCode } from '@excelsior/credentials'
import { cannotCheck, type Outcome } from './outcome.ts'

/** How a code came in. `wedge`: a scanner that types like a keyboard. */
export type Source = 'camera' | 'picture' | 'typed' | 'wedge'

export interface Sighting {
  readonly text: string
  readonly source: Source
  /** Which frame of the film it was read from; of no meaning for other sources. */
  readonly frame: number
  /** The parts of a card, put together: they were never in view at once, so no second frame can show the same. */
  readonly joined?: true
}

/** Of a card in several codes some were seen, and not yet all. */
export interface StartedParts {
  readonly card: StartedCard
  readonly seen: number
  readonly of: number
  /** When a part of it was last in view. */
  readonly at: number
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
  /** The next part of a card has to be seen so soon. */
  readonly partsWithin: number
}

export const TIMINGS: Timings = {
  clearAfter: 15_000,
  checkWithin: 2_000,
  repeatWithin: 3_000,
  confirmWithin: 2_000,
  showAtLeast: 1_500,
  pauseAtMost: Number.POSITIVE_INFINITY,
  partsWithin: 60_000,
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
  readonly parts?: StartedParts
  /** Parts that came to no genuine card: of two cards, perhaps. Another time they are judged as they are. */
  readonly mixed?: { readonly text: string; readonly at: number }
}

export type ScanEvent =
  | { readonly kind: 'seen'; readonly sighting: Sighting; readonly at: number }
  | { readonly kind: 'checked'; readonly check: number; readonly outcome: Outcome; readonly at: number }
  | { readonly kind: 'next' | 'pause' | 'resume' | 'leave' | 'tick'; readonly at: number }

export const START: ScanState = { phase: { kind: 'looking' }, checks: 0, recent: [], waiting: [] }

/** How many codes that were typed or are in a file may wait behind a verdict. */
const QUEUE = 12

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
      return state.phase.kind === 'verdict' ? onwards(state, event.at, timings) : withoutParts(state)
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
  return take(state, sighting, at, timings)
}

/** A code of its own is checked; a part of a card waits for the others. */
function take(state: ScanState, sighting: Sighting, at: number, timings: Timings): ScanState {
  const taken = takeCode(state.parts?.card, sighting.text)
  if (!taken.whole) {
    const { started, seen, of } = taken
    return lookOn({ ...state, parts: { card: started, seen, of, at } }, at, timings)
  }
  const alone = withoutParts(state)
  if (taken.text !== sighting.text) return check(alone, { ...sighting, text: taken.text, joined: true }, at)
  const { suspect } = state
  if (suspect && suspect.text === sighting.text && at - suspect.at <= timings.confirmWithin) {
    if (sighting.source === 'camera' && suspect.frame === sighting.frame) return state
    return show(alone, state.checks, sighting, suspect.outcome, at, timings)
  }
  return check(alone, sighting, at)
}

function withoutParts(state: ScanState): ScanState {
  const { parts: _, ...rest } = state
  return rest
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
  if (sighting.joined && !outcome.proven && isOfCode(outcome)) {
    const known = state.mixed?.text === sighting.text
    return show(
      { ...state, mixed: { text: sighting.text, at } },
      number,
      sighting,
      known ? outcome : cannotCheck('parts'),
      at,
      timings,
    )
  }
  if (outcome.proven || sighting.joined || sighting.source !== 'camera' || phase.again)
    return show(state, number, sighting, outcome, at, timings)
  const suspect = { text: sighting.text, frame: sighting.frame, at, outcome }
  return lookOn({ ...state, suspect }, at, timings)
}

/** It lies with the code, and not with what this device knows. */
const isOfCode = (outcome: Outcome): boolean =>
  outcome.word === 'not-genuine' ||
  (outcome.word === 'cannot-check' &&
    ['unreadable', 'copied-text', 'keyboard-layout'].includes(outcome.doubt))

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
  return lookOn({ ...state, recent: kept(recent, at, timings) }, at, timings)
}

function lookOn(state: ScanState, at: number, timings: Timings): ScanState {
  const [first, ...waiting] = state.waiting
  const phase: Phase = state.phase.kind === 'looking' ? state.phase : { kind: 'looking' }
  const looking: ScanState = { ...state, phase, waiting }
  return first ? take(looking, first, at, timings) : looking
}

function ticked(state: ScanState, at: number, timings: Timings): ScanState {
  const { phase } = state
  if (phase.kind === 'checking' && at - phase.since >= timings.checkWithin)
    return show(state, phase.check, phase.sighting, cannotCheck('failed'), at, timings)
  if (phase.kind === 'verdict') {
    if (phase.pausedAt !== undefined && at - phase.pausedAt >= timings.pauseAtMost)
      return onwards(state, at, timings)
    // What somebody chose is looked at for as long as they want.
    const driven = state.waiting[0]?.source === 'wedge'
    const seenLongEnough = driven && at - phase.shownAt >= timings.showAtLeast
    if (phase.clearsAt !== undefined && (at >= phase.clearsAt || seenLongEnough))
      return onwards(state, at, timings)
    return state
  }
  const recent = kept(state.recent, at, timings)
  if (state.parts && at - state.parts.at >= timings.partsWithin) return withoutParts(state)
  if (state.mixed && at - state.mixed.at >= timings.partsWithin) {
    const { mixed: _, ...rest } = state
    return rest
  }
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
  return state.recent.find((entry) => holds(entry, text) && at - entry.at < timings.repeatWithin)
}

/** The parts of a card that was shown are in view for a while, too. */
const holds = (entry: Recent, text: string): boolean =>
  entry.text === text || (entry.text.includes('\n') && entry.text.split('\n').includes(text))

/** Keeps the newest last; a text that is seen again moves there. */
const remember = (state: ScanState, seen: Recent): ScanState => ({
  ...state,
  recent: [...state.recent.filter(({ text }) => text !== seen.text), seen],
})

const kept = (recent: ScanState['recent'], at: number, timings: Timings) =>
  recent.filter((entry) => at - entry.at < timings.repeatWithin)
