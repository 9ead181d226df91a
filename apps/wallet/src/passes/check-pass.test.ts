import { readFileSync } from 'node:fs'
import { type PublicJwk, type Trust, verify, webCryptoChecker } from '@excelsior/credentials'
import { type Instant, parseAcceptance } from '@excelsior/domain'
import { beforeAll, describe, expect, test } from 'vitest'
import { newYork } from '../../../../tools/new-york-policy.ts'
import { department } from '../testing/department.ts'
import { type Circumstances, examine, judge, maybeMisread, newListMayHelp } from './check-pass.ts'
import { drawnAs } from './kept-pass.ts'
import { liveCodeAt } from './live-pass.ts'

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
async function holderKey(): Promise<{ readonly key: CryptoKey; readonly jwk: PublicJwk }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey)
  return { key: privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } }
}
const withOneByteChanged = (text: string) => {
  const place = text.length - 3 - ((text.length - 4) % 3)
  return text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1)
}

describe('what is kept', () => {
  test('is a genuine pass that holds, with what it says; blanks around it are dropped', async () => {
    const text = await ours.pass()
    const examined = await examine(`\n ${text}  \n`, at(), webCryptoChecker)
    expect(examined).toMatchObject({
      ok: true,
      text,
      facts: { format: 'pass', givenName: 'Rosa', kind: 'vaccination' },
    })
  })

  test('is a pass that begins tomorrow, and it says from when', async () => {
    const text = await ours.pass({ notBefore: later(24 * HOUR) })
    expect(await refusalOf(text)).toBe('none')
    const judged = await judge({ id: 'a', text, pinned: false }, at(), webCryptoChecker)
    expect(judged).toMatchObject({ standing: 'not-yet-valid', from: later(24 * HOUR) })
  })
})

/** The rules of the example: certificates of the EU's kind stand for a pass. */
async function accepting(): Promise<Trust> {
  const path = new URL('../../../../data/acceptance/example-shc-and-eu.json', import.meta.url)
  const parsed = parseAcceptance(JSON.parse(readFileSync(path, 'utf8')))
  if (!parsed.ok) throw new Error('the example cannot be read')
  return ours.trust({
    rules: {
      zone: 'America/New_York',
      accepts: ['vaccination', 'pcr', 'antigen'],
      photoIdFrom: 18,
      acceptance: { policy: parsed.policy, decision: newYork },
    },
  })
}

describe('another’s genuine credential', () => {
  const judged = async (text: string, change: Partial<Circumstances> = {}) =>
    judge({ id: 'a', text, pinned: false }, at(change), webCryptoChecker)

  test('is kept though no rule takes it here, and stands for no pass; its holder is told the rule', async () => {
    const text = await ours.certificate()
    expect(await refusalOf(text)).toBe('none')
    const pass = (await judged(text))!
    expect(pass).toMatchObject({
      format: 'dcc',
      kind: 'vaccination',
      standing: 'not-accepted',
      rule: 'not-by-the-rules',
      issuer: 'Ministry of Health of Elsewhere',
    })
    expect(pass.type).toBeUndefined()
    expect(drawnAs(pass)).toBe('other')
  })

  test('stands for a pass while the rules take it, and no longer than they do', async () => {
    const rules = await accepting()
    const text = await ours.certificate({ expires: later(300 * 24 * HOUR) })
    const pass = (await judged(text, { trust: rules }))!
    expect(pass).toMatchObject({
      standing: 'valid',
      type: 'vaccination',
      issuer: 'Ministry of Health of Elsewhere',
    })
    expect(drawnAs(pass)).toBe('pass')
    const verdict = await verify(text, rules, NOW)
    expect(pass.expires).toBe(verdict.expires)
    expect(pass.expires).toBeLessThan(later(300 * 24 * HOUR))
  })

  test('that the rules take not yet, for too few days have passed, is kept and stands for nothing', async () => {
    const text = await ours.certificate({}, 3)
    expect(await refusalOf(text, { trust: await accepting() })).toBe('none')
    expect(await judged(text, { trust: await accepting() })).toMatchObject({ standing: 'not-accepted' })
  })

  test('of a type that is not taken at present is told so', async () => {
    const rules = await accepting()
    const strict = { ...rules, rules: { ...rules.rules, accepts: new Set(['pcr' as const]) } }
    expect(await judged(await ours.certificate(), { trust: strict })).toMatchObject({
      rule: 'type-not-accepted',
    })
  })

  test('that cannot be checked today is drawn as no pass, whatever it stood for yesterday', async () => {
    const pass = (await judged(await ours.certificate(), { trust: undefined }))!
    expect(pass.standing).toBe('unchecked')
    expect(drawnAs(pass)).toBe('other')
  })

  test('that has ended, or whose signer is no longer known, is over', async () => {
    const text = await ours.certificate({ expires: later(HOUR) })
    const ended = (await judged(text, { now: later(HOUR) }))!
    expect([ended.standing, drawnAs(ended)]).toEqual(['ended', 'over'])
    const unknown = (await judged(text, { trust: { ...trust, keys: new Map() } }))!
    expect([unknown.standing, drawnAs(unknown)]).toEqual(['not-recognised', 'over'])
  })

  test('is refused like any pass where it is changed, ended or of nobody who is listed', async () => {
    const text = await ours.certificate({ expires: later(HOUR) })
    expect(await refusalOf(text, { now: later(HOUR) })).toBe('expired')
    expect(await refusalOf(await (await department(NOW)).certificate())).toBe('forged')
    const rest = new Map(trust.keys)
    for (const key of rest.keys()) if (key.startsWith('dcc')) rest.delete(key)
    expect(await refusalOf(text, { trust: { ...trust, keys: rest } })).toBe('unknown-issuer')
  })
})

describe('what is not kept, and why', () => {
  test('a live code of another phone, and the pass cut out of it: pictures of it are no good in a minute', async () => {
    const { key, jwk } = await holderKey()
    const bound = await ours.pass({ holderKey: jwk })
    expect(await refusalOf(bound)).toBe('copy')
    expect(await refusalOf(await liveCodeAt({ bound, key }, NOW))).toBe('copy')
    expect(await refusalOf(await liveCodeAt({ bound, key }, NOW), { now: later(HOUR) })).toBe('copy')
  })

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
    expect(await refusalOf('HC2:6BF+70790T9WJWG.FKY')).toBe('foreign')
    expect(await refusalOf('HC1:6BF+70790T9WJWG.FKY')).toBe('damaged')
    expect(await refusalOf('shc:/56762909524320603460')).toBe('damaged')
    expect(await refusalOf('shc:/1/2/56762909524320603460')).toBe('not-one')
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
    expect(await judge({ id: 'a', text: 'HC2:ABC', pinned: false }, at(), webCryptoChecker)).toBeUndefined()
    expect(await judge({ id: 'a', text: 'HC1:ABC', pinned: false }, at(), webCryptoChecker)).toBeUndefined()
  })
})

describe('the live code beside a kept pass', () => {
  const bound = async (change: Parameters<typeof ours.pass>[0] = {}) => {
    const { key, jwk } = await holderKey()
    const text = await ours.pass()
    return {
      id: 'a',
      text,
      pinned: false,
      live: { bound: await ours.pass({ holderKey: jwk, ...change }), key },
    }
  }

  test('is shown while the bound pass is good, with a list and without', async () => {
    const kept = await bound()
    expect((await judge(kept, at(), webCryptoChecker))?.showsLive).toBe(true)
    expect((await judge(kept, at({ trust: undefined }), webCryptoChecker))?.showsLive).toBe(true)
  })

  test('gives way to the plain one where the bound pass was withdrawn by itself', async () => {
    const kept = await bound({ passId: 'ffffffffffffff01' })
    const pass = await judge(kept, at(), webCryptoChecker)
    expect(pass).toMatchObject({ standing: 'valid', live: kept.live })
    expect(pass?.showsLive).toBeUndefined()
  })
})
