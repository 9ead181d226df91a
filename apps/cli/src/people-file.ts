import { type PersonDetails, type PersonName, parsePartialDate, type Sex } from '@excelsior/domain'
import { CsvFault, csvRows } from './csv-rows.ts'

/** The fields of a person in files of people, as columns of a CSV or keys of JSON: all optional. */
const PLAIN = [
  'givenName',
  'middleName',
  'familyName',
  'suffix',
  'postalCode',
  'phone',
  'street',
  'city',
  'state',
] as const
const NAMES = ['givenName', 'familyName'] as const

const SEXES: Readonly<Record<string, Sex>> = {
  m: 'male',
  male: 'male',
  f: 'female',
  female: 'female',
  o: 'other',
  other: 'other',
}

type Fields = Readonly<Record<string, unknown>>

/** A person from the fields of a row or object. A field that is empty, no text, or no real date counts as absent. */
export function personOf(fields: Fields): PersonDetails {
  const person: Mutable<PersonDetails> = {}
  for (const key of PLAIN) {
    const value = textIn(fields, key)
    if (value !== undefined) person[key] = value
  }
  const birthDate = parsePartialDate(textIn(fields, 'birthDate') ?? '')
  if (birthDate !== undefined) person.birthDate = birthDate
  const sex = SEXES[textIn(fields, 'sex')?.toLowerCase() ?? '']
  if (sex !== undefined) person.sex = sex
  const birthOrder = textIn(fields, 'birthOrder')
  if (birthOrder !== undefined) person.birthOrder = birthOrder
  const mothersMaidenName = textIn(fields, 'motherMaidenName') ?? textIn(fields, 'mothersMaidenName')
  if (mothersMaidenName !== undefined) person.mothersMaidenName = mothersMaidenName
  const otherNames = [
    nameOf(undefined, textIn(fields, 'otherFamilyName')),
    nameOf(textIn(fields, 'alias'), undefined),
  ]
  const known = otherNames.filter((name) => name !== undefined)
  if (known.length > 0) person.otherNames = known
  const guardian = nameOf(textIn(fields, 'guardianGivenName'), textIn(fields, 'guardianFamilyName'))
  if (guardian !== undefined) person.guardianName = guardian
  return person
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function textIn(fields: Fields, key: string): string | undefined {
  const value = fields[key]
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' ? undefined : text
}

function nameOf(givenName: string | undefined, familyName: string | undefined): PersonName | undefined {
  if (givenName === undefined) return familyName === undefined ? undefined : { familyName }
  return familyName === undefined ? { givenName } : { givenName, familyName }
}

export interface PeopleFile {
  readonly ids: readonly string[]
  readonly people: readonly PersonDetails[]
}

/** Two million rows: what fits into memory with room to work. */
const ROWS_AT_MOST = 2_000_000

/** The people of a CSV with the columns `id`, `givenName` or `familyName`, and any other fields of a person. */
export function readPeople(file: Uint8Array): PeopleFile {
  const ids: string[] = []
  const people: PersonDetails[] = []
  for (const row of tableRows(file, ['id'], NAMES)) {
    if (ids.push(row.id ?? '') > ROWS_AT_MOST) throw new CsvFault('more than 2,000,000 rows')
    people.push(personOf(row))
  }
  return { ids, people }
}

/** The truth about a file of people: which person, by any name, each row's id belongs to. */
export function readTruth(file: Uint8Array): ReadonlyMap<string, string> {
  const truth = new Map<string, string>()
  for (const row of tableRows(file, ['id', 'person'], [])) truth.set(row.id ?? '', row.person ?? '')
  return truth
}

/** Rows by column name; a file without a needed column is refused whole, never filled up. */
function* tableRows(
  file: Uint8Array,
  needed: readonly string[],
  oneOf: readonly string[],
): Generator<Readonly<Record<string, string>>> {
  let header: readonly string[] | undefined
  for (const row of csvRows(file)) {
    if (header === undefined) {
      header = row.map((name) => name.trim())
      for (const name of needed) if (!header.includes(name)) throw new CsvFault(`has no column "${name}"`)
      if (oneOf.length > 0 && !oneOf.some((name) => header?.includes(name))) {
        throw new CsvFault(`has no column ${oneOf.map((name) => `"${name}"`).join(' or ')}`)
      }
      continue
    }
    const fields: Record<string, string> = Object.create(null)
    for (const [index, name] of header.entries()) fields[name] = row[index] ?? ''
    yield fields
  }
  if (header === undefined) throw new CsvFault('is empty')
}
