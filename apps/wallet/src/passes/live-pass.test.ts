import {
  LIVE_CODE_TURNS,
  type PublicJwk,
  qrCode,
  type Trust,
  verify,
  webCryptoChecker,
} from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { beforeAll, describe, expect, test } from 'vitest'
import { department } from '../testing/department.ts'
import { bindToDevice } from './bind-pass.ts'
import { liveCodeAt } from './live-pass.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z') as Instant
const later = (milliseconds: number) => (NOW + milliseconds) as Instant

let ours: Awaited<ReturnType<typeof department>>
let trust: Trust
let plain: string
beforeAll(async () => {
  ours = await department(NOW)
  trust = await ours.trust()
  plain = await ours.pass()
})
const bind = (ask: (key: PublicJwk) => Promise<string>, given: Trust | undefined = trust) =>
  bindToDevice(plain, ask, { trust: given, latestTime: undefined, now: NOW }, webCryptoChecker)

describe('a pass from the portal', () => {
  test('is bound to a key of this device, whose bytes nobody gets', async () => {
    const live = (await bind((holderKey) => ours.pass({ holderKey })))!
    expect(live.key.extractable).toBe(false)
    expect(live.key.type).toBe('private')
    await expect(crypto.subtle.exportKey('jwk', live.key)).rejects.toThrow()
  })

  test('gets another key each time, and only the public part is sent', async () => {
    const sent: PublicJwk[] = []
    const ask = (holderKey: PublicJwk) => {
      sent.push(holderKey)
      return ours.pass({ holderKey })
    }
    await bind(ask)
    await bind(ask)
    expect(sent[0]?.x).not.toBe(sent[1]?.x)
    for (const key of sent) expect(Object.keys(key).sort()).toEqual(['crv', 'kty', 'x', 'y'])
  })

  test('shows a code that is live now and a copy a minute later, in a code of version 13 at most', async () => {
    const live = (await bind((holderKey) => ours.pass({ holderKey })))!
    const text = await liveCodeAt(live, NOW)
    expect(await verify(text, trust, NOW)).toMatchObject({ status: 'valid', live: true })
    expect(await verify(text, trust, later(2 * LIVE_CODE_TURNS))).toMatchObject({ live: true })
    expect(await verify(text, trust, later(61_000))).toMatchObject({ status: 'not-accepted', reason: 'copy' })
    expect(qrCode(text, 13).version).toBeLessThanOrEqual(13)
  })
})

describe('nothing is bound', () => {
  test.each<[string, (key: PublicJwk) => Promise<string>]>([
    ['without a network', () => Promise.reject(new Error('offline'))],
    ['where the answer is no pass', async () => 'EP1:NONE'],
    ['where the answer is bound to no key', () => ours.pass()],
    ['where it is of another person', (holderKey) => ours.pass({ holderKey, givenName: 'Alba' })],
    ['where it is of another type', (holderKey) => ours.pass({ holderKey, type: 'pcr' })],
    ['where it lasts longer', (holderKey) => ours.pass({ holderKey, expires: later(99 * 86_400_000) })],
    ['where a stranger signed it', async (holderKey) => (await department(NOW)).pass({ holderKey })],
    ['where it was withdrawn', (holderKey) => ours.pass({ holderKey, passId: 'ffffffffffffff01' })],
  ])('%s', async (_, ask) => expect(await bind(ask)).toBeUndefined())

  test('where it is bound to a key that is not ours', async () => {
    let first: PublicJwk | undefined
    await bind((holderKey) => {
      first = holderKey
      return ours.pass({ holderKey })
    })
    expect(await bind(() => ours.pass({ holderKey: first! }))).toBeUndefined()
  })

  test('without a list to check it by', async () => {
    const answer = bindToDevice(
      plain,
      (holderKey) => ours.pass({ holderKey }),
      { trust: undefined, latestTime: undefined, now: NOW },
      webCryptoChecker,
    )
    expect(await answer).toBeUndefined()
  })
})
