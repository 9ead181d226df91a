import { describe, expect, test } from 'vitest'
import { verify } from '../index.ts'
import { type ExpectedLine, expectTold, openVectorsList, timeOf, vectorsOf } from '../testing/vectors.ts'

const { read, expected, expectLineForEachFileOf } = vectorsOf<ExpectedLine & { readonly showsOther?: true }>(
  'pkpass',
)
const { trust } = await openVectorsList(read('trust.json'))

describe('each file of vectors/pkpass comes to the verdict that is written for it', () => {
  test.each(expected)('$file: $status', async (line) => {
    const verdict = await verify(read(line.file, 'latin1'), trust, timeOf(line))
    expect(verdict.format).toBe('pkpass')
    expectTold(verdict, line)
    expect(verdict.showsOther, 'shows what the code does not say').toBe(line.showsOther)
    expect(verdict.holder !== null).toBe(line.genuine === true && !line.file.includes('emptied'))
  })

  test('and each file has its line', () => expectLineForEachFileOf('files'))
})
