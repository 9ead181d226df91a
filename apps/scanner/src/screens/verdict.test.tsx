import { join } from 'node:path'
import type { Verdict as Checked, NotGenuineReason } from '@excelsior/credentials'
import { type Instant, PASS_TYPES, type PartialDate, zone } from '@excelsior/domain'
import { createTranslator } from '@excelsior/ui'
import { readLocales } from '@excelsior/ui/locales'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, test } from 'vitest'
import { outcomeOf } from '../scanning/check-code.ts'
import { Verdict } from './verdict.tsx'

const t = createTranslator(
  'en',
  readLocales(join(import.meta.dirname, '../../../../data/locales')).get('en') ?? {},
)
const NOW = Date.parse('2021-11-20T17:00:00Z') as Instant
const VALID: Checked = {
  format: 'pass',
  genuine: true,
  status: 'valid',
  kind: 'pcr',
  holder: { givenName: 'Rosa', familyName: 'Delgado', birthDate: '1988-03-04' as PartialDate },
  expires: (NOW + 1_000) as Instant,
  issuer: 'State',
  reason: null,
}

/** What the screen holds after a check that came to this. */
function screen(change: Partial<Checked>): string {
  const checked = { ...VALID, ...change }
  const outcome = outcomeOf(checked, 'EP1:ABC', 'camera', checked.format !== 'pass')
  const nothing = () => {}
  return renderToString(
    <Verdict
      t={t}
      zone={zone('America/New_York')}
      phase={{ kind: 'verdict', check: 1, outcome, source: 'camera', shownAt: 0, clearsAt: 15_000, left: 0 }}
      now={NOW}
      ticks={() => 0}
      accepted={PASS_TYPES}
      photoIdFrom={18}
      demo={false}
      station={false}
      onNext={nothing}
      onPause={nothing}
      onResume={nothing}
      onPainted={nothing}
    />,
  )
}
const born = (birthDate: string | null, names = { givenName: 'Rosa', familyName: 'Delgado' }) =>
  screen({ holder: { ...names, birthDate: birthDate as PartialDate | null } })

describe('a stranger is told the category and never the rule', () => {
  test('one screen for whatever is not genuine', () => {
    const reasons: readonly NotGenuineReason[] = [
      'bad-signature',
      'unknown-key',
      'untrusted-issuer',
      'wrong-key-usage',
    ]
    const screens = [
      ...reasons.map((reason) => screen({ status: 'not-genuine', reason, genuine: false })),
      screen({ status: 'revoked', reason: 'pass-revoked' }),
      screen({ status: 'revoked', reason: 'key-revoked' }),
    ]
    expect(new Set(screens).size).toBe(1)
    expect(screens[0]).not.toBe(screen({}))
  })

  test('one screen for whatever is genuine and not taken: another type, another kind, a signer that has ended', () => {
    const screens = [
      screen({ status: 'not-accepted', reason: 'type-not-accepted' }),
      screen({ status: 'not-accepted', reason: 'type-not-accepted', kind: 'antigen' }),
      screen({ status: 'not-accepted', reason: 'signer-ended' }),
      screen({ kind: 'recovery' }),
      // A positive test, a card of another disease, a dose too few: whatever the cause.
      screen({ format: 'dcc', kind: 'test', status: 'not-accepted', reason: 'not-by-the-rules' }),
      screen({ format: 'shc', kind: 'other', status: 'not-accepted', reason: 'not-by-the-rules' }),
      screen({
        format: 'dcc',
        kind: 'vaccination',
        standsFor: 'vaccination',
        status: 'not-accepted',
        reason: 'type-not-accepted',
      }),
    ]
    expect(new Set(screens).size).toBe(1)
    expect(screens[0]).not.toMatch(/Rosa|Delgado|1988/)
  })
})

test('a picture of a live pass is told from all else that is not taken, and says nothing of anybody', () => {
  const text = screen({ status: 'not-accepted', reason: 'copy' })
  expect(text).toContain('This is a picture or copy of a live pass.')
  expect(text).toContain('Could you show it on the phone itself')
  expect(text).toContain('verdict--not-accepted')
  expect(text).not.toMatch(/Rosa|Delgado|1988|PCR/)
})

describe('what was held up', () => {
  const text = (change: Partial<Checked>) =>
    screen(change)
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')

  test('is said of others’ credentials, with the trust list’s name for who signed', () => {
    const eu = { format: 'dcc', kind: 'recovery', standsFor: 'vaccination', issuer: 'Germany' } as const
    expect(text(eu)).toMatch(/Pass Vaccination .* Shown EU certificate, recovery From Germany/)
    expect(text({ ...eu, format: 'shc', kind: 'test' })).toContain('Shown Health card, test From Germany')
    expect(text({ ...eu, status: 'expired' })).toContain('EU certificate, recovery')
    expect(text({ ...eu, format: 'shc', kind: 'other', status: 'expired' })).toMatch(/Shown Health card From/)
  })

  test('is never said with NOT GENUINE, CANNOT CHECK and NOT ACCEPTED HERE', () => {
    for (const status of ['revoked', 'not-genuine', 'unknown', 'not-accepted'] as const) {
      const said = text({ format: 'dcc', kind: 'recovery', issuer: 'Germany', status, reason: null })
      expect(said).not.toMatch(/EU certificate|Germany|recovery/)
    }
  })

  test('may have no end, and says so', () => {
    expect(text({ format: 'shc', standsFor: 'vaccination', expires: null })).toContain('Until No end date')
  })

  test('may be live, by word and sign', () => {
    expect(text({ live: true })).toContain('Live: shown by the holder’s own phone.')
    expect(screen({ live: true })).toContain('verdict__live-sign')
    expect(text({ clocksDiffer: true })).toContain('its clock and this device’s differ')
    expect(text({})).not.toContain('Live:')
  })

  test('may be a file that shows people something else: that is said, and whose it is by its code', () => {
    const said = text({ format: 'pkpass', showsOther: true })
    expect(said).toContain('The file shows people something else')
    expect(text({ format: 'pkpass' })).not.toContain('The file shows people')
  })

  test('has its name in both scripts, the Latin below', () => {
    const holder = {
      givenName: 'Γιώργος',
      familyName: 'Παπαδόπουλος',
      latin: { givenName: 'GIORGOS', familyName: 'PAPADOPOULOS' },
      birthDate: '1963' as PartialDate,
    }
    expect(text({ holder })).toMatch(/Γιώργος Παπαδόπουλος .*GIORGOS PAPADOPOULOS/)
  })
})

describe('the photo ID', () => {
  test.each([
    ['1988-03-04', true, 'The holder is 33.'],
    ['1988', true, 'The holder is 32 or 33.'],
    ['2003', true, 'The holder is 17 or 18.'],
    ['2003-11', true, 'The holder is 17 or 18.'],
    ['2003-11-21', false, ''],
    ['2004', false, ''],
    [null, true, ''],
  ])('of somebody born %s: asked for is %s', (birthDate, asked, says) => {
    const text = born(birthDate)
    expect(text.includes('Compare with a photo ID')).toBe(asked)
    expect(text.includes('no photo ID needed')).toBe(!asked)
    expect(text).toContain(says)
  })
})

test('who hears the screen is told which date is the birth date', () => {
  expect(screen({}).replace(/<[^>]+>/g, '')).toContain('Birth date: 4 March 1988')
})

test('a name in either field alone, and no birth date, leave no word of the machine', () => {
  for (const names of [
    { givenName: 'Suharto', familyName: '' },
    { givenName: '', familyName: 'Suharto' },
  ]) {
    expect(born('1963', names)).toMatch(/>Suharto</)
    expect(born('1963', names) + born(null, names)).not.toMatch(/undefined|null|NaN|\[object/)
  }
})
