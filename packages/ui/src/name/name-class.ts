import { displayName } from '../display-name.ts'

/** Characters that take a few lines of a phone's screen at the usual size of names. */
const LONG = 40

/** The classes of the place where a name stands: a long one is set smaller there, and never cut. */
export function nameClass(
  place: string,
  { givenName, familyName }: { readonly givenName: string; readonly familyName: string },
): string {
  return displayName(givenName, familyName).length > LONG ? `${place} ${place}--long` : place
}
