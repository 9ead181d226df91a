import { isPlaceholderNumber, partnerOf } from '../identity.ts'
import type { ReportedMerge } from '../report.ts'
import type { Entry, References } from './bundle.ts'
import { objectAt, objectsAt, textAt } from './elements.ts'
import type { JsonObject } from './json.ts'
import { readPatient } from './patient.ts'
import { type ElementFault, versionTime } from './resource.ts'

/** `refer` says nothing of who is who; whatever else a link may be called, neither. */
const TYPES: Readonly<Record<string, ReportedMerge['says']>> = {
  'replaced-by': 'merged',
  replaces: 'merged',
  seealso: 'linked',
}

/**
 * What the links of a Patient say of its identifiers and another's (FHIR R4, Patient.link). That a link is gone says
 * nothing: who sends a patient with each dose leaves it out. Nothing where there are none.
 */
export function readPatientLinks(
  entry: Entry,
  references: References,
): { readonly merges: readonly ReportedMerge[]; readonly faults: readonly ElementFault[] } | undefined {
  const { resource } = entry
  const links = objectsAt(resource, 'link').flatMap((link, index) => {
    const type = textAt(link, 'type') ?? ''
    return Object.hasOwn(TYPES, type) ? [{ link, type, path: `link[${index}].other` }] : []
  })
  if (resource === undefined || links.length === 0) return undefined
  const fault = (path: string, code: ElementFault['code'], reason: string): ElementFault => ({
    path,
    code,
    reason,
  })
  if (versionTime(entry) === undefined) {
    const reason = 'Without a time it cannot be told from what was said before it. Send it.'
    return { merges: [], faults: [fault('meta.lastUpdated', 'missing', reason)] }
  }
  const own = numbersOf(resource)
  if (own.length === 0) return { merges: [], faults: [fault('identifier', 'missing', NO_NUMBER)] }
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
        merges.push({ says: 'merged', survivor: partnerOf(number, others), other: number })
    else
      for (const number of others)
        merges.push({ says: TYPES[type] ?? 'linked', survivor: partnerOf(number, own), other: number })
  }
  return { merges: merges.slice(0, MOST_PAIRS), faults }
}

const MOST_PAIRS = 200
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
