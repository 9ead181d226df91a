import { healthCardCode } from '@excelsior/credentials'
import type { PartialDate } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { cannotCheck, type Outcome } from './outcome.ts'
import { credentialsOf, partsOf, worthShowing } from './several-credentials.ts'

const valid = (givenName: string): Outcome => ({
  word: 'valid',
  proven: true,
  type: 'vaccination',
  seen: { format: 'shc', kind: 'vaccination' },
  holder: { givenName, familyName: 'Delgado', birthDate: '1988-03-04' as PartialDate },
  expires: null,
})
const NOT_TAKEN: Outcome = { word: 'not-accepted', proven: true }
const FORGED: Outcome = { word: 'not-genuine', proven: false }

const shown = (outcomes: Readonly<Record<string, Outcome>>) =>
  worthShowing(Object.keys(outcomes), async (text) => outcomes[text] ?? cannotCheck('failed'))

describe('of several credentials in one file', () => {
  test('each person’s first valid one is shown, in their order', async () => {
    const family = { a: NOT_TAKEN, b: valid('Rosa'), c: valid('Rosa'), d: valid('Ana'), e: FORGED }
    expect(await shown(family)).toEqual(['b', 'd'])
  })

  test('where none is valid, the first that a signature proves; else the first', async () => {
    expect(await shown({ a: cannotCheck('unknown-code'), b: NOT_TAKEN, c: NOT_TAKEN })).toEqual(['b'])
    expect(await shown({ a: FORGED, b: FORGED })).toEqual(['a'])
  })

  test('one alone is not checked twice', async () => {
    expect(await worthShowing(['a'], () => Promise.reject(new Error('checked')))).toEqual(['a'])
  })
})

describe('the credentials of what was chosen', () => {
  const card = (letter: string) => healthCardCode(letter.repeat(8))

  test('are all cards of a file, and leave an address aside', async () => {
    const file = JSON.stringify({ verifiableCredential: ['eyJ.a.b', 'eyJ.c.d'] })
    expect(await credentialsOf([file])).toEqual(['eyJ.a.b', 'eyJ.c.d'])
    expect(await credentialsOf(['https://venue.example/', 'EP1:A'])).toEqual(['EP1:A'])
    expect(await credentialsOf(['https://venue.example/'])).toEqual(['https://venue.example/'])
  })

  test('are parts of a card where it is not all there, one by one', async () => {
    const digits = card('a').slice('shc:/'.length)
    const parts = [`shc:/1/3/${digits}`, `shc:/3/3/${digits}`]
    expect((await credentialsOf(parts)).flatMap(partsOf)).toEqual(parts)
    expect(partsOf(card('a'))).toEqual([card('a')])
    expect(partsOf('EP1:A\nB')).toEqual(['EP1:A\nB'])
  })
})
