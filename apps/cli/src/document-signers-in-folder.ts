import { join } from 'node:path'
import { parseJson, readDccRevocation, readDocumentSigners } from '@excelsior/credentials'
import { readBounded } from './codes-in-file.ts'
import { UsageError } from './command.ts'
import type { FolderPart } from './folder-part.ts'

/** A list is an array of flat objects; revocation lists hold one array more. */
const DEPTH = 8

/**
 * `trustlist.json`, the document signers of EU Digital COVID Certificates in the manner of their gateway, and beside it
 * `revocation.json`, the gateway's batches of withdrawn certificates, where that is kept there.
 */
export async function documentSignersInFolder(folder: string, names: readonly string[]): Promise<FolderPart> {
  const signers = await readDocumentSigners(await jsonIn(folder, 'trustlist.json'))
  if (!signers) throw new UsageError('trustlist.json is no list of {"kid","country","rawData"}')
  const { issuers, leftOut } = signers
  if (!names.includes('revocation.json')) return { issuers, leftOut }
  const revocation = readDccRevocation(await jsonIn(folder, 'revocation.json'), null)
  if (!revocation) throw new UsageError('revocation.json is no list of batches of withdrawn certificates')
  return { issuers, leftOut, revocation: ['dcc', revocation] }
}

async function jsonIn(folder: string, name: string) {
  const bytes = await readBounded(join(folder, name))
  if (!bytes) throw new UsageError(`${name} is missing in ${folder}, or cannot be read`)
  return parseJson(new TextDecoder().decode(bytes), DEPTH)
}
