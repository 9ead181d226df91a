import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTrustList, revocationFilter } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { openKeyRing } from '@excelsior/keys'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newYork } from '../../../tools/new-york-policy.ts'
import type { Installation } from './installation.ts'
import { createTrustPublication } from './trust-publication.ts'

const NOW = Date.parse('2021-11-20T17:00:00Z') as Instant
const MINUTE = 60_000
const DAY = 86_400_000
const later = (milliseconds: number) => (NOW + milliseconds) as Instant

const OWN_PASSES_ALONE = {
  name: 'Own',
  accepts: [],
  otherProducts: [],
  recovery: { fromDay: 11, untilDay: 180 },
}

let folder: string
let keyRing: Installation['keyRing']
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'excelsior-publication-'))
  keyRing = await openKeyRing({ folder: join(folder, 'keys'), now: NOW })
})
afterAll(() => rm(folder, { recursive: true }))

/** What is published at each instant, by a store that can be away and withdraws passes. */
function published() {
  const state = { now: NOW, away: false, revoked: [] as string[], good: [] as string[] }
  const passes: Pick<Installation['store']['passes'], 'revoked' | 'revokedState' | 'notRevokedWithin'> = {
    async revokedState() {
      if (state.away) throw new Error('away')
      return JSON.stringify(state.revoked)
    },
    async notRevokedWithin(ranges) {
      const within = (id: string) =>
        ranges.some(
          ({ low, high }) =>
            Buffer.from(low).toString('hex') <= id && id <= Buffer.from(high).toString('hex'),
        )
      return state.good.filter(within).map((id) => Buffer.from(id, 'hex'))
    },
    async revoked() {
      if (state.away) throw new Error('away')
      return state.revoked.map((id) => ({
        passId: Buffer.from(id, 'hex'),
        at: NOW,
        keyId: 'aaaaaaaa',
        type: 'pcr',
        expires: later(DAY),
      }))
    },
  }
  const warned: Instant[] = []
  const list = createTrustPublication(
    {
      store: { passes } as unknown as Installation['store'],
      keyRing,
      policy: () => newYork,
      acceptance: OWN_PASSES_ALONE,
      issuer: { id: 'US-NY', name: 'New York State' },
    },
    () => state.now,
    (end) => warned.push(end),
  )
  const content = async () => {
    const text = await list()
    if (text === undefined) return undefined
    const opened = await openTrustList(new TextEncoder().encode(text), {
      pinnedRoot: keyRing.root.signer.keyId,
      now: state.now,
      allowDemo: false,
    })
    if (!opened.ok) throw new Error(opened.reason)
    return opened.content
  }
  return { state, content, warned }
}

describe('the trust list', () => {
  test('is signed anew within the hour, so that whoever asks is given a week, less five minutes', async () => {
    const { state, content } = published()
    for (const after of [0, 59 * MINUTE, 61 * MINUTE, 3 * DAY, 30 * DAY]) {
      state.now = later(after)
      const left = ((await content())?.nextUpdate ?? 0) - state.now
      expect(left).toBeLessThanOrEqual(7 * DAY - 5 * MINUTE)
      expect(left).toBeGreaterThan(7 * DAY - 66 * MINUTE)
    }
  })

  test('holds a withdrawn pass seconds later, under a higher version', async () => {
    const { state, content } = published()
    const before = await content()
    state.revoked = ['00112233445566aa']
    state.now = later(6_000)
    const after = await content()
    expect(after?.revocation.passes).toContain('00112233445566aa')
    expect(after?.version).toBeGreaterThan(before?.version ?? Number.POSITIVE_INFINITY)
  })

  test('of very many withdrawn passes says it in little, and accuses no other', async () => {
    const { state, content } = published()
    state.revoked = Array.from(
      { length: 600 },
      (_, index) => `${(index * 7_000_001).toString(16).padStart(12, 'a')}0000`,
    )
    state.good = [`${state.revoked[3]!.slice(0, 12)}0001`, '0123456789abcdef']
    const { revocation } = (await content())!
    expect(revocation.passes).toEqual([])
    const filter = revocationFilter(revocation)!
    expect(state.revoked.every((id) => filter.has(id))).toBe(true)
    expect(state.good.some((id) => filter.has(id))).toBe(false)
    expect(filter.has(revocation.canaries.revoked)).toBe(true)
  })

  test('says which credentials of others stand for a pass, and by which doses and days', async () => {
    const { content } = published()
    expect((await content())?.rules.acceptance).toMatchObject({
      policy: OWN_PASSES_ALONE,
      decision: { jurisdiction: 'US-NY', vaccination: newYork.vaccination },
    })
  })

  test('that nobody could sign for half of its time is warned of, once a day', async () => {
    const { state, content, warned } = published()
    await content()
    const end = state.now + 7 * DAY - 5 * MINUTE
    state.away = true
    for (const hours of [1, 83, 84, 85, 107, 109]) {
      state.now = later(hours * 60 * MINUTE)
      await content()
    }
    expect(warned).toEqual([end, end])
    state.away = false
    state.now = later(140 * 60 * MINUTE)
    await content()
    expect(warned, 'signed again').toHaveLength(2)
  })

  test('stays what it was while the database is away, and is none where there never was one', async () => {
    const { state, content } = published()
    state.away = true
    expect(await content()).toBeUndefined()
    state.away = false
    state.now = later(MINUTE)
    const first = await content()
    expect(first).toBeDefined()
    state.away = true
    state.now = later(3 * DAY)
    expect(await content()).toEqual(first)
    state.now = later(8 * DAY)
    expect(await content(), 'past its end').toBeUndefined()
  })
})
