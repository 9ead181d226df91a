import type { PersonDetails, Sex } from '@excelsior/domain'
import { field, repetitions, type Segment, segment } from './hl7-text.ts'
import type { DemoReport } from './resident.ts'

const SEXES: Readonly<Record<Sex, string>> = { female: 'F', male: 'M', other: 'X', unknown: 'U' }

/** PID. `number` is the person's, and gives them another identifier at each source. */
export function patientSegment({ person, source }: DemoReport, number: number): Segment {
  const { street, city, state, postalCode, phone, otherPhones = [], birthOrder } = person
  const phones = [phone, ...otherPhones].filter((each) => each !== undefined)
  // Registries write phones in either form, and some put a mail address in front.
  const mail = number % 5 === 0 ? field('', 'NET', 'Internet', `resident${number}@example.org`) : ''
  return segment('PID', {
    1: '1',
    3: field(`${source.charAt(0)}${500_000 + number * 7}`, '', '', source, source === 'ECLRS' ? 'PI' : 'SR'),
    5: field(person.familyName, person.givenName, person.middleName, person.suffix, '', '', 'L'),
    7: (person.birthDate ?? '').replaceAll('-', ''),
    8: SEXES[person.sex ?? 'unknown'],
    11: field(
      street,
      '',
      city,
      state,
      postalCode && (number % 3 === 0 ? `${postalCode}-${1000 + (number % 9000)}` : postalCode),
      'USA',
      'P',
    ),
    13: repetitions(mail, ...phones.map((each) => phoneField(each, number))),
    ...(birthOrder !== undefined && { 24: 'Y', 25: birthOrder }),
  })
}

/** NK1: whoever brings a child, with their phone. */
export function nextOfKinSegments(person: PersonDetails): readonly Segment[] {
  const { guardianName, nextOfKinPhones = [] } = person
  if (guardianName === undefined && nextOfKinPhones.length === 0) return []
  return [
    segment('NK1', {
      1: '1',
      2: field(guardianName?.familyName, guardianName?.givenName, '', '', '', '', 'L'),
      3: field('MTH', 'Mother', 'HL70063'),
      5: repetitions(...nextOfKinPhones.map((phone) => phoneField(phone, 1))),
    }),
  ]
}

function phoneField(phone: string, variety: number): string {
  const area = phone.slice(0, 3)
  const local = phone.slice(3)
  return variety % 3 === 2
    ? field(`(${area})${local.slice(0, 3)}-${local.slice(3)}`, 'PRN', 'PH')
    : field('', 'PRN', 'PH', '', '1', area, local)
}
