import { cleanValue } from '../values.ts'
import type { Json, JsonObject } from './json.ts'

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text that is a value: see `cleanValue`. */
export function textAt(object: JsonObject | undefined, key: string): string | undefined {
  const value = object === undefined ? undefined : own(object, key)
  return typeof value === 'string' ? cleanValue(value) : undefined
}

export function objectAt(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = object === undefined ? undefined : own(object, key)
  return isObject(value) ? value : undefined
}

/** The objects of a list; more than `MOST` are not looked at. */
export function objectsAt(object: JsonObject | undefined, key: string): readonly JsonObject[] {
  return listAt(object, key).filter(isObject)
}

/** Whether there are more than are looked at. */
export function isCut(object: JsonObject | undefined, key: string): boolean {
  const value = object === undefined ? undefined : own(object, key)
  return Array.isArray(value) && value.length > MOST
}

export function textsAt(object: JsonObject | undefined, key: string): readonly string[] {
  return listAt(object, key).flatMap((value) => (typeof value === 'string' ? (cleanValue(value) ?? []) : []))
}

function listAt(object: JsonObject | undefined, key: string): readonly Json[] {
  const value = object === undefined ? undefined : own(object, key)
  return Array.isArray(value) ? value.slice(0, MOST) : []
}

export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

const MOST = 50

/** Choice elements (`value[x]`) of which R4 allows one form at a time. */
const CHOICES = ['value', 'effective', 'occurrence', 'deceased', 'multipleBirth', 'onset']

/** The path of the first choice that is given in two forms, at any depth. */
export function doubleChoice(value: Json, path = ''): string | undefined {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = doubleChoice(item, `${path}[${index}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (!isObject(value)) return undefined
  const keys = Object.keys(value)
  for (const choice of CHOICES) {
    const forms = keys.filter((key) => key.startsWith(choice) && isUpper(key.charAt(choice.length)))
    if (forms.length > 1) return joined(path, `${choice}[x]`)
  }
  for (const key of keys) {
    const found = doubleChoice(value[key] ?? null, joined(path, key))
    if (found !== undefined) return found
  }
  return undefined
}

function isUpper(character: string): boolean {
  return character >= 'A' && character <= 'Z'
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

/** The codes of a CodeableConcept whose system is one of these; a coding without a system may be any. */
export function codingsOf(
  concept: JsonObject | undefined,
  systems: readonly string[],
): { readonly code: string | undefined; readonly display: string | undefined }[] {
  return objectsAt(concept, 'coding')
    .filter((coding) => systems.includes(textAt(coding, 'system') ?? systems[0] ?? ''))
    .map((coding) => ({ code: textAt(coding, 'code'), display: textAt(coding, 'display') }))
}
