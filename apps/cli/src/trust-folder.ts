import { GENUINE_IS_ENOUGH, type Trust, trustOf } from '@excelsior/credentials'
import { documentSignersInFolder } from './document-signers-in-folder.ts'
import type { FolderPart } from './folder-part.ts'
import { healthCardsInFolder } from './health-cards-in-folder.ts'

/** By the name of the file that a folder has it in. Each throws a `UsageError` for a file that cannot be read. */
const KINDS: Readonly<Record<string, (folder: string, names: readonly string[]) => Promise<FolderPart>>> = {
  'issuers.json': healthCardsInFolder,
  'trustlist.json': documentSignersInFolder,
}

/**
 * What a folder of others' keys says. It comes with no rules and no date: whoever asks by it asks whether a credential
 * is genuine. Undefined where the folder has no file of a kind that is known.
 */
export async function trustInFolder(folder: string, names: readonly string[]): Promise<Trust | undefined> {
  const kinds = Object.entries(KINDS).filter(([name]) => names.includes(name))
  if (kinds.length === 0) return undefined
  const parts = await Promise.all(kinds.map(([, read]) => read(folder, names)))
  const trust = trustOf(
    {
      version: null,
      issuedAt: null,
      nextUpdate: null,
      demo: false,
      issuers: parts.flatMap(({ issuers }) => issuers),
      rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
      revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
    },
    {
      acceptance: GENUINE_IS_ENOUGH,
      foreignRevocation: new Map(parts.flatMap(({ revocation }) => (revocation ? [revocation] : []))),
    },
  )
  return { ...trust, leftOut: [...trust.leftOut, ...parts.flatMap(({ leftOut = [] }) => leftOut)] }
}
