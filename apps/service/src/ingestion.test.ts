import type { Rejection, Report } from '@excelsior/records'
import type { Outcome } from '@excelsior/store'
import { expect, test } from 'vitest'
import { type Ingested, Tally } from './ingestion.ts'

const aMessage = (): Uint8Array => new Uint8Array(1)
const rejection = (raw: Uint8Array): Rejection => ({ message: 1, code: 'missing', reason: 'Send it.', raw })
const nothing = { stored: 0, duplicates: 0, corrected: 0, deleted: 0 }
function taken(
  raw: Uint8Array,
  kind: Outcome['kind'],
  records: Partial<Outcome['records']>,
  aside = 0,
): Ingested {
  const setAside = Array.from({ length: aside }, () => rejection(raw))
  const report: Report = {
    message: 1,
    messageId: '',
    trial: false,
    person: {},
    cleared: [],
    records: [],
    setAside,
    raw,
  }
  return { kind: 'taken', report, outcome: { kind, records: { ...nothing, ...records }, setAside: aside } }
}
function counted(...all: readonly Ingested[]): Pick<Tally, 'messages' | 'records'> {
  const tally = new Tally()
  for (const each of all) tally.count(each)
  return { messages: tally.messages, records: tally.records }
}

test('a message about three people counts once, by the strongest thing that happened; its records count each', () => {
  const raw = aMessage()
  expect(
    counted(
      taken(raw, 'duplicate', { duplicates: 1 }),
      taken(raw, 'deleted', { deleted: 1 }),
      taken(raw, 'stored', { stored: 2 }),
      taken(aMessage(), 'stored', { stored: 1 }),
    ),
  ).toEqual({
    messages: { read: 2, stored: 1, duplicates: 0, corrected: 0, deleted: 1, rejected: 0 },
    records: { stored: 3, duplicates: 1, corrected: 0, deleted: 1, setAside: 0 },
  })
})

test('a message of which some is refused is rejected once, be it of many records and people', () => {
  const raw = aMessage()
  expect(
    counted(
      taken(raw, 'stored', { stored: 1 }, 2),
      taken(raw, 'nothing', {}, 1),
      { kind: 'rejected', rejection: rejection(raw) },
      { kind: 'rejected', rejection: rejection(aMessage()) },
      { kind: 'notice', text: 'there is more' },
    ),
  ).toEqual({
    messages: { read: 2, stored: 1, duplicates: 0, corrected: 0, deleted: 0, rejected: 2 },
    records: { stored: 1, duplicates: 0, corrected: 0, deleted: 0, setAside: 3 },
  })
})
