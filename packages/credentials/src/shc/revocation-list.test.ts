import { describe, expect, test } from 'vitest'
import { cardRevocationList, readCardRevocationList, revocationIdOf } from '../index.ts'

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
