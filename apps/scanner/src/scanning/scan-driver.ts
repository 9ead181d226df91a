import type { CheckCode } from './check-code.ts'
import { cannotCheck, type Outcome } from './outcome.ts'
import {
  type ScanEvent,
  type ScanState,
  type Source,
  START,
  step,
  TIMINGS,
  type Timings,
} from './scan-session.ts'

export interface ScanDriver {
  readonly state: ScanState
  /** Milliseconds, of the clock that the state's times are on. */
  now(): number
  seen(text: string, source: Source, frame?: number): void
  next(): void
  pause(): void
  resume(): void
  /** Drops whatever is known of any code: the page is left, or goes to another screen. */
  leave(): void
}

export interface ScanDriverOptions {
  readonly check: CheckCode
  /** Monotonic milliseconds. */
  readonly now: () => number
  readonly onChange: () => void
  /** Asked at every step: a fixed station has others. */
  readonly timings?: () => Timings
  /** A new verdict stands: count it. */
  readonly onVerdict: (outcome: Outcome) => void
  /** One more part of a card was seen. */
  readonly onPart?: () => void
}

/** How often time is looked at while something waits for it. */
const TICK = 250

/** Runs the session: hands codes to the check, lets time pass, tells of changes. */
export function driveScans(options: ScanDriverOptions): ScanDriver {
  const { now } = options
  let state = START
  let ticking: ReturnType<typeof setInterval> | undefined

  const send = (event: ScanEvent) => {
    const before = state
    state = step(before, event, options.timings?.() ?? TIMINGS)
    if (state === before) return
    if (state.phase.kind === 'checking' && state.phase.check !== checkIn(before)) run(state.phase)
    if (state.phase.kind === 'verdict' && state.phase.shownAt !== shownIn(before))
      options.onVerdict(state.phase.outcome)
    const { parts } = state
    const onePartMore =
      parts !== undefined && (parts.seen !== before.parts?.seen || parts.of !== before.parts.of)
    if (onePartMore) options.onPart?.()
    keepTime()
    const partsDropped = !parts && before.parts !== undefined
    if (state.phase !== before.phase || onePartMore || partsDropped) options.onChange()
  }
  const run = ({ check, sighting }: { check: number; sighting: { text: string; source: Source } }) => {
    const answer = (outcome: Outcome) => send({ kind: 'checked', check, outcome, at: now() })
    // A check that throws knows nothing, and neither does anybody else: its error may quote the code.
    new Promise<Outcome>((resolve) => resolve(options.check(sighting.text, sighting.source))).then(
      answer,
      () => answer(cannotCheck('failed')),
    )
  }
  const keepTime = () => {
    const { phase, recent, suspect, parts, mixed } = state
    const idle = phase.kind === 'looking' && recent.length === 0 && !suspect && !parts && !mixed
    if (idle && ticking !== undefined) {
      clearInterval(ticking)
      ticking = undefined
    } else if (!idle) ticking ??= setInterval(() => send({ kind: 'tick', at: now() }), TICK)
  }

  return {
    get state() {
      return state
    },
    now,
    seen: (text, source, frame = 0) => send({ kind: 'seen', sighting: { text, source, frame }, at: now() }),
    next: () => send({ kind: 'next', at: now() }),
    pause: () => send({ kind: 'pause', at: now() }),
    resume: () => send({ kind: 'resume', at: now() }),
    leave: () => send({ kind: 'leave', at: now() }),
  }
}

const checkIn = ({ phase }: ScanState) => (phase.kind === 'checking' ? phase.check : undefined)
const shownIn = ({ phase }: ScanState) => (phase.kind === 'verdict' ? phase.shownAt : undefined)
