import { readFileSync } from 'node:fs'
import { type Instant, parseInstant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import {
  acknowledge,
  acknowledgementCode,
  type MessageHeader,
  type Outcome,
  type RejectionCode,
  readMessage,
} from '../index.ts'
import { decodeMessage } from './character-set.ts'
import { type Delimiters, readDelimiters } from './delimiters.ts'
import { readHl7 } from './read.ts'
import { bytesOf, sampleOptions, sampleRxa, sampleVxu } from './samples.ts'
import { type Segment, splitSegments } from './segments.ts'
import { MAX_MESSAGE_BYTES } from './splitter.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)
const stamp = {
  controlId: 'OURS1',
  at: parseInstant('2021-04-15T10:15:00-04:00') as Instant,
  zone: options.zone,
}
const accepted: Outcome = { fate: 'accepted', faults: [] }

function headerOf(bytes: Uint8Array): MessageHeader | undefined {
  const [item] = readMessage(bytes, options)
  if (item?.kind === 'report') return item.report.header
  return item?.kind === 'rejected' ? item.rejection.header : undefined
}

const textOf = (bytes: Uint8Array | undefined): string => String.fromCharCode(...(bytes ?? []))

/** Our own answer, read by our own reader. */
function reread(bytes: Uint8Array | undefined): readonly Segment[] {
  const decoded = decodeMessage(bytes ?? new Uint8Array(0), undefined)
  if (!decoded.ok) throw new Error(decoded.reason)
  const delimiters = readDelimiters(decoded.text) as Delimiters
  const split = splitSegments(decoded.text, { delimiters, decodeBytes: () => undefined })
  if (!split.ok) throw new Error(split.reason)
  return split.segments
}

describe('the acknowledgement code', () => {
  // MSH-15, MSH-16: the answer to what is accepted, at fault, rejected. MSH-15 decides; MSH-16 where it asks for none.
  const original = ['AA', 'AE', 'AR']
  const enhanced = ['CA', 'CE', 'CR']
  const table: Record<string, readonly (string | undefined)[]> = {
    ' ': original,
    'AL ': enhanced,
    'NE ': [undefined, undefined, undefined],
    'ER ': [undefined, 'CE', 'CR'],
    'SU ': ['CA', undefined, undefined],
    ' AL': original,
    ' NE': [undefined, undefined, undefined],
    ' ER': [undefined, 'AE', 'AR'],
    ' SU': ['AA', undefined, undefined],
    'AL AL': enhanced,
    'AL NE': enhanced,
    'AL ER': enhanced,
    'AL SU': enhanced,
    'NE AL': original,
    'NE NE': [undefined, undefined, undefined],
    'NE ER': [undefined, 'AE', 'AR'],
    'NE SU': ['AA', undefined, undefined],
    'ER AL': ['AA', 'CE', 'CR'],
    'ER NE': [undefined, 'CE', 'CR'],
    'ER ER': [undefined, 'CE', 'CR'],
    'ER SU': ['AA', 'CE', 'CR'],
    'SU AL': ['CA', 'AE', 'AR'],
    'SU NE': ['CA', undefined, undefined],
    'SU ER': ['CA', 'AE', 'AR'],
    'SU SU': ['CA', undefined, undefined],
  }

  test.each(Object.entries(table))('MSH-15 and MSH-16 "%s"', (conditions, codes) => {
    const [acceptAcknowledgement = '', applicationAcknowledgement = ''] = conditions.split(' ')
    const header = { acceptAcknowledgement, applicationAcknowledgement }
    const fates = ['accepted', 'error', 'rejected'] as const
    expect(fates.map((fate) => acknowledgementCode(header, fate))).toEqual(codes)
  })

  test('a sender that wants no answer gets none, unless the way in has to give one', () => {
    const header = headerOf(bytesOf(sampleVxu([sampleRxa()], { rest: 'NE|NE' })))
    expect(acknowledge(header, accepted, stamp)).toBeUndefined()
    expect(textOf(acknowledge(header, accepted, stamp, true))).toContain('\rMSA|AA|M1\r')
  })
})

describe('the answer', () => {
  test('exchanges sender and receiver, names the event, ends each segment with CR', () => {
    const header = headerOf(bytesOf(sampleVxu([sampleRxa()])))
    expect(textOf(acknowledge(header, accepted, stamp))).toBe(
      'MSH|^~\\&|NYSIIS|NYSDOH|APP|FAC|20210415101500-0400||ACK^V04^ACK|OURS1|P|2.5.1\rMSA|AA|M1\r',
    )
  })

  test('echoes MSH-10 byte for byte, escapes and accents included', () => {
    for (const id of ['a\\T\\b', 'x^y', ' 007 ', 'n\xf1']) {
      const header = headerOf(bytesOf(sampleVxu([sampleRxa()], { id, rest: '|||8859/1' })))
      expect(textOf(acknowledge(header, accepted, stamp))).toContain(`\rMSA|AA|${id}\r`)
    }
  })

  test('uses the sender\u2019s delimiters', () => {
    const text = sampleVxu([sampleRxa()]).replaceAll('|', '$').replaceAll('^', '@').replace('@~\\&', '@~\\&#')
    const header = headerOf(bytesOf(text))
    const fault = {
      segment: 'RXA',
      occurrence: 2,
      field: 3,
      code: 'missing',
      reason: 'No $ or @ or \\ here',
    } as const
    const answer = acknowledge(header, { fate: 'error', faults: [fault] }, stamp)
    const [msh, msa, err] = reread(answer)
    expect(textOf(answer).startsWith('MSH$@~\\&#$')).toBe(true)
    expect(msh?.first(9).value(2)).toBe('V04')
    expect(msa?.value(1)).toBe('AE')
    expect(err?.value(8)).toBe(fault.reason)
  })

  test('says where the fault is, and what it is, in words', () => {
    const text = sampleVxu([sampleRxa(), sampleRxa({ date: '20210230' })], { rest: 'AL' })
    const [item] = readMessage(bytesOf(text), options)
    if (item?.kind !== 'report') throw new Error('no report')
    const [, msa, err] = reread(
      acknowledge(item.report.header, { fate: 'accepted', faults: item.report.setAside }, stamp),
    )
    expect(msa?.value(1)).toBe('CA')
    expect(err?.rawField(2)).toBe('RXA^2^3^1')
    expect(err?.rawField(3)).toBe('102^Data type error^HL70357')
    expect(err?.value(4)).toBe('W')
    expect(err?.value(8)).toBe(item.report.setAside[0]?.reason)
  })

  test('only what could not be stored asks to be sent again, by 207', () => {
    const codes: readonly RejectionCode[] = [
      'unavailable',
      'too-large',
      'contradiction',
      'unsupported-message',
    ]
    const said = codes.map((code) => {
      const faults = [{ code, reason: '' }]
      return reread(acknowledge(undefined, { fate: 'error', faults }, stamp))[2]
        ?.first(3)
        .value(1)
    })
    expect(said).toEqual(['207', '104', '102', '200'])
  })

  test('a version that is not read is told as such', () => {
    const [item] = readMessage(bytesOf(sampleVxu([sampleRxa()]).replace('|2.5.1', '|3.0')), options)
    if (item?.kind !== 'rejected') throw new Error('it was read')
    const [, , err] = reread(acknowledge(undefined, { fate: 'rejected', faults: [item.rejection] }, stamp))
    expect(err?.rawField(3)).toBe('203^Unsupported version id^HL70357')
  })

  test('to a message that is too long names it, so that its sender knows which it was', () => {
    const text = `${sampleVxu([sampleRxa()])}NTE|1||${'x'.repeat(MAX_MESSAGE_BYTES)}\r`
    const [item] = [...readHl7(bytesOf(text), options)]
    if (item?.kind !== 'rejected') throw new Error('it was read')
    const [, msa] = reread(
      acknowledge(item.rejection.header, { fate: 'error', faults: [item.rejection] }, stamp),
    )
    expect([msa?.value(1), msa?.value(2)]).toEqual(['AE', 'M1'])
  })

  test('before version 2.5 the place stands in ERR-1', () => {
    const text = sampleVxu([sampleRxa({ completion: 'XX' })]).replace('|2.5.1', '|2.3.1')
    const [item] = readMessage(bytesOf(text), options)
    if (item?.kind !== 'report') throw new Error('no report')
    const answer = acknowledge(item.report.header, { fate: 'error', faults: item.report.setAside }, stamp)
    expect(textOf(answer)).toContain('|2.3.1\rMSA|AE|M1\rERR|RXA^1^20^102&Data type error&HL70357\r')
  })

  test('names nobody, whatever is wrong', () => {
    const faults = ['Doe\rhalf', 'Doe\\X00\\'].map((name) =>
      sampleVxu([sampleRxa({ date: '1' })]).replace('Doe', name),
    )
    for (const text of faults) {
      const [item] = readMessage(bytesOf(text), options)
      const told =
        item?.kind === 'rejected' ? [item.rejection] : item?.kind === 'report' ? item.report.setAside : []
      expect(told.length).toBeGreaterThan(0)
      expect(
        textOf(acknowledge(headerOf(bytesOf(text)), { fate: 'error', faults: told }, stamp)),
      ).not.toContain('Doe')
    }
  })

  test('of a message that cannot be read, in its own bytes where possible, else in the usual delimiters', () => {
    const damaged = headerOf(bytesOf(sampleVxu([], { id: 'N\xf1', rest: '|||UNICODE UTF-8' })))
    expect(textOf(acknowledge(damaged, { fate: 'rejected', faults: [] }, stamp))).toContain(
      '\rMSA|AR|N\xf1\r',
    )
    expect(textOf(acknowledge(undefined, { fate: 'rejected', faults: [] }, stamp))).toBe(
      'MSH|^~\\&|||||20210415101500-0400||ACK|OURS1|P|2.5.1\rMSA|AR|\r',
    )
  })

  test('to a message in UTF-16 is in UTF-8, and says so', () => {
    const text = sampleVxu([sampleRxa()], { id: 'Nñ', rest: '|||UNICODE' })
    const view = new DataView(new ArrayBuffer(2 + 2 * text.length))
    view.setUint16(0, 0xfeff)
    for (let index = 0; index < text.length; index++) view.setUint16(2 + 2 * index, text.charCodeAt(index))
    const answer = acknowledge(headerOf(new Uint8Array(view.buffer)), accepted, stamp)
    expect(new TextDecoder().decode(answer)).toContain('|UNICODE UTF-8\rMSA|AA|Nñ\r')
  })
})
