import { expect, test } from 'vitest'
import { plainDigits } from './plain-digits.ts'

test('digits of Bengali, Chinese and Korean keyboards are read as plain ones', () => {
  expect(plainDigits('০১২৩৪৫৬৭৮৯')).toBe('0123456789')
  expect(plainDigits('１２２０７')).toBe('12207')
  expect(plainDigits('12207-1133')).toBe('12207-1133')
})

test('other characters stay', () => {
  expect(plainDigits('৯ মার্চ ৴')).toBe('9 মার্চ ৴')
})
