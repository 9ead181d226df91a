import type { CivilDate, Instant, PartialDate } from '@excelsior/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hl7Messages, utcStamp } from './hl7-messages.ts'
import { field, segment, segmentText, stampText } from './hl7-text.ts'
import type { DemoResident } from './resident.ts'

const site = {
  name: 'Elm & Oak | Clinic',
  street: '1 Elm St',
  city: 'Albany',
  state: 'NY',
  postalCode: '12207',
  registry: 'NYSIIS',
} as const
const person = {
  givenName: 'Zoë',
  familyName: "O'Hara^Lee",
  birthDate: '1956' as PartialDate,
  phone: '5185550142',
}
const resident: DemoResident = {
  story: 'test',
  person,
  typed: {
    givenName: 'Zoë',
    familyName: "O'Hara^Lee",
    birthDate: person.birthDate,
    postalCode: '12207',
    phone: person.phone,
  },
  records: [],
  reports: [
    {
      source: 'NYSIIS',
      person,
      sentAt: 1_630_000_000_000 as Instant,
      entries: [
        {
          id: 'N1',
          site,
          record: {
            kind: 'immunization',
            cvx: '208',
            date: '2021-08-26' as CivilDate,
            placePostalCode: '12207',
            historical: false,
          },
        },
      ],
    },
  ],
}
const [message] = [...hl7Messages([resident])]
const segments = message!.text.split('\r')
const fieldsOf = (name: string) => segments.find((text) => text.startsWith(`${name}|`))!.split('|')

describe('messages of the demonstration', () => {
  test('are HL7 2.5.1 in UTF-8, for trials, with segments ended by CR', () => {
    expect(message!.source).toBe('NYSIIS')
    expect(segments.map((text) => text.slice(0, 3))).toEqual(['MSH', 'PID', 'ORC', 'RXA', 'RXR', 'OBX', ''])
    const header = fieldsOf('MSH')
    expect([header[6], header[8], header[9], header[10], header[11], header[17]]).toEqual([
      '20210826174640+0000',
      'VXU^V04^VXU_V04',
      'NYSIIS-1',
      'T',
      '2.5.1',
      'UNICODE UTF-8',
    ])
  })

  test('escape what means something to HL7, once', () => {
    expect(fieldsOf('PID')[5]).toBe("O'Hara\\S\\Lee^Zoë^^^^^L")
    expect(fieldsOf('RXA')[11]).toContain('^^^Elm \\T\\ Oak \\F\\ Clinic^')
    expect(fieldsOf('PID')[7]).toBe('1956')
  })

  test('no text can break out of its field', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(field(text)).not.toMatch(/[|^~&\r\n]/)
      }),
    )
  })

  test('fields stand where their number says', () => {
    expect(segmentText(segment('ORC', { 1: 'RE', 3: 'x', 9: '' }))).toBe('ORC|RE||x')
    expect(segmentText(segment('MSH', { 2: '^~\\&', 10: 'id' }))).toBe('MSH|^~\\&||||||||id')
  })

  test('dates and times keep what was known of them', () => {
    expect(stampText('2021-11-07T01:30:00-05:00')).toBe('20211107013000-0500')
    expect(stampText('2021-11-07')).toBe('20211107')
    expect(utcStamp(0 as Instant)).toBe('19700101000000+0000')
  })
})
