import { displayName } from '../display-name.ts'
import { untranslated } from './untranslated.ts'

/** A person's name: isolated from the text around it, and left alone by the browser's translator. */
export function Name({ givenName, familyName }: { readonly givenName: string; readonly familyName: string }) {
  return <bdi {...untranslated}>{displayName(givenName, familyName)}</bdi>
}
