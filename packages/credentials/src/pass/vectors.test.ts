import { describe, expect, test } from 'vitest'
import { verify } from '../index.ts'
import { expectTold, openVectorsList, timeOf, vectorsOf } from '../testing/vectors.ts'

const { read, expected, expectLineForEachFileOf } = vectorsOf('pass')
const { trust } = await openVectorsList(read('trust.json'))

describe('each code of vectors/pass comes to the verdict that is written for it', () => {
  test.each(expected)('$file: $status', async (line) => {
    const verdict = await verify(read(line.file), trust, timeOf(line))
    expectTold(verdict, line)
    expect(verdict.holder !== null).toBe(line.genuine === true)
  })

  test('and each code has its line', () => expectLineForEachFileOf('codes'))
})
