import type { Instant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import {
  cardRevocationList,
  healthCardRevocation,
  type Opened,
  readCardRevocationList,
  revocationIdOf,
  type TrustedKey,
  trustOf,
} from '../index.ts'

const list = (more: object = {}) =>
  JSON.stringify({ kid: 'key', method: 'rid', ctr: 3, rids: ['abc'], ...more })

describe('a list of withdrawn health cards', () => {
  test('names ids, and ids with the second before which they count', () => {
    const { keyId, counter, revoked } = readCardRevocationList(
      list({ rids: ['abc', 'def.1637334000', '-_9'] }),
    )!
    expect([keyId, counter]).toEqual(['key', 3])
    expect([...revoked]).toEqual([
      ['abc', null],
      ['def', 1_637_334_000_000],
      ['-_9', null],
    ])
  })

  test('that names an id twice withdraws what either does', () => {
    for (const rids of [
      ['abc', 'abc.1'],
      ['abc.1', 'abc'],
    ]) {
      expect(readCardRevocationList(list({ rids }))?.revoked.get('abc')).toBe(null)
    }
    expect(readCardRevocationList(list({ rids: ['abc.2', 'abc.1'] }))?.revoked.get('abc')).toBe(2000)
  })

  test('of our own is read as it was written', () => {
    const id = revocationIdOf('0123456789abcdef')
    expect(id).toBe('ASNFZ4mrze8')
    const read = readCardRevocationList(cardRevocationList('key', 7, [id]))
    expect(read).toEqual({ keyId: 'key', counter: 7, revoked: new Map([[id, null]]) })
  })

  test.each([
    ['a page of a login', '<html></html>'],
    ['a list cut short', list().slice(0, -5)],
    ['a list without ids', list({ rids: undefined })],
    ['a list of another method', list({ method: 'hash' })],
    ['a list without a counter', list({ ctr: null })],
    ['a counter below zero', list({ ctr: -1 })],
    ['an id of 25 characters', list({ rids: ['A'.repeat(25)] })],
    ['an id of other letters', list({ rids: ['abc', 'a+b'] })],
    ['a number for an id', list({ rids: ['abc', 7] })],
    ['a time that is none', list({ rids: ['abc.soon'] })],
    ['two lists of ids', list().replace('{', '{"rids":[],')],
  ])('counts whole or not at all: %s', (_, text) => {
    expect(readCardRevocationList(text)).toBeUndefined()
  })
})

describe('a key whose issuer says that it has a list of withdrawn cards', () => {
  const jwk = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } as const
  const keyIn = (issuedAt: number | null) => {
    const key = { kid: 'key', jwk, format: 'shc', usage: [], listsWithdrawn: true } as const
    const trust = trustOf({
      version: 1,
      issuedAt: issuedAt as Instant | null,
      nextUpdate: null,
      demo: false,
      issuers: [{ id: 'https://cards.example', name: 'Cards', keys: [key] }],
      rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
      revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
    })
    return { trust, key: [...trust.keys.values()][0]![0] as TrustedKey }
  }
  const card = (...ids: string[]) =>
    ({ ids, issuer: 'https://cards.example', notBefore: 0 }) as unknown as Opened
  const now = 1 as Instant

  test('is not believed without it, where the list of keys is of a day: the card may be on it', async () => {
    const { trust, key } = keyIn(0)
    for (const revocation of [trust.foreignRevocation.get('shc')!, healthCardRevocation([])]) {
      expect(await revocation.stateOf(card('abc'), key, now)).toBe('unknown')
      expect(await revocation.stateOf(card(), key, now), 'it cannot be withdrawn').toBe('not-revoked')
    }
    const other = { issuer: 'https://cards.example', list: readCardRevocationList(list())! }
    expect(await healthCardRevocation([other]).stateOf(card('def'), key, now)).toBe('not-revoked')
    expect(await healthCardRevocation([other]).stateOf(card('abc'), key, now)).toBe('revoked')
  })

  test('is believed with keys at hand that do not age, of which nobody says that lists go with them', async () => {
    const { trust, key } = keyIn(null)
    expect(await trust.foreignRevocation.get('shc')!.stateOf(card('abc'), key, now)).toBe('not-revoked')
  })
})
