import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DemoResident, type ResidentJson, residentJson } from '@excelsior/demo'
import { type Instant, type PassType, type Policy, zone } from '@excelsior/domain'
import { readHl7Stream } from '@excelsior/records'
import type { MessageInOutbox, Store } from '@excelsior/store'
import { readConfig } from '../config.ts'
import { demoPopulation } from '../demo-population.ts'
import { createIngestion } from '../ingestion.ts'
import { openInstallation } from '../installation.ts'
import { createIssuer } from '../issuing.ts'
import { createMessages } from '../messages.ts'
import { PROJECT_ROOT } from '../project-root.ts'
import { Quantum } from '../quantum.ts'
import { createRetrieval } from '../retrieval.ts'
import type { Channel, Outcome, RetrievalFlow } from '../retrieval-flow.ts'
import { createSeal } from '../seal.ts'
import { readTexts } from '../texts.ts'

/** The flow on a real database with a few invented people, without its quantum, under a clock that the test turns. */
export interface FlowStand {
  readonly flow: RetrievalFlow
  readonly store: Store
  readonly policy: Policy
  readonly residents: readonly DemoResident[]
  /** Milliseconds that the clock is ahead of the machine's. */
  turnTo(ahead: number): void
  now(): Instant
  /** As the demo lists them now. */
  told(resident: DemoResident): ResidentJson
  /** The token under which the code is asked for; `answers` in place of the right ones. */
  answered(
    resident: DemoResident,
    pass: PassType,
    answers?: Readonly<Record<string, string>>,
  ): Promise<string>
  /** Newest first. */
  sentTo(resident: DemoResident): Promise<readonly MessageInOutbox[]>
  resend(token: string, channel: Channel): Promise<Outcome>
  /** The same flow with parts exchanged. */
  otherwise(change: { readonly store?: Partial<Store>; readonly policy?: Policy }): RetrievalFlow
  close(): Promise<void>
}

export const CLIENT = { address: '192.0.2.1', language: 'en' }
let network = 0
/** From an address that nobody used before. */
export const client = () => ({ ...CLIENT, address: `10.9.${network >> 8}.${network++ & 255}` })

export async function openFlowStand(people: number): Promise<FlowStand> {
  const folder = await mkdtemp(join(tmpdir(), 'excelsior-flow-'))
  await chmod(folder, 0o711) // where root runs the tests, the database is another user
  const read = readConfig({ DATA_DIR: join(folder, 'data') }, PROJECT_ROOT)
  if (!read.ok) throw new Error(read.faults.join('; '))
  const installation = await openInstallation(read.config, 'service', () => undefined)
  const { store, policy: inForce, keyRing } = installation
  let ahead = 0
  const now = () => (Date.now() + ahead) as Instant
  const texts = readTexts(PROJECT_ROOT, true)
  const ingestion = createIngestion({ store, codes: installation.codes, zoneOf: zone, now })
  const setting = { seed: 7, people }
  const residents = await demoPopulation(
    store,
    ingestion,
    readHl7Stream,
    setting,
    inForce(),
    now(),
    () => undefined,
  )
  const sealKey = randomBytes(32)
  const identityKey = randomBytes(32)
  const flowWith = (using: Store, policy: () => Policy) =>
    createRetrieval({
      store: using,
      policy,
      issuer: createIssuer(
        using,
        installation.issuer.id,
        () => keyRing.signer(now()),
        keyRing.secrets.phoneWalletKey,
      ),
      messages: createMessages(texts, policy, 'pass.example.gov'),
      seal: createSeal(sealKey),
      identityKey,
      quantum: new Quantum(0),
      now,
    })
  const flow = flowWith(store, inForce)
  const told = (resident: DemoResident) => residentJson(resident, inForce(), now())
  return {
    flow,
    store,
    policy: inForce(),
    residents,
    turnTo: (milliseconds) => {
      ahead = milliseconds
    },
    now,
    told,
    async answered(resident, pass, answers = told(resident).answers) {
      const started = await flow.start({ ...resident.typed, pass }, client())
      if (started.kind !== 'started') throw new Error(started.kind)
      const outcome = await flow.answer(started.retrieval, answers, CLIENT)
      if (outcome.kind !== 'code') throw new Error(outcome.kind)
      return outcome.retrieval
    },
    sentTo: async ({ person, typed }) =>
      (await store.outbox.recent(1000)).filter(
        ({ to }) => to === typed.phone || to.includes(person.street ?? typed.phone),
      ),
    resend: (token, channel) => flow.resend(token, channel, CLIENT),
    otherwise: ({ store: part, policy }) => flowWith({ ...store, ...part }, policy ? () => policy : inForce),
    async close() {
      await installation.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
