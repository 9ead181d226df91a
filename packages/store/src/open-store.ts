import type { Instant } from '@excelsior/domain'
import { openAudit } from './audit.ts'
import { openCodes } from './codes.ts'
import type { Connection } from './connection.ts'
import { openDatabases } from './database.ts'
import { openFailedTries } from './failed-tries.ts'
import { keyedHash } from './keyed-hash.ts'
import { migrate } from './migrate.ts'
import { openOutbox, outboxRows } from './outbox.ts'
import { openPasses } from './passes.ts'
import { openPhonePasses } from './phone-passes.ts'
import { purge } from './purge.ts'
import { openQuarantine, quarantineWriter } from './quarantine.ts'
import { openReadiness } from './readiness.ts'
import { ensureDecoy } from './registry/decoy.ts'
import { openRegistry } from './registry/registry.ts'
import { sealedRows } from './registry/sealed-rows.ts'
import type { Secrets } from './secrets.ts'
import { openSenders } from './senders.ts'
import { openSettings } from './settings.ts'
import { openSources } from './sources.ts'
import type { Store, StoreOptions } from './store.ts'
import { openSupport } from './support.ts'
import { openTallies } from './tallies.ts'
import { openThrottles, throttleHash } from './throttles.ts'
import { openWalletCredentials, openWalletGrants } from './wallet-credentials.ts'

/** May read and write rows, and neither change a table nor touch a row of the audit log. */
const SERVICE_ROLE = 'excelsior_service'

/**
 * Opens the store, and brings its tables up to date. Rejects with `StoreUnavailable`, and with `WrongSecrets` where
 * the database was made with other keys.
 */
export async function openStore(
  connection: Connection,
  secrets: Secrets,
  options: StoreOptions = {},
): Promise<Store> {
  await migrate(connection)
  const databases = openDatabases(connection, SERVICE_ROLE, options.connections)
  const clock = options.clock ?? (() => Date.now() as Instant)
  const rows = sealedRows(secrets)
  const quarantine = quarantineWriter(secrets, rows)
  const throttles = throttleHash(secrets)
  const failedTries = keyedHash(secrets.blindIndexKey, 'failed tries')
  const messages = outboxRows(secrets)
  const isDemo = options.demo ?? false
  try {
    const decoy = await ensureDecoy(databases, rows)
    const alarm = options.alarm ?? (() => undefined)
    const registry = openRegistry({ databases, rows, quarantine, throttles, decoy, alarm, clock })
    return {
      registry,
      sources: openSources(databases),
      senders: openSenders(databases, secrets, openThrottles(databases.senders, throttles)),
      quarantine: openQuarantine(databases, quarantine, registry.storeAlong),
      throttles: openThrottles(databases, throttles),
      failedTries: openFailedTries(databases, failedTries),
      codes: openCodes(databases, messages, throttles, secrets),
      outbox: openOutbox(databases, messages, isDemo),
      passes: openPasses(databases, secrets),
      phonePasses: openPhonePasses(databases, secrets),
      walletCredentials: openWalletCredentials(databases),
      walletGrants: openWalletGrants(databases),
      tallies: openTallies(databases),
      support: openSupport(databases, secrets),
      audit: openAudit(databases, secrets),
      settings: openSettings(databases),
      purge: (now) => purge(databases, now, isDemo),
      ready: openReadiness(databases),
      close: () => databases.close(),
    }
  } catch (error) {
    await databases.close()
    throw error
  }
}
