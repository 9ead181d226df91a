import type { Verdict } from '@excelsior/credentials'
import type { Instant, PartialDate } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { outcomeOf } from './check-code.ts'

const GENUINE: Verdict = {
  format: 'pass',
  genuine: true,
  status: 'valid',
  kind: 'pcr',
  holder: { givenName: 'Rosa', familyName: 'Delgado', birthDate: '1988-03-04' as PartialDate },
  expires: 1_000 as Instant,
  issuer: 'State',
  reason: null,
}
const verdict = (change: Partial<Verdict>): Verdict => ({ ...GENUINE, ...change })
const outcome = (
  change: Partial<Verdict>,
  text = 'EP1:ABC',
  source: 'camera' | 'typed' | 'wedge' = 'camera',
) => outcomeOf(verdict(change), text, source)

describe('the category of a verdict', () => {
  test.each([
    ['valid', {}],
    ['expired', { status: 'expired' }],
    ['not-yet-valid', { status: 'not-yet-valid' }],
    ['not-accepted', { status: 'not-accepted', reason: 'type-not-accepted' }],
    ['not-accepted', { status: 'not-accepted', reason: 'signer-ended' }],
    ['not-genuine', { status: 'revoked', reason: 'pass-revoked' }],
    ['not-genuine', { status: 'revoked', reason: 'key-revoked' }],
    ['not-genuine', { status: 'not-genuine', reason: 'bad-signature', genuine: false }],
    ['not-genuine', { status: 'not-genuine', reason: 'unknown-key', genuine: false }],
    ['not-genuine', { status: 'not-genuine', reason: 'untrusted-issuer', genuine: false }],
    ['not-genuine', { status: 'not-genuine', reason: 'wrong-key-usage', genuine: false }],
    ['cannot-check', { status: 'not-genuine', reason: 'unreadable', genuine: false }],
    ['cannot-check', { status: 'unknown', reason: 'trust-expired', genuine: null }],
    ['cannot-check', { status: 'unknown', reason: 'unknown-key', genuine: null }],
    ['cannot-check', { status: 'unknown', reason: 'check-failed', genuine: null }],
  ] as const)('%s for %o', (word, change) => {
    expect(outcome(change).word).toBe(word)
  })

  test('only a signature that held makes an answer that one frame may give', () => {
    expect(outcome({}).proven).toBe(true)
    expect(outcome({ status: 'not-genuine', reason: 'bad-signature' }).proven).toBe(false)
    expect(outcome({ status: 'not-genuine', reason: 'unreadable' }).proven).toBe(false)
    expect(outcome({ status: 'unknown', reason: 'trust-missing' }).proven).toBe(false)
  })

  test('NOT GENUINE, NOT ACCEPTED HERE and CANNOT CHECK carry nothing of the holder', () => {
    for (const status of ['revoked', 'not-accepted', 'not-genuine', 'unknown'] as const) {
      expect(JSON.stringify(outcome({ status }))).not.toMatch(/Rosa|1988/)
    }
  })

  test('a genuine credential of a kind that venues do not choose from is not accepted, never valid', () => {
    expect(outcome({ kind: 'recovery' })).toEqual({ word: 'not-accepted', proven: true })
    expect(outcome({ format: 'dcc', kind: 'vaccination' })).toEqual({ word: 'not-accepted', proven: true })
  })
})

describe('another’s credential', () => {
  const EU = { format: 'dcc', kind: 'recovery', standsFor: 'vaccination', issuer: 'Germany' } as const

  test('is counted and shown as the pass that it stands for, with what it is and who signed it', () => {
    expect(outcomeOf(verdict(EU), 'HC1:', 'camera', true)).toMatchObject({
      word: 'valid',
      type: 'vaccination',
      seen: { format: 'dcc', kind: 'recovery', issuer: 'Germany' },
    })
  })

  test('without an end is VALID without one', () => {
    expect(outcome({ ...EU, expires: null })).toMatchObject({ word: 'valid', expires: null })
  })

  test('that has ended says what it is, and stands for nothing', () => {
    const { standsFor: _, ...ended } = EU
    const { format, kind } = ended
    const said = outcomeOf(verdict({ ...ended, status: 'expired' }), 'HC1:', 'camera', true)
    expect(said).toMatchObject({ word: 'expired', seen: { format, kind, issuer: 'Germany' } })
    expect(said).not.toHaveProperty('type')
  })

  test('of a kind that is no door’s business is a card and no more', () => {
    expect(outcome({ format: 'shc', kind: 'other', status: 'expired' })).toMatchObject({
      seen: { format: 'shc', kind: 'other' },
    })
  })
})

test('a wallet file that shows people something else is told from one that does not', () => {
  const file = { format: 'pkpass' } as const
  expect(outcome({ ...file, showsOther: true })).toMatchObject({ word: 'valid', showsOther: true })
  expect(outcome(file)).not.toHaveProperty('showsOther')
})

describe('a live pass', () => {
  test('is told from one whose clock differs, and from one that may be a picture', () => {
    expect(outcome({ live: true })).toMatchObject({ word: 'valid', fresh: 'live' })
    expect(outcome({ clocksDiffer: true })).toMatchObject({ word: 'valid', fresh: 'clocks-differ' })
    expect(outcome({})).not.toHaveProperty('fresh')
  })

  test('as a picture is not accepted, and that is said', () => {
    expect(outcome({ status: 'not-accepted', reason: 'copy' })).toEqual({
      word: 'not-accepted',
      proven: true,
      type: 'pcr',
      copy: true,
    })
  })
})

test.each([
  ['rules-undecided', 'rules'],
  ['program-too-old', 'app-too-old'],
  ['revocation-unknown', 'revocation'],
  ['not-one', 'parts'],
] as const)('where %s, it cannot be checked, and why is said', (reason, doubt) => {
  expect(outcome({ status: 'unknown', reason, genuine: null })).toEqual({
    word: 'cannot-check',
    proven: false,
    doubt,
  })
})

describe('why a code was not understood', () => {
  const unread = {
    status: 'not-genuine',
    reason: 'unreadable',
    genuine: false,
    hint: 'damaged-copy',
  } as const

  test('from the camera: blurred', () => {
    expect(outcome(unread)).toMatchObject({ doubt: 'unreadable' })
  })
  test('from the camera, and no pass at all: another kind of code', () => {
    expect(outcome(unread, 'https://menu.example/')).toMatchObject({ doubt: 'unknown-code' })
  })
  test('pasted: the copied text is damaged', () => {
    expect(outcome(unread, 'EP1:ABC', 'typed')).toMatchObject({ doubt: 'copied-text' })
  })
  test('typed by a scanner: its keyboard layout', () => {
    expect(outcome(unread, 'EP&MABC', 'wedge')).toMatchObject({
      word: 'cannot-check',
      doubt: 'keyboard-layout',
    })
  })
})
