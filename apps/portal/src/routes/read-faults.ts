import type { FormFault } from '../page.ts'
import { record } from './sealed-cookie.ts'

export function readFaults(faults: unknown): readonly FormFault[] {
  return (Array.isArray(faults) ? faults : [])
    .map(record)
    .flatMap(({ field, text }) =>
      typeof field === 'string' && typeof text === 'string' ? [{ field, text }] : [],
    )
}
