import { type PersonDetails, type PersonName, parsePartialDate, type Sex } from '@excelsior/domain'
import { phoneFromText, zipFromText } from '../phone.ts'
import { objectsAt, own, textAt, textsAt } from './elements.ts'
import type { JsonObject } from './json.ts'

type Details = { -readonly [Key in keyof PersonDetails]: PersonDetails[Key] }

/** The person of a Patient. What is absent or unusable is left out, never guessed. */
export function readPatient(patient: JsonObject): PersonDetails {
  const details: Details = {}
  const names = objectsAt(patient, 'name').filter((name) => nameOf(name) !== undefined)
  const isCurrent = (name: JsonObject): boolean => !['old', 'nickname'].includes(textAt(name, 'use') ?? '')
  const official = names.find((name) => textAt(name, 'use') === 'official') ?? names.find(isCurrent)
  if (official !== undefined) {
    const [, ...middle] = textsAt(official, 'given')
    Object.assign(details, nameOf(official))
    set(details, 'middleName', middle.length > 0 ? middle.join(' ') : undefined)
    set(details, 'suffix', textsAt(official, 'suffix')[0])
  }
  const others = names.filter((name) => name !== official)
  set(details, 'otherNames', list(others.flatMap((name) => nameOf(name) ?? [])))

  const birthDate = textAt(patient, 'birthDate')
  set(details, 'birthDate', birthDate === undefined ? undefined : parsePartialDate(birthDate))
  set(details, 'sex', sexOf(textAt(patient, 'gender')))
  const birthOrder = own(patient, 'multipleBirthInteger')
  set(details, 'birthOrder', typeof birthOrder === 'number' ? String(birthOrder) : undefined)

  const [phone, ...otherPhones] = phonesOf(patient)
  set(details, 'phone', phone)
  set(details, 'otherPhones', list(otherPhones))
  set(details, 'nextOfKinPhones', list([...new Set(objectsAt(patient, 'contact').flatMap(phonesOf))]))
  addAddress(details, patient)
  set(details, 'identifiers', list(objectsAt(patient, 'identifier').flatMap(identifierOf)))
  return details
}

/** A birth date that stands there and is none: nobody could be found by it, so its sender has to hear of it. */
export function hasBadBirthDate(patient: JsonObject, { birthDate }: PersonDetails): boolean {
  return birthDate === undefined && own(patient, 'birthDate') !== undefined
}

function nameOf(name: JsonObject): PersonName | undefined {
  const familyName = textAt(name, 'family')
  const givenName = textsAt(name, 'given')[0]
  if (familyName === undefined && givenName === undefined) return undefined
  return { ...(givenName !== undefined && { givenName }), ...(familyName !== undefined && { familyName }) }
}

function sexOf(gender: string | undefined): Sex | undefined {
  return gender === 'male' || gender === 'female' || gender === 'other' || gender === 'unknown'
    ? gender
    : undefined
}

function phonesOf(holder: JsonObject): string[] {
  const phones = objectsAt(holder, 'telecom')
    .filter((telecom) => textAt(telecom, 'system') === 'phone' && textAt(telecom, 'use') !== 'old')
    .flatMap((telecom) => phoneFromText(textAt(telecom, 'value') ?? '') ?? [])
  return [...new Set(phones)]
}

function addAddress(details: Details, patient: JsonObject): void {
  const addresses = objectsAt(patient, 'address').filter((address) => textAt(address, 'use') !== 'old')
  const address =
    addresses.find((candidate) => zipFromText(textAt(candidate, 'postalCode') ?? '')) ?? addresses[0]
  if (address === undefined) return
  set(details, 'postalCode', zipFromText(textAt(address, 'postalCode') ?? ''))
  const [street, ...more] = textsAt(address, 'line')
  set(details, 'street', street)
  set(details, 'streetInFull', more.length > 0 ? [street, ...more].join(', ') : undefined)
  set(details, 'city', textAt(address, 'city'))
  set(details, 'state', textAt(address, 'state'))
}

/** A Social Security number is not kept. */
function identifierOf(identifier: JsonObject): string[] {
  const system = textAt(identifier, 'system') ?? ''
  const value = textAt(identifier, 'value')
  return value === undefined || system === 'http://hl7.org/fhir/sid/us-ssn' ? [] : [`${system}|${value}`]
}

function set<Key extends keyof PersonDetails>(
  details: Details,
  key: Key,
  value: PersonDetails[Key] | undefined,
): void {
  if (value !== undefined) details[key] = value as Details[Key]
}

function list<T>(values: readonly T[]): readonly T[] | undefined {
  return values.length === 0 ? undefined : values
}
