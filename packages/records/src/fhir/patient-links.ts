import { isPlaceholderNumber, partnerOf } from '../identity.ts'
import type { PatientVersion, ReportedMerge } from '../report.ts'
import type { Entry, References } from './bundle.ts'
import { isCut, objectAt, objectsAt, textAt } from './elements.ts'
import type { JsonObject } from './json.ts'
import { readPatient } from './patient.ts'
import { type ElementFault, versionTime } from './resource.ts'

/** `refer` says nothing of who is who; whatever else a link may be called, neither. */
const TYPES: Readonly<Record<string, ReportedMerge['says']>> = {
  'replaced-by': 'merged',
  replaces: 'merged',
  seealso: 'linked',
}

export interface PatientLinks {
  readonly merges: readonly ReportedMerge[]
  readonly versions: readonly PatientVersion[]
  readonly faults: readonly ElementFault[]
}

/**
 * What the links of a Patient say of its identifiers and another's (FHIR R4, Patient.link): all that there are, so that
 * one that was there before and is not here is over. Nothing where there are none; see `versionWithoutLinks`.
 */
export function readPatientLinks(entry: Entry, references: References): PatientLinks | undefined {
  const { resource } = entry
  const links = linksOf(resource)
  const sentAt = versionTime(entry)
  if (resource === undefined || links.length === 0) return undefined
  const fault = (path: string, code: ElementFault['code'], reason: string): ElementFault => ({
    path,
    code,
    reason,
  })
  if (sentAt === undefined) {
    const reason = 'Without a time it cannot be told from what was said before it. Send it.'
    return { merges: [], versions: [], faults: [fault('meta.lastUpdated', 'missing', reason)] }
  }
  const own = numbersOf(resource)
  if (own.length === 0)
    return { merges: [], versions: [], faults: [fault('identifier', 'missing', NO_NUMBER)] }
  const merges: ReportedMerge[] = []
  const faults: ElementFault[] = []
  for (const { link, type, path } of links) {
    const named = otherNumbers(objectAt(link, 'other'), entry, references)
    const others = named === 'unresolved' ? [] : named.filter((number) => !own.includes(number))
    if (named === 'unresolved') faults.push(fault(path, 'unresolved-reference', NOT_HERE))
    else if (named.length === 0) faults.push(fault(path, 'missing', NO_NUMBER))
    else if (others.length === 0) faults.push(fault(path, 'contradiction', ITSELF))
    else if (type === 'replaced-by')
      for (const number of own)
        merges.push({ says: 'merged', survivor: partnerOf(number, others), other: number, by: number })
    else
      for (const number of others) {
        const by = partnerOf(number, own)
        merges.push({ says: TYPES[type] ?? 'linked', survivor: by, other: number, by })
      }
  }
  if (isCut(resource, 'link') || merges.length > MOST_PAIRS)
    faults.push(fault('link', 'invalid-value', TOO_MANY))
  // What is not known of all links, is not known of those that are gone.
  const versions = faults.length === 0 ? versionsOf(entry) : []
  return { merges: merges.slice(0, MOST_PAIRS), versions, faults }
}

/** A Patient without links: whatever its links said before is over. */
export function versionWithoutLinks(entry: Entry): readonly PatientVersion[] {
  return linksOf(entry.resource).length > 0 ? [] : versionsOf(entry)
}

/**
 * The version that a Patient is, by each of its numbers, where it is an update and says itself of when. One that is only
 * sent along with a dose (POST), or is dated by its Bundle alone, takes nothing back.
 */
function versionsOf({ resource, method }: Entry): readonly PatientVersion[] {
  if (textAt(resource, 'resourceType') !== 'Patient' || resource === undefined) return []
  if (method !== undefined && method !== 'PUT') return []
  const at = versionTime({ resource, timestamp: undefined })
  if (at === undefined || isCut(resource, 'link')) return []
  return numbersOf(resource).map((number) => ({ number, at }))
}

const linksOf = (resource: JsonObject | undefined) =>
  objectsAt(resource, 'link').flatMap((link, index) => {
    const type = textAt(link, 'type') ?? ''
    return Object.hasOwn(TYPES, type) ? [{ link, type, path: `link[${index}].other` }] : []
  })

const MOST_PAIRS = 200
const TOO_MANY =
  'There are more than 50 links, or 200 pairs of numbers. Those behind were not read: say the rest by messages.'
const NO_NUMBER = 'There is no identifier that may be kept. Send the one that you know the patient by.'
const NOT_HERE = 'It names no patient that is in this file. Send that patient too, or its identifier.'
const ITSELF = 'It has no identifier but those of this patient. Send the two that are meant.'

const numbersOf = (patient: JsonObject): readonly string[] =>
  (readPatient(patient).identifiers ?? []).filter(
    (number) => !isPlaceholderNumber(number.slice(number.indexOf('|') + 1)),
  )

/** Of the patient that is named, or the identifier by which it is (Reference.identifier). */
function otherNumbers(
  other: JsonObject | undefined,
  entry: Entry,
  references: References,
): readonly string[] | 'unresolved' {
  const found = references.resolve(other, 'Patient', entry)
  if (found !== undefined && found !== 'unresolved') return numbersOf(found)
  const identifier = objectAt(other, 'identifier')
  if (identifier !== undefined) return numbersOf({ resourceType: 'Patient', identifier: [identifier] })
  return 'unresolved'
}
