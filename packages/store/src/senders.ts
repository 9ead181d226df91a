import type { Instant } from '@excelsior/domain'
import { byteaArray } from './array-parameters.ts'
import { type Database, type Databases, statement } from './database.ts'
import { keyedHash } from './keyed-hash.ts'
import type { Secrets } from './secrets.ts'
import type { Json } from './settings.ts'
import type { Source, SourceId } from './sources.ts'
import type { Throttles } from './throttles.ts'

/** What a source may do, and by what it proves who it is. Nothing of it is secret. */
export interface SenderRights {
  /** `hl7v2`, `fhir`, `csv`, or SMART's `system/Immunization.c` and the like. None: it may not send. */
  readonly scopes: readonly string[]
  /** Public JWKs, checked by whoever registers them. */
  readonly keys: readonly Json[]
  /** SHA-256, hexadecimal, of certificates or of their subject public key infos. */
  readonly pins: readonly string[]
  /** How its CSV is read, as JSON that whoever registered it has checked; without it, as it is. */
  readonly mapping?: string
}

export interface Sender extends SenderRights {
  readonly source: Source
}

export type Registered =
  | { readonly kind: 'added' | 'changed'; readonly sender: Sender }
  /** There is a source of this name, and it was not to be changed. Nothing was. */
  | { readonly kind: 'exists' }
  /** One of the certificates is another source's. Nothing was changed. */
  | { readonly kind: 'pin-taken'; readonly by: string }

export interface Senders {
  list(): Promise<readonly Sender[]>
  named(name: string): Promise<Sender | undefined>
  /** Whose certificate it is: by its own SHA-256 or that of its key, hexadecimal. */
  withPin(pins: readonly string[]): Promise<Sender | undefined>
  /** Adds a source with its rights, or with `change` replaces all that is known of the one of this name. */
  register(source: Omit<Source, 'id'>, rights: SenderRights, change: boolean): Promise<Registered>
  /** Takes its rights; the source itself goes, too, where nothing of it is on file. */
  remove(name: string): Promise<'removed' | 'shut-out' | 'unknown'>
  /** Whether this id of an assertion of this source comes for the first time. Durable, and shared by all processes. */
  useAssertion(source: SourceId, id: string, expires: Instant): Promise<boolean>
  /** Of those who say who they are; apart from all other charges, as look-ups of senders are from others. */
  readonly throttles: Throttles
}

const COLUMNS = `s.id, s.name, s.jurisdiction, s.zone, s.trial, s.scopes, s.keys, s.mapping, ARRAY(
  SELECT encode(pin, 'hex') FROM source_pins WHERE source = s.id ORDER BY pin) AS pins`

const LIST = statement('senders-list', `SELECT ${COLUMNS} FROM sources s ORDER BY s.name`)
const NAMED = statement('senders-named', `SELECT ${COLUMNS} FROM sources s WHERE s.name = $1`)
const WITH_PIN = statement(
  'senders-with-pin',
  // Two pins of one certificate could only be two sources' by mistake: the first in order of names, always.
  `SELECT ${COLUMNS} FROM sources s
   WHERE s.id IN (SELECT source FROM source_pins WHERE pin = ANY($1::bytea[])) ORDER BY s.name LIMIT 1`,
)
const LOCK = statement('senders-lock', 'SELECT id FROM sources WHERE name = $1 FOR UPDATE')
const ADD = statement(
  'senders-add',
  `INSERT INTO sources (name, jurisdiction, zone, trial, scopes, keys, mapping) VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (name) DO NOTHING RETURNING id`,
)
const CHANGE = statement(
  'senders-change',
  `UPDATE sources SET jurisdiction = $2, zone = $3, trial = $4, scopes = $5, keys = $6, mapping = $7
   WHERE name = $1 RETURNING id`,
)
const PINS_GO = statement('senders-pins-go', 'DELETE FROM source_pins WHERE source = $1')
const PINS_COME = statement(
  'senders-pins-come',
  `INSERT INTO source_pins (pin, source) SELECT unnest($2::bytea[]), $1 ON CONFLICT DO NOTHING RETURNING source`,
)
const SHUT_OUT = statement(
  'senders-shut-out',
  `UPDATE sources SET scopes = '{}', keys = '[]', mapping = NULL WHERE id = $1`,
)
const GO = statement(
  'senders-go',
  `DELETE FROM sources WHERE id = $1
     AND NOT EXISTS (SELECT FROM records WHERE source = $1)
     AND NOT EXISTS (SELECT FROM reports WHERE source = $1)
     AND NOT EXISTS (SELECT FROM quarantine WHERE source = $1)
   RETURNING id`,
)
const USE_ASSERTION = statement(
  'senders-use-assertion',
  `INSERT INTO used_assertions (id, expires) VALUES ($1, instant($2)) ON CONFLICT DO NOTHING RETURNING expires`,
)

interface SenderRow extends Source {
  readonly scopes: readonly string[]
  readonly keys: readonly Json[]
  readonly pins: readonly string[]
  readonly mapping: string | null
}

const senderOf = ({ scopes, keys, pins, mapping, ...source }: SenderRow): Sender => ({
  source,
  scopes,
  keys,
  pins,
  ...(mapping !== null && { mapping }),
})
const bytesOf = (pins: readonly string[]): Buffer => byteaArray(pins.map((pin) => Buffer.from(pin, 'hex')))

export function openSenders(databases: Databases, { blindIndexKey }: Secrets, throttles: Throttles): Senders {
  const digest = keyedHash(blindIndexKey, 'assertions')

  async function named(database: Database, name: string): Promise<Sender | undefined> {
    const [row] = await database.run<SenderRow>(NAMED, [name])
    return row && senderOf(row)
  }

  return {
    throttles,
    list: async () => (await databases.run<SenderRow>(LIST)).map(senderOf),
    named: (name) => named(databases.senders, name),
    async withPin(pins) {
      const [row] = await databases.senders.run<SenderRow>(WITH_PIN, [bytesOf(pins)])
      return row && senderOf(row)
    },
    register({ name, jurisdiction, zone, trial }, { scopes, keys, pins, mapping }, change) {
      return databases.session(async (session): Promise<Registered> => {
        await session.begin()
        const values = [name, jurisdiction, zone, trial, scopes, JSON.stringify(keys), mapping ?? null]
        const [added] = await session.run<{ id: SourceId }>(ADD, values)
        if (!added && !change) return { kind: 'exists' }
        const [changed] = added ? [] : await session.run<{ id: SourceId }>(CHANGE, values)
        const id = added?.id ?? changed?.id
        if (id === undefined) return { kind: 'exists' } // removed by somebody at this very moment
        await session.run(PINS_GO, [id])
        const kept = await session.run(PINS_COME, [id, bytesOf(pins)])
        if (kept.length < new Set(pins).size) {
          const [other] = (await session.run<SenderRow>(LIST))
            .map(senderOf)
            .filter(
              ({ source, pins: theirs }) => source.id !== id && theirs.some((pin) => pins.includes(pin)),
            )
          return { kind: 'pin-taken', by: other?.source.name ?? '' }
        }
        const sender = await named(session, name)
        await session.commit()
        if (!sender) throw new Error('a sender that was registered is not there')
        return { kind: added ? 'added' : 'changed', sender }
      })
    },
    remove(name) {
      return databases.session(async (session) => {
        await session.begin()
        const [found] = await session.run<{ id: SourceId }>(LOCK, [name])
        if (!found) return 'unknown'
        const gone = await session.run(GO, [found.id])
        if (gone.length === 0) {
          await session.run(SHUT_OUT, [found.id])
          await session.run(PINS_GO, [found.id])
        }
        await session.commit()
        return gone.length > 0 ? 'removed' : 'shut-out'
      })
    },
    async useAssertion(source, id, expires) {
      const values = [digest(JSON.stringify([source, id])), expires]
      return (await databases.senders.run(USE_ASSERTION, values)).length > 0
    },
  }
}
