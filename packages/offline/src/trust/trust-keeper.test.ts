import {
  openTrustList,
  type PublicJwk,
  signTrustList,
  type TrustListContent,
  thumbprint,
} from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Kept, keptInMemory } from '../kept.ts'
import { clockInDoubt, clockUnconfirmed, keepTrust } from './trust-keeper.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z') as Instant
const HOUR = 3_600_000
const later = (milliseconds: number) => (NOW + milliseconds) as Instant

let department: Awaited<ReturnType<typeof root>>
let stranger: Awaited<ReturnType<typeof root>>
beforeAll(async () => {
  ;[department, stranger] = await Promise.all([root(), root()])
})

const list = (change: Partial<TrustListContent> = {}, by = department) => by.sign({ version: 5, ...change })

/** A keeper on a device, with what the network gives. */
async function device(
  kept: Kept,
  answer: () => Promise<string>,
  now = NOW,
  allowDemo = true,
  serverTime?: Instant,
) {
  const keeper = keepTrust({
    kept,
    open: openTrustList,
    fetchList: async () => ({
      bytes: new TextEncoder().encode(await answer()),
      ...(serverTime !== undefined && { serverTime }),
    }),
    now: () => now,
    allowDemo,
    onChange: () => {},
  })
  await keeper.load()
  return keeper
}
const offline = (): Promise<string> => Promise.reject(new Error('offline'))

describe('the first list', () => {
  test('is taken, its root pinned, its age known', async () => {
    const keeper = await device(keptInMemory(), () => list())
    expect(keeper.view.trust).toBeUndefined()
    await keeper.refresh()
    expect(keeper.view).toMatchObject({ refresh: 'done', root: department.id, fetchedAt: NOW })
    expect(keeper.view.trust?.version).toBe(5)
  })

  test('serves after a restart without a network', async () => {
    const kept = keptInMemory()
    await (await device(kept, () => list())).refresh()
    const keeper = await device(kept, offline, later(HOUR))
    await keeper.refresh()
    expect(keeper.view).toMatchObject({ refresh: 'unreachable', root: department.id })
    expect(keeper.view.trust?.version).toBe(5)
  })

  test('stays at hand beyond its limit, so that the screen can say when it ended', async () => {
    const kept = keptInMemory()
    await (await device(kept, () => list())).refresh()
    const keeper = await device(kept, offline, later(30 * 24 * HOUR))
    expect(keeper.view.trust?.nextUpdate).toBe(later(24 * HOUR))
  })
})

const REFUSED: readonly (readonly [string, () => Promise<string>])[] = [
  ['older-version', () => list({ version: 4 })],
  ['wrong-root', () => list({ version: 6 }, stranger)],
  ['malformed', async () => (await list({ version: 6 })).slice(0, 300)],
  ['malformed', async () => '<!doctype html><title>Log in to the network</title>'],
  ['malformed', async () => ''],
  ['expired', () => list({ version: 6, nextUpdate: later(HOUR) })],
  ['demo-list', () => list({ version: 6, demo: true, issuers: [{ id: 'demo', name: 'Demo', keys: [] }] })],
  ['unreachable', offline],
]

describe('a later list', () => {
  async function afterFirst(answer: () => Promise<string>, now = later(HOUR)) {
    const kept = keptInMemory()
    await (await device(kept, () => list())).refresh()
    const keeper = await device(kept, answer, now)
    await keeper.refresh()
    const restarted = await device(kept, offline, now)
    expect(restarted.view.trust?.version).toBe(keeper.view.trust?.version)
    return keeper.view
  }

  test('replaces the one before it', async () => {
    const view = await afterFirst(() => list({ version: 6 }))
    expect(view.trust?.version).toBe(6)
  })

  test.each(REFUSED)('is refused as %s and the one at hand stays', async (reason, answer) => {
    const view = await afterFirst(answer)
    expect(view.refresh).toBe(reason)
    expect(view.trust?.version).toBe(5)
  })

  test('is refused from another root even when the kept list cannot be read any more', async () => {
    const kept = keptInMemory()
    await (await device(kept, () => list())).refresh()
    await kept.put('trust', { ...((await kept.get('trust')) as object), bytes: new Uint8Array([1, 2, 3]) })
    const keeper = await device(kept, () => list({ version: 9 }, stranger))
    expect(keeper.view.trust).toBeUndefined()
    await keeper.refresh()
    expect(keeper.view).toMatchObject({ refresh: 'wrong-root', trust: undefined })
  })
})

test('what an older release kept, and this one cannot read, is no list; the next refresh brings one', async () => {
  for (const old of [{ bytes: 'text' }, { list: {} }, [], 'trust', 7]) {
    const kept = keptInMemory()
    await kept.put('trust', old)
    const keeper = await device(kept, () => list())
    expect(keeper.view.trust).toBeUndefined()
    await keeper.refresh()
    expect(keeper.view).toMatchObject({ refresh: 'done', root: department.id, trust: { version: 5 } })
  }
})

describe('a demonstration’s list', () => {
  const demo = () => list({ demo: true, issuers: [{ id: 'demo', name: 'Demo', keys: [] }] })

  test('is taken by a scanner that may, and known as one', async () => {
    const keeper = await device(keptInMemory(), demo)
    await keeper.refresh()
    expect(keeper.view.trust?.demo).toBe(true)
  })

  test('is refused by a scanner that was built for real passes', async () => {
    const keeper = await device(keptInMemory(), demo, NOW, false)
    await keeper.refresh()
    expect(keeper.view).toMatchObject({ refresh: 'demo-list', trust: undefined })
  })
})

describe('the latest time that is known to have passed', () => {
  test('is the newest list’s issue time and outlives a restart', async () => {
    const kept = keptInMemory()
    await (await device(kept, () => list())).refresh()
    const keeper = await device(kept, offline, later(-100 * 24 * HOUR))
    expect(keeper.view.latestTime).toBe(later(-HOUR))
    expect(clockInDoubt(keeper.view.latestTime, later(-100 * 24 * HOUR))).toBe(true)
  })

  test('a clock up to 60 s behind it is a slow one, further behind a wrong one', () => {
    expect(clockInDoubt(NOW, later(-60_000))).toBe(false)
    expect(clockInDoubt(NOW, later(-60_001))).toBe(true)
    expect(clockInDoubt(undefined, NOW)).toBe(false)
  })
})

describe('this device’s clock', () => {
  const refreshed = async (serverTime?: Instant, answer = () => list(), kept = keptInMemory()) => {
    const keeper = await device(kept, answer, NOW, true, serverTime)
    await keeper.refresh()
    return keeper.view.clock
  }

  test('is confirmed for a day by a server whose time is no more than 30 s off', async () => {
    for (const off of [0, 30_000, -31_000]) {
      const clock = await refreshed(later(off))
      expect([off, clockUnconfirmed(clock, NOW)]).toEqual([off, false])
      expect(clockUnconfirmed(clock, later(24 * HOUR))).toBe(false)
      expect(clockUnconfirmed(clock, later(24 * HOUR + 1))).toBe(true)
    }
  })

  test('is in doubt where the server’s is further off, where it was set back since, and where none ever told', async () => {
    expect(clockUnconfirmed(await refreshed(later(30_001)), NOW)).toBe(true)
    expect(clockUnconfirmed(await refreshed(later(-31_001)), NOW)).toBe(true)
    expect(clockUnconfirmed(await refreshed(later(0)), later(-1))).toBe(true)
    expect(clockUnconfirmed(await refreshed(), NOW)).toBe(true)
  })

  test('is not confirmed by whoever answers with no list of the department’s', async () => {
    expect(await refreshed(later(0), async () => '<!doctype html><title>Log in</title>')).toBeUndefined()
  })

  test('stays confirmed over a restart without a network', async () => {
    const kept = keptInMemory()
    await refreshed(later(5_000), () => list(), kept)
    const { clock } = (await device(kept, offline, later(HOUR))).view
    expect(clock).toEqual({ at: NOW, off: 5_000 })
    expect(clockUnconfirmed(clock, later(HOUR))).toBe(false)
  })
})

test('two refreshes at once are one request', async () => {
  let requests = 0
  const keeper = await device(keptInMemory(), () => {
    requests += 1
    return list()
  })
  await Promise.all([keeper.refresh(), keeper.refresh()])
  expect(requests).toBe(1)
})

async function root() {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  const jwk: PublicJwk = { kty: 'EC', crv: 'P-256', x, y }
  const id = await thumbprint(jwk)
  const sign = async (bytes: Uint8Array) =>
    new Uint8Array(
      await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, Uint8Array.from(bytes)),
    )
  const content: TrustListContent = {
    version: 1,
    issuedAt: later(-HOUR),
    nextUpdate: later(24 * HOUR),
    demo: false,
    issuers: [{ id: 'US-NY', name: 'State', keys: [] }],
    rules: { zone: 'America/New_York', accepts: ['pcr'], photoIdFrom: 18 },
    revocation: {
      passes: ['ffffffffffffff01'],
      canaries: { revoked: 'ffffffffffffff01', notRevoked: 'ffffffffffffff02' },
    },
  }
  return {
    id,
    sign: (change: Partial<TrustListContent>) =>
      signTrustList({ ...content, ...change }, jwk, { keyId: id, sign }),
  }
}
