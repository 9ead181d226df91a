import { join } from 'node:path'
import { searchKeys } from '@excelsior/people'
import { openInstallation, PROJECT_ROOT, readConfig } from '@excelsior/service'
import { together } from './ask.ts'
import type { TypedDetails } from './retrieve.ts'

export interface OnFile {
  readonly people: number
  readonly identities: number
  readonly records: number
}

/**
 * What the store of a stopped service in this folder holds of each, found as a retrieval would find them; undefined:
 * nothing.
 */
export async function lookUp<P extends TypedDetails>(
  folder: string,
  people: readonly P[],
): Promise<ReadonlyMap<P, OnFile | undefined>> {
  const read = readConfig({ DATA_DIR: join(folder, 'data') }, PROJECT_ROOT)
  if (!read.ok) throw new Error(read.faults.join('; '))
  const { store, close } = await openInstallation(read.config, 'command', () => undefined)
  try {
    const found = await together(people, 8, async (who) => {
      const typed = { ...who, birthDate: who.birthDate as never }
      const all = await store.registry.search(searchKeys(typed))
      const own = all.filter(({ details }) => details.some(({ familyName }) => familyName === who.familyName))
      return own.length === 0
        ? undefined
        : {
            people: own.length,
            identities: own.flatMap(({ identities }) => identities).length,
            records: own.flatMap(({ records }) => records).length,
          }
    })
    return new Map(people.map((who, index) => [who, found[index]]))
  } finally {
    await close()
  }
}
