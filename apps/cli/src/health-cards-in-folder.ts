import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CardRevocationList,
  healthCardIssuer,
  healthCardRevocation,
  readCardRevocationList,
  readIssuerEntries,
} from '@excelsior/credentials'
import { readBounded } from './codes-in-file.ts'
import { UsageError } from './command.ts'
import type { FolderPart } from './folder-part.ts'

/**
 * `issuers.json` with the key sets that it names and, in `crl/`, the issuers' lists of withdrawn cards, where they are
 * kept there.
 */
export async function healthCardsInFolder(folder: string): Promise<FolderPart> {
  const entries = readIssuerEntries(await textOf(folder, 'issuers.json'))
  if (!entries) throw new UsageError('issuers.json is no list of {"iss","name","jwks"}')
  const found = await Promise.all(
    entries.map(async (entry) => {
      const read = await healthCardIssuer(entry, await textOf(folder, entry.jwks))
      if (!read) throw new UsageError(`${entry.jwks} is no set of keys`)
      return read
    }),
  )
  const issuers = found.map(({ issuer }) => issuer)
  const lists = await revocationLists(join(folder, 'crl'))
  // A key's list counts for each issuer that has the key: its id is the hash of the key itself.
  const withdrawn = issuers.flatMap(({ id, keys }) =>
    keys.flatMap(({ kid }) =>
      lists.filter(({ keyId }) => keyId === kid).map((list) => ({ issuer: id, list })),
    ),
  )
  const leftOut = found.flatMap((read) => read.leftOut)
  return { issuers, leftOut, revocation: ['shc', healthCardRevocation(withdrawn)] }
}

async function revocationLists(folder: string): Promise<readonly CardRevocationList[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'))
  return Promise.all(
    names.map(async (name) => {
      const list = readCardRevocationList(await textOf(folder, name))
      if (!list) throw new UsageError(`${name} is no list of withdrawn health cards`)
      return list
    }),
  )
}

async function textOf(folder: string, name: string): Promise<string> {
  const bytes = await readBounded(join(folder, name))
  if (!bytes) throw new UsageError(`${name} is missing in ${folder}, or cannot be read`)
  return new TextDecoder().decode(bytes)
}
