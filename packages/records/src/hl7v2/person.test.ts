import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Report, readMessage } from '../index.ts'
import { bytesOf, PID, sampleOptions, sampleRxa, sampleVxu } from './samples.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)

/** The report of a VXU whose PID has these fields in place of its own. */
function reportWith(fields: Readonly<Record<number, string>>, more: readonly string[] = []): Report {
  const pid = PID.split('|')
  for (const [field, value] of Object.entries(fields)) pid[Number(field)] = value
  const text = sampleVxu([...more, sampleRxa()], {}, Array.from(pid, (field) => field ?? '').join('|'))
  const [item] = readMessage(bytesOf(text), options)
  if (item?.kind !== 'report') throw new Error(`no report: ${JSON.stringify(item)}`)
  return item.report
}

const personWith = (fields: Readonly<Record<number, string>>, more?: readonly string[]) =>
  reportWith(fields, more).person

describe('names', () => {
  test('the legal name wins, else the first; the others are kept', () => {
    expect(personWith({ 5: 'Roe^Jo^^^^^N~Doe^Jane^Q^Jr^^^L', 9: 'Smith^Jane^^^^^M' })).toMatchObject({
      familyName: 'Doe',
      givenName: 'Jane',
      middleName: 'Q',
      suffix: 'Jr',
      otherNames: [
        { familyName: 'Roe', givenName: 'Jo' },
        { familyName: 'Smith', givenName: 'Jane' },
      ],
    })
    expect(personWith({ 5: 'Roe^Jo^^^^^N~Doe^Jane^^^^^D' })).toMatchObject({
      familyName: 'Roe',
      givenName: 'Jo',
    })
  })

  test('a suffix in the place of the middle name is a suffix', () => {
    expect(personWith({ 5: 'Doe^John^Jr.' })).toMatchObject({ suffix: 'Jr.' })
    expect(personWith({ 5: 'Doe^John^Jr.' }).middleName).toBeUndefined()
    expect(personWith({ 5: 'Doe^John^Ivy^III' })).toMatchObject({ middleName: 'Ivy', suffix: 'III' })
  })

  test('one name is a name, in either part', () => {
    expect(personWith({ 5: 'Suharto' })).toMatchObject({ familyName: 'Suharto' })
    expect(personWith({ 5: '^Madonna^^^^^L' })).toMatchObject({ givenName: 'Madonna' })
    expect(personWith({ 5: '^Madonna' }).familyName).toBeUndefined()
  })

  test('two family names stay together, and FN\u2019s own parts stay out', () => {
    expect(personWith({ 5: 'Garcia Lopez^Ana' }).familyName).toBe('Garcia Lopez')
    expect(personWith({ 5: 'van der Berg&van der&Berg^Ana' }).familyName).toBe('van der Berg')
  })

  test('delimiters in a name are undone once', () => {
    expect(personWith({ 5: 'O\\T\\E\\E\\T\\E\\^Mary\\T\\Jo' })).toMatchObject({
      familyName: 'O&E\\T\\',
      givenName: 'Mary&Jo',
    })
    expect(personWith({ 5: '\\^4\\5' })).toMatchObject({ familyName: '\\', givenName: '4\\5' })
  })

  test('control characters and endless text are no name', () => {
    expect(personWith({ 5: `Do\\X00\\e^${'x'.repeat(251)}` }).givenName).toBeUndefined()
    expect(personWith({ 5: 'Do\\X00\\e\\X0A\\Roe^Jane' }).familyName).toBe('Doe Roe')
  })

  test('no name at all is no guess', () => {
    for (const name of ['', '^^^^^^S', '""^""', '""']) {
      const person = personWith({ 5: name })
      expect([person.familyName, person.givenName]).toEqual([undefined, undefined])
    }
  })
})

describe('telephones', () => {
  test.each([
    ['the parts, where they make ten digits', '^PRN^PH^^1^518^5550142', '5185550142'],
    ['the parts before the text', '(212)555-0199^PRN^PH^^1^518^5550142', '5185550142'],
    ['the text, where the parts do not', '(212)555-0199^PRN^PH^^1^518^', '2125550199'],
    ['never both together', '(439)3579^PRN^PH^^1^518', undefined],
    ['a number beside a mail address', '^PRN^PH^a@example.org^1^518^5550142', '5185550142'],
    ['the number behind the mail address', '^NET^Internet^a@example.org~^PRN^PH^^^518^5550142', '5185550142'],
    ['no mail address', 'a1234567890@example.org^NET^Internet', undefined],
    ['without its extension', '1(631)555-0215X22CAsk for Orla', '6315550215'],
    ['without its beeper', '(631)555-0215B1234', '6315550215'],
    ['with a plus', '+1 (518) 555-0142', '5185550142'],
    ['not of another country', '+44 20 7946 0958', undefined],
    ['not of another country, in parts', '^PRN^PH^^52^555^1234567', undefined],
    ['no fax', '^PRN^FX^^1^518^5550142', undefined],
    ['not fewer than ten digits', '555-0142', undefined],
    ['not more', '1185550142123', undefined],
    ['two double quotes', '""', undefined],
  ])('%s', (_, field, phone) => expect(personWith({ 13: field }).phone).toBe(phone))

  test('all others are kept too, each once', () => {
    const field = '^PRN^PH^^^518^5550142~^ORN^CP^^^518^5550143~^PRN^PH^^^518^5550142'
    expect(personWith({ 13: field, 14: '^WPN^PH^^^518^5550144' })).toMatchObject({
      phone: '5185550142',
      otherPhones: ['5185550143', '5185550144'],
    })
  })

  test('of the next of kin, on their own', () => {
    const kin = 'NK1|1|Doe^Mary|MTH||^PRN^PH^^^518^5550150~(518)555-0151'
    expect(personWith({}, [kin])).toMatchObject({
      nextOfKinPhones: ['5185550150', '5185550151'],
      guardianName: { familyName: 'Doe', givenName: 'Mary' },
    })
  })
})

describe('what an update clears', () => {
  test('two double quotes clear, an empty field leaves things as they are', () => {
    const cleared = reportWith({ 13: '""', 8: '""', 11: '' })
    expect(cleared.cleared).toEqual(['sex', 'phone', 'otherPhones'])
    expect(cleared.person.phone).toBeUndefined()
    expect(reportWith({ 13: '', 8: '' }).cleared).toEqual([])
  })

  test('in a component too: no number is left that could get a code', () => {
    expect(reportWith({ 13: '""^PRN^PH' }).cleared).toEqual(['phone', 'otherPhones'])
    expect(reportWith({ 13: '^PRN^PH^^1^""^""' }).cleared).toEqual(['phone', 'otherPhones'])
    expect(reportWith({ 11: '1 Elm^^Albany^NY^""' }).cleared).toEqual(['postalCode'])
  })

  test('a name is never cleared', () => {
    expect(reportWith({ 5: '""' }).cleared).toEqual([])
  })
})

describe('the rest', () => {
  test.each([
    ['19560301', '1956-03-01'],
    ['195603', '1956-03'],
    ['1956', '1956'],
    ['195603011230-0500', '1956-03-01'],
    ['""', undefined],
  ])('birth date %s', (field, date) => expect(personWith({ 7: field }).birthDate).toBe(date))

  test('an impossible birth date counts as absent and is told; the records stand', () => {
    for (const date of ['19560230', '00000000', '1956-03-01', '560301', '20210907']) {
      const report = reportWith({ 7: date })
      expect(report.person.birthDate, date).toBeUndefined()
      expect(report.setAside, date).toMatchObject([{ segment: 'PID', field: 7, code: 'invalid-value' }])
      expect(report.records).toHaveLength(1)
    }
  })

  test.each([
    ['M', 'male'],
    ['F', 'female'],
    ['O', 'other'],
    ['A', 'other'],
    ['X', 'other'],
    ['U', 'unknown'],
    ['N', undefined],
    ['?', undefined],
  ])('sex %s', (field, sex) => expect(personWith({ 8: field }).sex).toBe(sex))

  test.each([
    ['12207-1133', '12207'],
    ['122071133', '12207'],
    ['12207', '12207'],
    ['2139', '2139'],
    ['907', '907'],
    ['K1A 0B1', undefined],
    ['12', undefined],
  ])('ZIP %s', (zip, expected) => expect(personWith({ 11: `1 Elm^^X^NY^${zip}` }).postalCode).toBe(expected))

  test('the address that can be used', () => {
    expect(personWith({ 11: '1 Old Rd^^X^NY^10001^^BA~2 New St^Apt 4^Albany^NY^12207^USA^P' })).toMatchObject(
      {
        street: '2 New St',
        streetInFull: '2 New St, Apt 4',
        city: 'Albany',
        state: 'NY',
        postalCode: '12207',
      },
    )
    expect(personWith({ 11: '2 New St^^Albany^NY^12207' }).streetInFull).toBeUndefined()
  })

  test('numbers with their authority, without the Social Security number', () => {
    const field = 'A1^^^CLINIC&1.2.3&ISO^MR~078051120^^^USA^SS~B2^^^&4.5.6&ISO'
    expect(personWith({ 3: field }).identifiers).toEqual(['CLINIC|A1', '4.5.6|B2'])
  })

  test('mother\u2019s maiden name and birth order', () => {
    expect(personWith({ 6: 'Nolan^Ann', 25: '2' })).toMatchObject({
      mothersMaidenName: 'Nolan',
      birthOrder: '2',
    })
  })
})
