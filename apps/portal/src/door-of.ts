import type { Policy } from '@excelsior/domain'
import type { Door } from '@excelsior/ui'

/** What a policy says about showing a pass. */
export function doorOf({ zone, venues }: Policy): Door {
  return { zone, photoIdFromAge: venues.photoIdFromAge }
}
