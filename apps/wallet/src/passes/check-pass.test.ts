import { type Trust, webCryptoChecker } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { beforeAll, describe, expect, test } from 'vitest'
import { department } from '../testing/department.ts'
import { type Circumstances, examine, judge, maybeMisread, newListMayHelp } from './check-pass.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z') as Instant
const HOUR = 3_600_000
const later = (milliseconds: number) => (NOW + milliseconds) as Instant

let ours: Awaited<ReturnType<typeof department>>
let trust: Trust
beforeAll(async () => {
  ours = await department(NOW)
  trust = await ours.trust()
})
const at = (change: Partial<Circumstances> = {}): Circumstances => ({
  trust,
  latestTime: undefined,
  now: NOW,
  ...change,
})
const refusalOf = async (text: string, change: Partial<Circumstances> = {}) => {
  const examined = await examine(text, at(change), webCryptoChecker)
  return examined.ok ? 'none' : examined.refusal
}
const withOneByteChanged = (text: string) => {
  const place = text.length - 3 - ((text.length - 4) % 3)
  return text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1)
}

describe('what is kept', () => {
  test('is a genuine pass that holds, with what it says; blanks around it are dropped', async () => {
    const text = await ours.pass()
    const examined = await examine(`\n ${text}  \n`, at(), webCryptoChecker)
    expect(examined).toMatchObject({ ok: true, text, facts: { givenName: 'Rosa', type: 'vaccination' } })
  })

  test('is a pass that begins tomorrow, and it says from when', async () => {
    const text = await ours.pass({ notBefore: later(24 * HOUR) })
    expect(await refusalOf(text)).toBe('none')
    const judged = await judge({ id: 'a', text, pinned: false }, at(), webCryptoChecker)
    expect(judged).toMatchObject({ standing: 'not-yet-valid', from: later(24 * HOUR) })
  })
})

describe('what is not kept, and why', () => {
  test('changed by one byte: forged', async () =>
    expect(await refusalOf(withOneByteChanged(await ours.pass()))).toBe('forged'))

  test('at its last moment it still comes in, at its end it does not', async () => {
    const text = await ours.pass({ expires: later(HOUR) })
    expect(await refusalOf(text, { now: later(HOUR - 1) })).toBe('none')
    expect(await refusalOf(text, { now: later(HOUR) })).toBe('expired')
  })

  test('signed by a stranger: an unknown issuer', async () => {
    const stranger = await department(NOW, 'US-NJ')
    expect(await refusalOf(await stranger.pass())).toBe('unknown-issuer')
  })

  test('withdrawn', async () =>
    expect(await refusalOf(await ours.pass({ passId: 'ffffffffffffff01' }))).toBe('withdrawn'))

  test('of a type that the rules do not take at present', async () => {
    const strict = { ...trust, rules: { ...trust.rules, accepts: new Set(['pcr' as const]) } }
    expect(await refusalOf(await ours.pass(), { trust: strict })).toBe('not-accepted')
  })

  test('another kind of certificate, no pass at all, half a pass', async () => {
    expect(await refusalOf('HC1:6BF+70790T9WJWG.FKY')).toBe('foreign')
    expect(await refusalOf('shc:/56762909524320603460')).toBe('foreign')
    expect(await refusalOf('https://menu.example/today')).toBe('no-pass')
    expect(await refusalOf('')).toBe('no-pass')
    expect(await refusalOf((await ours.pass()).slice(0, 60))).toBe('damaged')
  })

  test('what cannot be checked today: no list, an old one, a clock that stands wrong, a newer key', async () => {
    const text = await ours.pass()
    expect(await refusalOf(text, { trust: undefined })).toBe('trust-missing')
    expect(await refusalOf(text, { now: later(8 * 24 * HOUR) })).toBe('trust-ended')
    expect(await refusalOf(text, { latestTime: later(24 * HOUR) })).toBe('clock')
    const next = await department(NOW)
    expect(await refusalOf(await next.pass({ issuedAt: NOW, notBefore: NOW }))).toBe('newer-than-trust')
  })

  test('a fresh list is asked for only where it may help, a second frame only where a blur may be to blame', () => {
    expect(newListMayHelp('trust-missing') && newListMayHelp('newer-than-trust')).toBe(true)
    expect(newListMayHelp('forged') || newListMayHelp('expired')).toBe(false)
    expect(maybeMisread('damaged') && maybeMisread('forged')).toBe(true)
    expect(maybeMisread('expired') || maybeMisread('no-pass')).toBe(false)
  })
})

describe('a kept pass', () => {
  const standingOf = async (change: Partial<Circumstances>, text?: string) =>
    (await judge({ id: 'a', text: text ?? (await ours.pass()), pinned: false }, at(change), webCryptoChecker))
      ?.standing

  test('is valid until its end, and has ended from that moment, list or no list', async () => {
    const text = await ours.pass({ expires: later(HOUR) })
    expect(await standingOf({ now: later(HOUR - 1) }, text)).toBe('valid')
    expect(await standingOf({ now: later(HOUR) }, text)).toBe('ended')
    expect(await standingOf({ now: later(HOUR), trust: undefined }, text)).toBe('ended')
  })

  test('that cannot be checked for want of a fresh list is told so, not called bad', async () => {
    expect(await standingOf({ trust: undefined })).toBe('unchecked')
    expect(await standingOf({ now: later(8 * 24 * HOUR) })).toBe('unchecked')
  })

  test('that was withdrawn, or whose signer is no longer known, is no pass any more', async () => {
    expect(await standingOf({}, await ours.pass({ passId: 'ffffffffffffff01' }))).toBe('withdrawn')
    expect(await standingOf({ trust: { ...trust, issuers: new Map() } })).toBe('not-recognised')
  })

  test('that this release cannot read is not drawn', async () => {
    expect(await judge({ id: 'a', text: 'HC1:ABC', pinned: false }, at(), webCryptoChecker)).toBeUndefined()
  })
})
