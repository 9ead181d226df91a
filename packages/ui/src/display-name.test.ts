import { expect, test } from 'vitest'
import { displayName, displayText } from './display-name.ts'

test('a person with one name has no stray blank, whichever field holds it', () => {
  expect(displayName('', 'Suharto')).toBe('Suharto')
  expect(displayName('Suharto', '')).toBe('Suharto')
})

test('marks that turn the reading direction are gone, letters of any script stay', () => {
  expect(displayText('\u202eollaF\u202c \u2066Rosa\u2069\u200f')).toBe('ollaF Rosa')
  expect(displayName('রহিমা', 'بيغم')).toBe('রহিমা بيغم')
})

test('nothing cuts a name', () => {
  expect(displayName('A'.repeat(120), 'B'.repeat(120))).toHaveLength(241)
})
