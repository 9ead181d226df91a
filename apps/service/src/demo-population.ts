import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DemoResident, hl7Messages, parsePlaces, population } from '@excelsior/demo'
import type { Instant, Policy } from '@excelsior/domain'
import type { Store } from '@excelsior/store'
import { type Ingestion, type Reader, Tally } from './ingestion.ts'
import { PROJECT_ROOT } from './project-root.ts'

export interface DemoSetting {
  readonly seed: number
  readonly people: number
}

const SETTING = 'demo'
const FILLED = 'demo-filled'

/**
 * The invented people of this store: the same at every start, whatever the environment says by then. An empty
 * store is filled through the door that everybody's records come in by; a fill that was cut short goes on.
 */
export async function demoPopulation(
  store: Store,
  ingestion: Ingestion,
  read: Reader,
  wanted: DemoSetting,
  policy: Policy,
  now: Instant,
  progress: (message: string) => void,
): Promise<readonly DemoResident[]> {
  const setting = await store.settings.putIfAbsent(SETTING, { ...wanted, anchor: now })
  const places = parsePlaces(JSON.parse(await readFile(join(PROJECT_ROOT, 'data/places/us-ny.json'), 'utf8')))
  const residents = population(setting.seed, setting.people, setting.anchor, policy, places)
  if ((await store.settings.get(FILLED)) === true) return residents

  progress(`Filling the store with ${setting.people} invented people, by HL7 messages …`)
  const tally = new Tally()
  for (const [name, messages] of Map.groupBy(hl7Messages(residents), (message) => message.source)) {
    const source = await store.sources.put({
      name,
      jurisdiction: policy.jurisdiction,
      zone: policy.zone.name,
      trial: true,
    })
    const chunks = chunksOf(messages.map((message) => message.text))
    for await (const ingested of ingestion.ingest(chunks, source, read)) tally.count(ingested)
  }
  await store.settings.put(FILLED, true)
  progress(`${tally.messages.read} messages read, ${tally.messages.rejected} rejected.`)
  return residents
}

async function* chunksOf(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}
