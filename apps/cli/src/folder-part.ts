import type { ForeignRevocation, FormatName, LeftOutKey, ListedIssuer } from '@excelsior/credentials'

/** Of a folder of others' keys: issuers of one kind of credential, and what of theirs was withdrawn. */
export interface FolderPart {
  readonly issuers: readonly ListedIssuer[]
  readonly revocation?: readonly [FormatName, ForeignRevocation]
  /** Keys that its files name and that do not count. */
  readonly leftOut?: readonly LeftOutKey[]
}
