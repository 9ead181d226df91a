import type { DoseStatus, Immunization } from '@excelsior/domain'
import { findVaccine } from '../coded-vaccine.ts'
import { keyOf, personKey, precedenceOf } from '../identity.ts'
import { BEFORE_BIRTH, DOSE_AHEAD, dayWritten, isAhead, isBeforeBirth, readIsoMoment } from '../times.ts'
import { objectAt, objectsAt, own, textAt } from './elements.ts'
import {
  placeNamed,
  type ReadResource,
  type ResourceSource,
  refused,
  resourceKey,
  undated,
  versionTime,
} from './resource.ts'

const CVX = ['http://hl7.org/fhir/sid/cvx', 'urn:oid:2.16.840.1.113883.12.292']
const NDC = ['http://hl7.org/fhir/sid/ndc', 'urn:oid:2.16.840.1.113883.6.69']

const STATUS: Readonly<Record<string, DoseStatus>> = {
  completed: 'completed',
  'not-done': 'not-done',
  'entered-in-error': 'deleted',
}

export function readImmunization(source: ResourceSource): ReadResource {
  const { resource, entry, person, options } = source
  const code = textAt(resource, 'status') ?? ''
  const status = Object.hasOwn(STATUS, code) ? STATUS[code] : undefined
  if (status === undefined)
    return refused('status', 'invalid-value', 'The status is none of completed, not-done, entered-in-error.')

  const stamp = textAt(resource, 'occurrenceDateTime')
  const date = stamp === undefined ? undefined : dayWritten(readIsoMoment(stamp, options.zone), options.zone)
  const codings = objectsAt(objectAt(resource, 'vaccineCode'), 'coding').map((coding) => {
    const system = textAt(coding, 'system') ?? ''
    return {
      code: textAt(coding, 'code'),
      display: textAt(coding, 'display'),
      isCvx: CVX.includes(system),
      isNdc: NDC.includes(system),
    }
  })
  const product = findVaccine(codings, date, options.codes)
  const withdrawn = status === 'deleted'
  const precedence = precedenceOf(versionTime(entry), withdrawn ? 'withdrawn' : 'first')
  const own = resourceKey('Immunization', entry)

  if (date === undefined || product === 'contradiction' || product === 'invalid') {
    if (withdrawn && own !== undefined)
      return {
        records: [
          {
            key: own,
            precedence,
            withdrawn,
            record: undefined,
            replacesSeries: false,
            ...undated(own, entry),
          },
        ],
        faults: [],
      }
    if (stamp === undefined)
      return refused('occurrenceDateTime', 'missing', 'The dose has no date. Send the day it was given.')
    if (date === undefined)
      return refused(
        'occurrenceDateTime',
        'invalid-value',
        'The date is no real day; a month or a year is none.',
      )
    return product === 'contradiction'
      ? refused('vaccineCode', 'contradiction', 'The vaccine code contradicts its text, or another code.')
      : refused('vaccineCode', 'invalid-value', 'The CVX code is not two or three digits.')
  }
  if (status === 'not-done' && codings.length === 0) return { records: [], faults: [] }

  if (status === 'completed' && isAhead({ kind: 'day', text: date }, options))
    return refused('occurrenceDateTime', 'invalid-value', DOSE_AHEAD)
  if (status === 'completed' && isBeforeBirth(date, person))
    return refused('occurrenceDateTime', 'contradiction', BEFORE_BIRTH)

  const cvx = product === 'unknown' ? undefined : product
  const record: Immunization = {
    kind: 'immunization',
    ...(cvx !== undefined && { cvx }),
    date,
    ...placeNamed(source, [
      { element: objectAt(resource, 'location'), type: 'Location' },
      ...objectsAt(resource, 'performer').map((performer) => ({
        element: objectAt(performer, 'actor'),
        type: 'Organization' as const,
      })),
    ]),
    status,
    ...historical(source),
  }
  const series = keyOf('dose', personKey(person), cvx ?? codings[0]?.code, date)
  const key = own ?? series
  return {
    records: [
      {
        key,
        precedence,
        withdrawn,
        record,
        series,
        replacesSeries: withdrawn && own === undefined,
        ...undated(own, entry),
      },
    ],
    faults: [],
  }
}

function historical({ resource }: ResourceSource): { readonly historical?: boolean } {
  const primary = own(resource, 'primarySource')
  return typeof primary === 'boolean' ? { historical: !primary } : {}
}
