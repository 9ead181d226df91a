import { instantOf, parseInstant } from '@excelsior/domain'
import { expect, test } from 'vitest'
import { readIsoTime } from './iso-time.ts'

test.each([
  '2021-11-19T08:30:00Z',
  '2021-11-19T08:30:00',
  '2021-11-19T08:30:00.123456',
  '2021-11-19T09:30:00+01:00',
  '2021-11-19T09:30:00.5+0100',
  '2021-11-19T09:30:00+01',
  '2021-11-19T03:30:00-05:00',
])('%s is one and the same moment', (text) => {
  expect(instantOf(readIsoTime(text)!)).toBe(parseInstant('2021-11-19T08:30:00Z'))
})

test.each([
  '',
  '2021-11-19',
  '2021-11-19T08:30',
  '2021-11-19T08:30:00+1',
  '2021-02-30T08:30:00Z',
  '2021-11-19T08:30:00+1:00:0',
])('%j is none', (text) => {
  expect(readIsoTime(text)).toBeUndefined()
})
