import { healthCardCode } from '@excelsior/credentials'
import { describe, expect, test } from 'vitest'
import { cannotCheck, type Outcome } from './outcome.ts'
import { type ScanEvent, type ScanState, type Source, START, STATION_TIMINGS, step } from './scan-session.ts'

const VALID: Outcome = {
  word: 'valid',
  proven: true,
  type: 'pcr',
  seen: { format: 'pass', kind: 'pass' },
  holder: { givenName: 'Rosa', familyName: 'Delgado', birthDate: null },
  expires: 0 as never,
}
const FORGED: Outcome = { word: 'not-genuine', proven: false }
const BLURRED = cannotCheck('unreadable')

const after = (...events: readonly ScanEvent[]): ScanState =>
  events.reduce((state, event) => step(state, event), START)
const seen = (text: string, frame: number, at: number, source: Source = 'camera'): ScanEvent => ({
  kind: 'seen',
  sighting: { text, source, frame },
  at,
})
const checked = (check: number, outcome: Outcome, at: number): ScanEvent => ({
  kind: 'checked',
  check,
  outcome,
  at,
})
const at = (kind: 'next' | 'pause' | 'resume' | 'leave' | 'tick', time: number): ScanEvent => ({
  kind,
  at: time,
})
const word = ({ phase }: ScanState) => (phase.kind === 'verdict' ? phase.outcome.word : phase.kind)

describe('one frame or two', () => {
  test('a valid pass may come from one frame', () => {
    expect(word(after(seen('A', 1, 0), checked(1, VALID, 10)))).toBe('valid')
  })

  test('a bad signature from one frame says nothing: the scanner goes on looking', () => {
    expect(word(after(seen('A', 1, 0), checked(1, FORGED, 10)))).toBe('looking')
  })

  test('the same bad text from a second frame is not genuine', () => {
    expect(word(after(seen('A', 1, 0), checked(1, FORGED, 10), seen('A', 2, 80)))).toBe('not-genuine')
  })

  test('a second frame that comes while the first is being checked counts', () => {
    expect(word(after(seen('A', 1, 0), seen('A', 2, 5), checked(1, FORGED, 10)))).toBe('not-genuine')
  })

  test('the same frame twice is one frame', () => {
    expect(word(after(seen('A', 1, 0), seen('A', 1, 5), checked(1, FORGED, 10), seen('A', 1, 20)))).toBe(
      'looking',
    )
  })

  test('two bad texts that differ agree on nothing', () => {
    const state = after(seen('A', 1, 0), checked(1, FORGED, 10), seen('B', 2, 80), checked(2, FORGED, 90))
    expect(word(state)).toBe('looking')
  })

  test('a damaged frame before a good one does no harm', () => {
    const state = after(
      seen('A-damaged', 1, 0),
      checked(1, BLURRED, 10),
      seen('A', 2, 80),
      checked(2, VALID, 90),
    )
    expect(word(state)).toBe('valid')
  })

  test('the first of two frames is remembered for 2 s, and then no more', () => {
    const first = [seen('A', 1, 0), checked(1, FORGED, 0)] as const
    expect(word(after(...first, seen('A', 2, 2_000)))).toBe('not-genuine')
    expect(word(after(...first, seen('A', 2, 2_001)))).toBe('checking')
  })

  test.each(['picture', 'typed', 'wedge'] as const)('what came by %s is told at once', (source) => {
    expect(word(after(seen('A', 0, 0, source), checked(1, FORGED, 10)))).toBe('not-genuine')
  })
})

describe('a check that does not end', () => {
  const looking = [seen('A', 1, 0)] as const

  test('is given up after 2 s', () => {
    expect(word(after(...looking, at('tick', 1_999)))).toBe('checking')
    expect(word(after(...looking, at('tick', 2_000)))).toBe('cannot-check')
  })

  test('changes nothing when its answer comes after all', () => {
    expect(word(after(...looking, at('tick', 2_000), checked(1, VALID, 2_100)))).toBe('cannot-check')
  })
})

describe('how long data stay', () => {
  const shown = [seen('A', 1, 0), checked(1, VALID, 0)] as const

  test('they go after 15 s', () => {
    expect(word(after(...shown, at('tick', 14_999)))).toBe('valid')
    expect(word(after(...shown, at('tick', 15_000)))).toBe('looking')
  })

  test('they go at Next, and when the page is left', () => {
    expect(word(after(...shown, at('next', 500)))).toBe('looking')
    expect(JSON.stringify(after(...shown, at('leave', 500)))).not.toMatch(/Rosa|"A"/)
  })

  test('a pause keeps them, and the rest of the time runs after it', () => {
    const paused = [...shown, at('pause', 5_000)]
    expect(word(after(...paused, at('tick', 600_000)))).toBe('valid')
    expect(word(after(...paused, at('resume', 60_000), at('tick', 69_999)))).toBe('valid')
    expect(word(after(...paused, at('resume', 60_000), at('tick', 70_000)))).toBe('looking')
  })

  test('three seconds after it was last in view nothing of a code is held', () => {
    const state = after(...shown, at('next', 500), at('tick', 3_500))
    expect(JSON.stringify(state)).not.toMatch(/Rosa|"A"/)
  })
})

describe('the same code again', () => {
  const shown = [seen('A', 1, 0), checked(1, VALID, 0), at('next', 1_000)] as const

  test('within 3 s of Next is no second scan; after 3 s it is', () => {
    expect(word(after(...shown, seen('A', 9, 3_999)))).toBe('looking')
    expect(word(after(...shown, seen('A', 9, 4_000)))).toBe('checking')
  })

  test('is no second scan as long as it is held there', () => {
    const held = [1, 2, 3, 4, 5].map((second) => seen('A', 9 + second, 1_000 + second * 1_000))
    expect(word(after(...shown, ...held))).toBe('looking')
  })

  test('is tried again after 3 s when it proved nothing', () => {
    const forged = [seen('A', 1, 0), seen('A', 2, 1), checked(1, FORGED, 1), at('next', 1_000)] as const
    expect(word(after(...forged, seen('A', 3, 2_500), seen('A', 4, 3_999)))).toBe('looking')
    expect(word(after(...forged, seen('A', 3, 2_500), seen('A', 4, 4_000)))).toBe('checking')
  })

  test('does not hold back another code', () => {
    expect(word(after(...shown, seen('B', 9, 1_050)))).toBe('checking')
  })

  test('is meant when a person chose the picture or pasted the text again', () => {
    expect(word(after(...shown, seen('A', 0, 1_050, 'typed')))).toBe('checking')
  })
})

describe('scanners on a wire', () => {
  const first = [seen('A', 0, 0, 'wedge'), checked(1, VALID, 5)] as const

  test('two reads of one code within 200 ms are one scan', () => {
    expect(after(...first, seen('A', 0, 200, 'wedge')).waiting).toEqual([])
  })

  test('another code at once waits until the first verdict was seen, then has its own', () => {
    const both = [...first, seen('A', 0, 150, 'wedge'), seen('B', 0, 300, 'wedge')] as const
    expect(word(after(...both, at('tick', 1_504)))).toBe('valid')
    const second = after(...both, at('tick', 1_505))
    expect(second.phase).toMatchObject({ kind: 'checking', check: 2, sighting: { text: 'B' } })
    expect(word(step(second, checked(2, FORGED, 1_510)))).toBe('not-genuine')
  })

  test('a code that comes while a camera frame is being checked has its turn after it', () => {
    const state = after(seen('A', 1, 0), seen('B', 0, 5, 'wedge'), checked(1, BLURRED, 10))
    expect(state.phase).toMatchObject({ kind: 'checking', sighting: { text: 'B' } })
  })

  test('a paused verdict stays, whatever is scanned meanwhile', () => {
    const state = after(...first, at('pause', 100), seen('B', 0, 300, 'wedge'), at('tick', 60_000))
    expect(word(state)).toBe('valid')
  })
})

test('while a verdict shows the camera adds nothing', () => {
  const state = after(seen('A', 1, 0), checked(1, VALID, 0), seen('B', 2, 500))
  expect(state.waiting).toEqual([])
  expect(word(state)).toBe('valid')
})

describe('a fixed station', () => {
  const atStation = (...events: readonly ScanEvent[]): ScanState =>
    events.reduce((state, event) => step(state, event, STATION_TIMINGS), START)
  const shown = [seen('A', 1, 0), checked(1, VALID, 0)]

  test('goes back to looking after 8 s', () => {
    expect(word(atStation(...shown, at('tick', 7_999)))).toBe('valid')
    expect(word(atStation(...shown, at('tick', 8_000)))).toBe('looking')
  })

  test('is paused for a minute at most: the screen is the next person’s soon', () => {
    const paused = [...shown, at('pause', 1_000)]
    expect(word(atStation(...paused, at('tick', 60_999)))).toBe('valid')
    expect(word(atStation(...paused, at('tick', 61_000)))).toBe('looking')
  })

  test('goes on where it was paused, and may be paused again', () => {
    const resumed = [...shown, at('pause', 1_000), at('resume', 31_000)]
    expect(word(atStation(...resumed, at('tick', 37_999)))).toBe('valid')
    expect(word(atStation(...resumed, at('tick', 38_000)))).toBe('looking')
    expect(word(atStation(...resumed, at('pause', 32_000), at('tick', 91_999)))).toBe('valid')
  })
})

describe('a card in several codes', () => {
  /** A card's parts; what they hold is of no meaning to the session. */
  const card = (letter: string): readonly [string, string] => {
    const digits = healthCardCode(letter.repeat(8)).slice('shc:/'.length)
    return [`shc:/1/2/${digits.slice(0, 8)}`, `shc:/2/2/${digits.slice(8)}`]
  }
  const [one, two] = card('a')
  const [, strange] = card('b')
  const whole = `${one}\n${two}`
  const parts = ({ parts }: ScanState) => (parts ? `${parts.seen} of ${parts.of}` : 'none')
  const checks = ({ phase }: ScanState) => (phase.kind === 'checking' ? phase.sighting.text : phase.kind)

  test('is checked when all were seen, in any order, however often each', () => {
    expect(parts(after(seen(two, 1, 0), seen(two, 2, 50)))).toBe('1 of 2')
    expect(checks(after(seen(two, 1, 0), seen(two, 2, 50), seen(one, 3, 900)))).toBe(whole)
  })

  test('is forgotten at Next, after a minute, when the page is left, and with another complete code', () => {
    const begun = [seen(one, 1, 0)]
    expect(parts(after(...begun, at('next', 10)))).toBe('none')
    expect(parts(after(...begun, at('leave', 10)))).toBe('none')
    expect(parts(after(...begun, at('tick', 59_999)))).toBe('1 of 2')
    expect(parts(after(...begun, at('tick', 60_000)))).toBe('none')
    expect(parts(after(...begun, seen('A', 2, 50), checked(1, VALID, 60), at('next', 90)))).toBe('none')
  })

  test('begins nothing anew while a part of it is still in view', () => {
    const shown = [seen(one, 1, 0), seen(two, 2, 50), checked(1, VALID, 60), at('next', 900)]
    expect(parts(after(...shown, seen(two, 3, 950)))).toBe('none')
  })

  test('of which parts were mixed with another’s cannot be checked; the very same again is what it is', () => {
    const mixed = [seen(one, 1, 0), seen(strange, 2, 50), checked(1, FORGED, 60)]
    const first = after(...mixed)
    expect(first.phase).toMatchObject({ outcome: { word: 'cannot-check', doubt: 'parts' } })
    const again = [at('next', 4_000), seen(one, 3, 8_000), seen(strange, 4, 8_050), checked(2, FORGED, 8_060)]
    expect(word(after(...mixed, ...again))).toBe('not-genuine')
  })

  test('that this device cannot check for want of lists is told so at once', () => {
    const old = [seen(one, 1, 0), seen(two, 2, 50), checked(1, cannotCheck('trust-ended'), 60)]
    expect(after(...old).phase).toMatchObject({ outcome: { doubt: 'trust-ended' } })
  })

  test('comes by wire while a verdict shows, and waits its turn part by part', () => {
    const state = after(
      seen('A', 0, 0, 'wedge'),
      checked(1, VALID, 10),
      seen(one, 0, 20, 'wedge'),
      seen(two, 0, 30, 'wedge'),
      at('next', 40),
    )
    expect(checks(state)).toBe(whole)
  })
})

test('what somebody chose in a file waits for Next, however many there are', () => {
  const chosen = [seen('A', 0, 0, 'picture'), seen('B', 0, 1, 'picture'), checked(1, VALID, 10)]
  expect(after(...chosen, at('tick', 5_000)).phase).toMatchObject({ kind: 'verdict', check: 1 })
  expect(after(...chosen, at('next', 5_000)).phase).toMatchObject({ kind: 'checking', check: 2 })
})
