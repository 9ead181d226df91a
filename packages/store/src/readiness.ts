import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, statement } from './database.ts'
import { StoreUnavailable } from './unavailable.ts'

/** Whether something can be stored now; if not, why. `read-only`: a standby, or a disk that fails. */
export type Readiness = 'ready' | 'unreachable' | 'full' | 'read-only'

/**
 * A row that is durable when it resolves, and about a megabyte of disk that is free again at once: the rows of the
 * series do not fit into so little memory. A row alone may find room in a page where nothing else finds any.
 */
const TRY = statement(
  'ready',
  `WITH narrow AS MATERIALIZED (SELECT set_config('work_mem', '64kB', true) AS memory),
   written AS (INSERT INTO settings (key, value) VALUES ('ready', 'true')
     ON CONFLICT (key) DO UPDATE SET value = excluded.value)
   SELECT count(*) AS rows FROM narrow, LATERAL generate_series(1, 20000 + 0 * length(narrow.memory))`,
)

/** Whoever asks more often is told the same. Milliseconds. */
const TRY_AGAIN = 1000
/** Longer than any database that is well takes. Milliseconds. */
const PATIENCE = 3000

const CAUSES: Readonly<Record<string, Readiness>> = {
  '53100': 'full',
  '25006': 'read-only',
  '58030': 'read-only',
}

/** Tries to store something, once a second at most. */
export function openReadiness(database: Database): () => Promise<Readiness> {
  let tried: Promise<Readiness> | undefined
  let again = 0
  return () => {
    if (tried && performance.now() < again) return tried
    again = performance.now() + TRY_AGAIN
    const late = sleep(PATIENCE, 'unreachable' as const, { ref: false })
    tried = Promise.race([attempt(database), late])
    return tried
  }
}

const attempt = (database: Database): Promise<Readiness> =>
  database.run(TRY).then(
    () => 'ready' as const,
    (error: unknown) => (error instanceof StoreUnavailable && CAUSES[error.code]) || 'unreachable',
  )
