/** A way in for records. */
export type Door = 'hl7v2' | 'fhir' | 'csv'

export const DOORS: readonly Door[] = ['hl7v2', 'fhir', 'csv']

/** SMART on FHIR 2.2, system scopes: `system/Immunization.c`, `system/*.cud`; and those of version 1. */
const SMART = /^system\/(?:\*|[A-Z][A-Za-z]{1,63})\.(?:c?r?u?d?s?|read|write|\*)$/

export const isScope = (text: string): boolean =>
  DOORS.some((door) => door === text) || (SMART.test(text) && !text.endsWith('.'))

/** Whether these scopes open the door at all. Which resources a SMART scope is for, the FHIR door looks at itself. */
export function opens(scopes: readonly string[], door: Door): boolean {
  if (scopes.includes(door)) return true
  // Handing in, changing or withdrawing: one of them is enough. Reading opens nothing.
  return door === 'fhir' && scopes.some((scope) => /^system\/.*\.(?:[rs]*[cud]|write$|\*$)/.test(scope))
}
