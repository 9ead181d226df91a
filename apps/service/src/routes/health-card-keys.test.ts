import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  GENUINE_IS_ENOUGH,
  healthCardIssuer,
  healthCardRevocation,
  issueHealthCard,
  readCardRevocationList,
  revocationIdOf,
  trustOf,
  verify,
} from '@excelsior/credentials'
import type { HealthRecord, Instant, PartialDate } from '@excelsior/domain'
import { type KeyRing, nodeChecker, openKeyRing } from '@excelsior/keys'
import type { PassOnFile } from '@excelsior/store'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHealthCardPublication } from '../health-card-publication.ts'
import { healthCardKeyRoutes } from './health-card-keys.ts'

const NOW = Date.parse('2021-11-20T17:00:00Z') as Instant
const DAY = 86_400_000
const later = (milliseconds: number) => (NOW + milliseconds) as Instant
const ISSUER = 'https://pass.example.gov'

let folder: string
let keyRing: KeyRing
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'excelsior-health-cards-'))
  keyRing = await openKeyRing({ folder: join(folder, 'keys'), now: NOW })
})
afterAll(() => rm(folder, { recursive: true }))

/** What is published at each instant, by a store that can be away and withdraws passes. */
function stand() {
  const state = { now: NOW, away: false, revoked: [] as PassOnFile[] }
  const passes = {
    async revoked(at: Instant) {
      if (state.away) throw new Error('away')
      return state.revoked.filter(({ expires }) => expires > at)
    },
  }
  const app = Fastify()
  healthCardKeyRoutes(
    app,
    createHealthCardPublication({ store: { passes: passes as never }, keyRing }, () => state.now),
  )
  const keyId = keyRing.healthCards.signer(NOW).keyId
  const revoke = (id: string, at: Instant, more: Partial<PassOnFile> = {}) =>
    state.revoked.push({
      passId: Buffer.from(id, 'hex'),
      keyId,
      type: 'pcr',
      at: NOW,
      expires: later(DAY),
      revoked: at,
      ...more,
    })
  return { state, revoke, keyId, get: (path: string) => app.inject(`/.well-known/${path}`) }
}

describe('keys of health cards', () => {
  test('are published as the framework has them, cacheable and for pages of any origin', async () => {
    const { get, keyId } = stand()
    const answer = await get('jwks.json')
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300',
    })
    expect(answer.json()).toEqual({
      keys: [
        {
          kty: 'EC',
          kid: keyId,
          use: 'sig',
          alg: 'ES256',
          crv: 'P-256',
          x: expect.stringMatching(/^[\w-]{43}$/),
          y: expect.stringMatching(/^[\w-]{43}$/),
          crlVersion: 0,
        },
      ],
    })
    expect(keyId).toMatch(/^[\w-]{43}$/)
  })

  test('are enough to check a card by, and their list to refuse one that was withdrawn', async () => {
    const { get, keyId, revoke, state } = stand()
    const card = {
      issuer: ISSUER,
      revocationId: revocationIdOf('00000000000000aa'),
      givenName: 'Amalia',
      familyName: 'Okonkwo-Reyes',
      birthDate: '1988-03-04' as PartialDate,
      notBefore: later(-60_000),
      expires: later(DAY),
      records: [{ kind: 'immunization', cvx: '208', date: '2021-04-02' } as HealthRecord],
    }
    const jws = await issueHealthCard(card, keyRing.healthCards.signer(NOW))
    const check = async () => {
      const keySet = (await get('jwks.json')).body
      const { issuer } = (await healthCardIssuer({ iss: ISSUER, name: 'Example' }, keySet))!
      const list = readCardRevocationList((await get(`crl/${keyId}.json`)).body)!
      const trust = trustOf(
        {
          version: null,
          issuedAt: null,
          nextUpdate: null,
          demo: false,
          issuers: [issuer],
          rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
          revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
        },
        {
          acceptance: GENUINE_IS_ENOUGH,
          foreignRevocation: new Map([['shc', healthCardRevocation([{ issuer: ISSUER, list }])]]),
        },
      )
      return (await verify(jws, trust, NOW, { checker: nodeChecker })).status
    }
    expect(await check()).toBe('valid')
    revoke('00000000000000aa', later(10_000))
    state.now = later(20_000)
    expect(await check()).toBe('revoked')
  })

  test('have a counter that rises with every withdrawal, and never falls', async () => {
    const { get, keyId, revoke, state } = stand()
    const counter = async () => {
      const [set, list] = await Promise.all([get('jwks.json'), get(`crl/${keyId}.json`)])
      expect(set.json().keys[0].crlVersion).toBe(list.json().ctr)
      return { counter: list.json().ctr, ids: list.json().rids.length }
    }
    expect(await counter()).toEqual({ counter: 0, ids: 0 })
    revoke('00000000000000aa', later(1_200), { expires: later(60_000) })
    state.now = later(6_000)
    const first = await counter()
    expect(first.ids).toBe(1)
    expect(first.counter).toBeGreaterThan(0)
    // In the second that is not over: it comes with the next list, under a number of its own.
    revoke('00000000000000bb', later(12_000))
    state.now = later(12_500)
    expect(await counter()).toEqual(first)
    state.now = later(18_000)
    const second = await counter()
    expect(second.ids).toBe(2)
    expect(second.counter).toBeGreaterThan(first.counter)
    state.now = later(70_000)
    expect(await counter()).toEqual({ counter: second.counter, ids: 1 })
  })

  test('withdraw the card with the pass, whichever key signed that', async () => {
    const { get, keyId, revoke, state } = stand()
    revoke('00000000000000aa', later(1_000), { keyId: keyRing.signer(NOW).keyId })
    state.now = later(6_000)
    expect((await get(`crl/${keyId}.json`)).json().rids).toEqual([revocationIdOf('00000000000000aa')])
  })

  test('are told while the database is away, where they were known before', async () => {
    const { get, keyId, state } = stand()
    state.away = true
    expect((await get('jwks.json')).statusCode).toBe(503)
    state.away = false
    state.now = later(6_000)
    expect((await get('jwks.json')).statusCode).toBe(200)
    state.away = true
    state.now = later(12_000)
    expect((await get('jwks.json')).statusCode).toBe(200)
    expect((await get(`crl/${keyId}.json`)).statusCode).toBe(200)
  })

  test('that there are not have no list', async () => {
    const { get, keyId } = stand()
    for (const name of ['other.json', keyId, `${keyId}.jsonx`, '.json'])
      expect((await get(`crl/${name}`)).statusCode, name).toBe(404)
  })

  test('that were withdrawn are published no more, and one that waits is there before it signs', async () => {
    const { get, keyId } = stand()
    const next = keyRing.healthCards.rotate(NOW)
    const kids = async () => (await get('jwks.json')).json().keys.map(({ kid }: { kid: string }) => kid)
    expect(await kids()).toEqual([keyId, next.keyId])
    keyRing.healthCards.revoke(keyId, NOW)
    expect(await kids()).toEqual([next.keyId])
    expect(keyRing.healthCards.signer(NOW).keyId).toBe(next.keyId)
    expect((await get(`crl/${keyId}.json`)).statusCode).toBe(404)
  })
})
