import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { Companions, MAX_FHIR_BYTES } from '@excelsior/records'

/**
 * Patients, places and organisations that FHIR files among these hold for one another. What is no regular file is not
 * looked at: it can be read once only. `full`: names the file from which on there was no room, and nobody is meant then.
 */
export async function companionsOf(
  files: readonly { readonly name: string; readonly path: string }[],
): Promise<{ readonly companions: Companions | undefined; readonly full?: string }> {
  const companions = new Companions()
  for (const { name, path } of files) {
    const found = name === '-' ? undefined : await stat(path)
    // A longer one is refused as a whole when it is read.
    if (!found?.isFile() || found.size > MAX_FHIR_BYTES || !(await beginsAsJson(path))) continue
    if (!companions.add(await readFile(path))) return { companions: undefined, full: name }
  }
  return { companions }
}

async function beginsAsJson(path: string): Promise<boolean> {
  const parts: Buffer[] = []
  for await (const part of createReadStream(path, { end: 63 })) parts.push(part)
  return Buffer.concat(parts).toString('utf8').replace('\ufeff', '').trimStart().startsWith('{')
}
