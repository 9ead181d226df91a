import {
  civilDateOf,
  type Instant,
  type PersonDetails,
  type PersonName,
  parsePartialDate,
  type Sex,
  type Zone,
} from '@excelsior/domain'
import { isNorthAmerican, phoneFromParts, phoneFromText, zipFromText } from '../phone.ts'
import { readMoment } from '../times.ts'
import type { Fault } from './faults.ts'
import type { Part, Segment } from './segments.ts'

export interface ReadPerson {
  readonly details: PersonDetails
  readonly cleared: readonly (keyof PersonDetails)[]
  readonly faults: readonly Fault[]
}

type Details = { -readonly [Key in keyof PersonDetails]: PersonDetails[Key] }

/** The person of a PID and of the NK1 that follow it. What is absent, `""` or unusable is left out, never guessed. */
export function readPerson(
  pid: Segment,
  nextOfKin: readonly Segment[],
  zone: Zone,
  sentAt?: Instant,
): ReadPerson {
  const details: Details = {}
  const faults: Fault[] = []
  addNames(details, pid)
  addBirth(details, pid, zone, sentAt, faults)
  addAddress(details, pid)
  addPhones(details, pid, nextOfKin)
  set(details, 'sex', sexOf(pid.value(8)))
  set(details, 'identifiers', list(pid.repetitions(3).flatMap(identifierOf)))
  set(details, 'guardianName', guardianOf(nextOfKin))
  return { details, cleared: clearedBy(pid, details), faults }
}

function addNames(details: Details, pid: Segment): void {
  const names = pid.repetitions(5).filter((part) => nameOf(part) !== undefined)
  const legal = names.find((part) => part.value(7) === 'L') ?? names[0]
  const others = names.filter((part) => part !== legal)
  if (legal !== undefined) {
    Object.assign(details, nameOf(legal))
    const [middle, suffix] = [legal.value(3, 0), legal.value(4, 0)]
    const isSuffix = suffix === undefined && middle !== undefined && SUFFIXES.includes(middle.toUpperCase())
    set(details, 'middleName', isSuffix ? undefined : middle)
    set(details, 'suffix', isSuffix ? middle : suffix)
  }
  set(details, 'otherNames', list([...others, ...pid.repetitions(9)].flatMap((part) => nameOf(part) ?? [])))
  set(details, 'mothersMaidenName', pid.first(6).value(1))
}

/** Nobody's middle name, wherever senders put them. */
const SUFFIXES = ['JR', 'JR.', 'SR', 'SR.', 'II', 'III', 'IV']

/** XPN. The family name is FN: its surname, without the parts of it that follow. */
function nameOf(part: Part): PersonName | undefined {
  const familyName = part.value(1)
  const givenName = part.value(2, 0)
  if (familyName === undefined && givenName === undefined) return undefined
  return { ...(givenName !== undefined && { givenName }), ...(familyName !== undefined && { familyName }) }
}

function addBirth(
  details: Details,
  pid: Segment,
  zone: Zone,
  sentAt: Instant | undefined,
  faults: Fault[],
): void {
  const stamp = pid.value(7)
  set(details, 'birthOrder', pid.value(25))
  if (stamp === undefined) return
  // A birth has a time here and there; the day is what was written, whatever the offset.
  const moment = readMoment(stamp.length > 8 ? stamp.slice(0, 8) : stamp, zone)
  // Nobody is born after the message about them; a day of grace for the sender's clock and zone.
  const last = sentAt === undefined ? '9999' : civilDateOf(zone.dayAt(sentAt) + 1)
  const date = moment.kind === 'day' || moment.kind === 'coarse' ? parsePartialDate(moment.text) : undefined
  if (date !== undefined && date >= '1850' && date <= last) set(details, 'birthDate', date)
  else {
    const reason =
      'The birth date is no real date and counts as absent. Correct it and send the message again.'
    faults.push({ segment: pid, field: 7, code: 'invalid-value', reason })
  }
}

function addAddress(details: Details, pid: Segment): void {
  const usable = pid.repetitions(11).filter((part) => !['BA', 'BDL', 'BR', 'N'].includes(part.value(7) ?? ''))
  const address = usable.find((part) => zipOf(part) !== undefined) ?? usable[0]
  if (address === undefined) return
  set(details, 'postalCode', zipOf(address))
  const [street, unit] = [address.value(1), address.value(2, 0)]
  set(details, 'street', street)
  set(details, 'streetInFull', street && unit ? `${street}, ${unit}` : undefined)
  set(details, 'city', address.value(3, 0))
  set(details, 'state', address.value(4, 0))
}

function zipOf(address: Part): string | undefined {
  const zip = address.value(5, 0)
  return zip === undefined ? undefined : zipFromText(zip)
}

function addPhones(details: Details, pid: Segment, nextOfKin: readonly Segment[]): void {
  const home = phonesOf(pid, 13)
  const [phone, ...more] = home
  const others = [...more, ...phonesOf(pid, 14)].filter(
    (other, index, all) => other !== phone && all.indexOf(other) === index,
  )
  set(details, 'phone', phone)
  set(details, 'otherPhones', list(others))
  set(details, 'nextOfKinPhones', list([...new Set(nextOfKin.flatMap((segment) => phonesOf(segment, 5)))]))
}

function phonesOf(segment: Segment, field: number): string[] {
  return segment.repetitions(field).flatMap((part) => phoneOf(part) ?? [])
}

/** Fax, modem, pager: nobody reads a code there. */
const NO_TELEPHONE = ['FX', 'MD', 'BP']

/** XTN: the parts where they make ten digits, else the old text form; never one from both. */
function phoneOf(part: Part): string | undefined {
  const use = part.value(2, 0)?.toUpperCase()
  const equipment = part.value(3, 0)?.toUpperCase()
  if (use === 'BPN' || (equipment !== undefined && NO_TELEPHONE.includes(equipment))) return undefined
  const country = part.value(5, 0)
  const parts = phoneFromParts(country, part.value(6, 0), part.value(7, 0))
  if (parts !== undefined || !isNorthAmerican(country)) return parts
  if (use === 'NET' || equipment === 'INTERNET' || equipment === 'X.400') return undefined
  const text = part.value(1, 0) ?? part.value(12, 0)
  return text === undefined ? undefined : phoneFromText(text)
}

/** HL7 table 0001. */
function sexOf(code: string | undefined): Sex | undefined {
  switch (code?.toUpperCase()) {
    case 'M':
      return 'male'
    case 'F':
      return 'female'
    case 'U':
      return 'unknown'
    case 'A':
    case 'O':
    case 'X':
      return 'other'
    default:
      return undefined
  }
}

/** CX. A Social Security number is not kept. */
export function identifierOf(part: Part): string[] {
  const id = part.value(1, 0)
  if (id === undefined || part.value(5, 0) === 'SS') return []
  return [`${part.value(4, 1) ?? part.value(4, 2) ?? ''}|${id}`]
}

function guardianOf(nextOfKin: readonly Segment[]): PersonName | undefined {
  const guardian = nextOfKin.find((segment) => ['MTH', 'FTH', 'PAR', 'GRD'].includes(segment.value(3) ?? ''))
  return guardian && nameOf(guardian.first(2))
}

/** Which components of a field are which detail. Names are never cleared: a person without one cannot be found. */
const CLEARABLE: readonly {
  readonly field: number
  readonly components: readonly number[]
  readonly keys: readonly (keyof PersonDetails)[]
}[] = [
  { field: 3, components: [1], keys: ['identifiers'] },
  { field: 6, components: [1], keys: ['mothersMaidenName'] },
  { field: 7, components: [1], keys: ['birthDate'] },
  { field: 8, components: [1], keys: ['sex'] },
  { field: 9, components: [1], keys: ['otherNames'] },
  { field: 11, components: [1], keys: ['street', 'streetInFull'] },
  { field: 11, components: [2], keys: ['streetInFull'] },
  { field: 11, components: [3], keys: ['city'] },
  { field: 11, components: [4], keys: ['state'] },
  { field: 11, components: [5], keys: ['postalCode'] },
  { field: 13, components: [1, 7, 12], keys: ['phone', 'otherPhones'] },
  { field: 14, components: [1, 7, 12], keys: ['otherPhones'] },
  { field: 25, components: [1], keys: ['birthOrder'] },
]

function clearedBy(pid: Segment, details: PersonDetails): (keyof PersonDetails)[] {
  const cleared = new Set<keyof PersonDetails>()
  for (const { field, components, keys } of CLEARABLE) {
    const raw = pid.rawField(field)
    if (!raw.includes('""')) continue
    const part = pid.first(field)
    if (raw !== '""' && !components.some((component) => part.rawComponent(component) === '""')) continue
    for (const key of keys) if (details[key] === undefined) cleared.add(key)
  }
  return [...cleared]
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
