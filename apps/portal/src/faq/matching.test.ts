import { describe, expect, test } from 'vitest'
import { finder } from './matching.ts'

describe('a search', () => {
  test.each([
    ['perdida', 'Pérdida del teléfono', true],
    ['TELEFONO pérdida', 'Pérdida del teléfono', true],
    ['perdida cartera', 'Pérdida del teléfono', false],
    ['код', 'Не приходит КОД', true],
    ['통행', '통행증은 무엇입니까?', true],
    ['পাস', 'পাস কী?', true],
    ['পিস', 'পাস কী?', false],
    ['通行', '通行證是什麼？', true],
    ['  ', 'anything', true],
  ])('for "%s" in "%s": %s', (search, text, found) => {
    expect(finder(search)(text)).toBe(found)
  })
})
