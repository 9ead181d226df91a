import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { Companions } from '@excelsior/records'

/** What is longer is no single resource, and a Bundle's are its own: then it is lines, or nothing. Bytes. */
const ONE_RESOURCE = 1024 * 1024

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
    if (!found?.isFile() || !(await beginsAsJson(path))) continue
    const isTaken =
      found.size > ONE_RESOURCE
        ? await companions.addLines(createReadStream(path))
        : companions.add(await readFile(path))
    if (!isTaken) return { companions: undefined, full: name }
  }
  return { companions }
}

async function beginsAsJson(path: string): Promise<boolean> {
  const parts: Buffer[] = []
  for await (const part of createReadStream(path, { end: 63 })) parts.push(part)
  return Buffer.concat(parts).toString('utf8').replace('\ufeff', '').trimStart().startsWith('{')
}
