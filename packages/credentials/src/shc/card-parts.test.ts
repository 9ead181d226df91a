import { describe, expect, test } from 'vitest'
import { card, code, file, parts, payload } from '../../../../tools/shc-vectors/card.ts'
import { credentialsIn, type StartedCard, takeCode, wholeCards } from '../index.ts'

const CARD = card()
const OTHER = card({ payload: { ...payload(), nbf: 1_637_334_001 } })
const [one, two, three] = parts(CARD, 3) as [string, string, string]
const [otherOne, otherTwo, otherThree] = parts(OTHER, 3) as [string, string, string]

/** What is said after each code. */
function scan(...codes: readonly string[]) {
  let started: StartedCard | undefined
  return codes.map((text) => {
    const taken = takeCode(started, text)
    started = taken.whole ? undefined : taken.started
    return taken.whole ? taken.text : `${taken.seen} of ${taken.of}`
  })
}
const WHOLE = [one, two, three].join('\n')

describe('codes that are scanned one after the other', () => {
  test('a card in one code is whole at once, and so is any other code', () => {
    expect(scan(code(CARD), 'EP1:ABC', 'https://example.org')).toEqual([
      code(CARD),
      'EP1:ABC',
      'https://example.org',
    ])
  })

  test('parts come in any order, and again', () => {
    expect(scan(one, two, three)).toEqual(['1 of 3', '2 of 3', WHOLE])
    expect(scan(three, one, one, three, two)).toEqual(['1 of 3', '2 of 3', '2 of 3', '2 of 3', WHOLE])
  })

  test('a part of another card begins anew: parts of two cards are never joined', () => {
    expect(otherThree).not.toBe(three)
    expect(scan(three, otherThree)).toEqual(['1 of 3', '1 of 3'])
    expect(scan(one, parts(CARD, 2)[1]!)).toEqual(['1 of 3', '1 of 2'])
  })

  test('another complete code drops what was started', () => {
    expect(scan(one, two, code(OTHER), three)).toEqual(['1 of 3', '2 of 3', code(OTHER), '1 of 3'])
  })
})

describe('codes that stand on one page', () => {
  test('are put together, whatever their order, each card for itself', async () => {
    const whole = [OTHER, CARD].map((jws) => parts(jws, 3).join('\n'))
    expect(new Set(await wholeCards([otherTwo, three, otherOne, one, otherThree, two]))).toEqual(
      new Set(whole),
    )
    expect(await wholeCards([code(CARD), code(OTHER), code(CARD)])).toEqual([code(CARD), code(OTHER)])
  })

  test('and what is not all there stays in pieces', async () => {
    expect(await wholeCards([one, three, 'EP1:ABC'])).toEqual(['EP1:ABC', [one, three].join('\n')])
    expect(await wholeCards([one, otherTwo, three])).toEqual([[one, otherTwo, three].join('\n')])
  })
})

describe('the credentials of a text', () => {
  test('are the cards of a file, or the one that it is', async () => {
    expect(await credentialsIn(`\n ${file(CARD, OTHER)}\n`)).toEqual([CARD, OTHER])
    expect(await credentialsIn([code(CARD), code(OTHER)].join('\n'))).toEqual([code(CARD), code(OTHER)])
    expect(await credentialsIn([three, one, two].join('\r\n'))).toEqual([WHOLE])
    for (const text of [CARD, code(CARD), 'EP1:ABC', '{"other":1}', file(CARD).slice(1), '']) {
      expect(await credentialsIn(text)).toEqual([text])
    }
  })
})
