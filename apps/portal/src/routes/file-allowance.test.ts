import type { Instant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { createFileAllowance } from './file-allowance.ts'

const HOUR = 3_600_000
const at = (milliseconds: number) => (1_600_000_000_000 + milliseconds) as Instant

describe('files of a pass', () => {
  test('are made 30 at once, then one every two minutes; another pass is not held up', () => {
    const files = createFileAllowance()
    for (let nth = 0; nth < 30; nth++) expect(files.take('ROSA', at(0))).toBeUndefined()
    expect(files.take('ROSA', at(0))).toBe(at(HOUR / 30))
    expect(files.take('ADA', at(0))).toBeUndefined()
    expect(files.take('ROSA', at(HOUR / 30 - 1))).toBe(at(HOUR / 30))
    expect(files.take('ROSA', at(HOUR / 30))).toBeUndefined()
  })

  test('are counted for so many passes and no more: whoever asked longest ago makes room', () => {
    const files = createFileAllowance({ count: 1, periodMilliseconds: HOUR }, 2)
    for (const code of ['ROSA', 'ADA']) expect(files.take(code, at(0))).toBeUndefined()
    expect(files.take('ROSA', at(1))).toBe(at(HOUR))
    expect(files.take('BEN', at(2))).toBeUndefined()
    expect(files.take('ROSA', at(3)), 'asked later than Ada').toBe(at(HOUR))
    expect(files.take('ADA', at(4)), 'made room').toBeUndefined()
  })
})
