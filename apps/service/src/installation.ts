import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkRules, type OwnIssuer, readOwnIssuer, ruleSetIn } from '@excelsior/credentials'
import {
  type AcceptancePolicy,
  type Instant,
  type Policy,
  parseAcceptance,
  parsePolicy,
  policyInForce,
} from '@excelsior/domain'
import { type KeyRing, openKeyRing } from '@excelsior/keys'
import type { CodeTables } from '@excelsior/records'
import { openStore, type Store } from '@excelsior/store'
import { connectDatabase, type Database, startDatabase } from '@excelsior/store/embedded'
import { readCodeTables } from './code-tables.ts'
import type { Config } from './config.ts'

/** What an operator must mend before anything can run; the message says how. */
export class InstallationFault extends Error {}

/** What lies on this machine: rules, keys, database. The service and the command line open the same. */
export interface Installation {
  readonly policy: () => Policy
  /** Which credentials of others stand for a pass. */
  readonly acceptance: AcceptancePolicy
  readonly codes: CodeTables
  /** Ourselves, as the trust list names us. */
  readonly issuer: OwnIssuer
  readonly keyRing: KeyRing
  readonly store: Store
  close(): Promise<void>
}

export const systemClock = (): Instant => Date.now() as Instant

/** `service`: starts the database and guards it. `command`: uses the running one, or starts it for the time being. */
export async function openInstallation(
  config: Config,
  as: 'service' | 'command',
  log: (message: string) => void,
): Promise<Installation> {
  const policy = await readPolicy(config.policyFile)
  const acceptance = await readAcceptance(config.acceptanceFile)
  const codes = await readCodeTables()
  const issuer = await readIssuer(config.issuerFile, config.demo !== undefined)
  const keyRing = await openKeyRing({
    folder: join(config.dataDir, 'keys'),
    ...(config.kek ? { kek: config.kek } : {}),
    demo: config.demo !== undefined,
    now: systemClock(),
  })
  const database = config.databaseUrl === undefined ? await openDatabase(config, as, log) : undefined
  try {
    const store = await openStore(
      database?.connection ?? { connectionString: config.databaseUrl ?? '' },
      keyRing.secrets,
      { demo: config.demo !== undefined },
    )
    return {
      policy,
      acceptance,
      codes,
      issuer,
      keyRing,
      store,
      async close() {
        await store.close()
        await database?.stop()
      },
    }
  } catch (error) {
    await database?.stop()
    throw error
  }
}

function openDatabase(
  config: Config,
  as: 'service' | 'command',
  log: (message: string) => void,
): Promise<Database> {
  return (as === 'service' ? startDatabase : connectDatabase)({ dataDir: config.dataDir, log })
}

/** The rules in force at each call: a version that comes into force at midnight holds from midnight on. */
async function readPolicy(file: string): Promise<() => Policy> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch {
    throw new InstallationFault(`the policy ${file} cannot be read as JSON`)
  }
  const parsed = parsePolicy(json)
  if (!parsed.ok)
    throw new InstallationFault(`the policy ${file} has faults; "excelsior policy check" lists them`)
  return () => {
    const policy = policyInForce(parsed.document, systemClock())
    if (!policy) throw new InstallationFault(`no version of the policy ${file} is in force yet`)
    return policy
  }
}

async function readAcceptance(file: string): Promise<AcceptancePolicy> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const parsed = parseAcceptance(jsonIn(text))
  if (parsed.ok && (await rulesAnswer(parsed.policy))) return parsed.policy
  throw new InstallationFault(
    `the rules of acceptance ${file} have faults; "excelsior policy check ${file}" lists them`,
  )
}

/** Whether rules of countries, if there are any, come to an answer for everybody. */
async function rulesAnswer(policy: AcceptancePolicy): Promise<boolean> {
  try {
    const ruleSet = ruleSetIn(policy)
    return ruleSet === undefined || (await checkRules(ruleSet)).length === 0
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function readIssuer(file: string, demo: boolean): Promise<OwnIssuer> {
  const issuer = readOwnIssuer(await readFile(file, 'utf8').catch(() => ''), demo)
  if (!issuer) throw new InstallationFault(`${file} does not say who issues passes here`)
  return issuer
}
