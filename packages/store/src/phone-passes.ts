import type { Instant } from '@excelsior/domain'
import { type Database, statement } from './database.ts'
import { keyedHash } from './keyed-hash.ts'
import type { PassOnFile } from './passes.ts'
import { BrokenSeal, open, seal, sealingKeyFor } from './sealing.ts'
import type { Secrets } from './secrets.ts'

/** A phone that is to be told that one of its passes was withdrawn. */
export interface PhoneToTell {
  /** Names the row; means nothing outside. */
  readonly device: Uint8Array
  readonly serial: string
  readonly pushToken: string
}

/** A signing key whose passes are refused, and since when. */
export interface WithdrawnKey {
  readonly keyId: string
  readonly at: Instant
}

/**
 * Phones that keep a pass in their own wallet and want to hear when it is withdrawn. A serial, 32 hexadecimal digits,
 * stands for a person and a type of pass without telling who; it is all that links a phone to a pass.
 */
export interface PhonePasses {
  /** From now on the serial stands for this pass, which was written before (`passes.intend`). */
  put(serial: string, passId: Uint8Array): Promise<void>
  /** The pass that a serial stands for; undefined for none, and once it is past its time. */
  find(serial: string): Promise<PassOnFile | undefined>
  /** `known`: the phone was registered before. `no-pass`: nothing to hear of. `full`: too many have it. Nothing is kept then. */
  register(
    device: string,
    serial: string,
    pushToken: string,
    now: Instant,
  ): Promise<'new' | 'known' | 'no-pass' | 'full'>
  unregister(device: string, serial: string): Promise<void>
  /** Serials on this phone whose pass was withdrawn after `since`, and when the last of them was. */
  withdrawn(
    device: string,
    since: Instant,
    keys: readonly WithdrawnKey[],
  ): Promise<{ readonly serials: readonly string[]; readonly until: Instant } | undefined>
  /**
   * Phones whose pass was withdrawn and that were not told yet. Each comes again later, a minute the first time and
   * twice as long each time, unless `told` or `gone` is called. Rows that do not open are left out.
   */
  toTell(keys: readonly WithdrawnKey[], limit: number, now: Instant): Promise<readonly PhoneToTell[]>
  told(phone: PhoneToTell, now: Instant): Promise<void>
  /** The phone no longer has the pass. */
  gone(phone: PhoneToTell): Promise<void>
}

/** Phones, tablets and watches for one pass. More are turned away: whoever makes up phones must not push out the holder's. */
const DEVICES = 20

const PUT = statement(
  'phone-passes-put',
  `WITH replaced AS (
     UPDATE phone_devices SET told = NULL, tries = 0, next_try = NULL
     FROM phone_passes old WHERE old.serial = $1 AND old.pass_id <> $2 AND phone_devices.serial = old.serial
   )
   INSERT INTO phone_passes (serial, pass_id, key_id) SELECT $1, id, key_id FROM passes WHERE id = $2
   ON CONFLICT (serial) DO UPDATE SET pass_id = excluded.pass_id, key_id = excluded.key_id`,
)
const FIND = statement(
  'phone-passes-find',
  `SELECT p.id AS "passId", p.key_id AS "keyId", p.type, milliseconds(p.at) AS at,
     milliseconds(p.expires) AS expires, milliseconds(p.revoked) AS revoked
   FROM phone_passes JOIN passes p ON p.id = pass_id WHERE serial = $1`,
)
const REGISTER = statement(
  'phone-passes-register',
  `INSERT INTO phone_devices (device, serial, sealed, at)
   SELECT $1, serial, $3, instant($4) FROM phone_passes WHERE serial = $2
   ON CONFLICT (device, serial) DO UPDATE
     SET sealed = excluded.sealed, at = excluded.at, told = NULL, tries = 0, next_try = NULL
   RETURNING xmax = 0 AS new`,
)
const TURN_AWAY = statement(
  'phone-passes-turn-away',
  `DELETE FROM phone_devices WHERE serial = $1 AND device = $2
     AND (SELECT count(*) FROM phone_devices WHERE serial = $1) > $3 RETURNING 1`,
)
const UNREGISTER = statement(
  'phone-passes-unregister',
  'DELETE FROM phone_devices WHERE device = $1 AND serial = $2',
)
const WITHDRAWN = statement(
  'phone-passes-withdrawn',
  `SELECT encode(serial, 'hex') AS serial, milliseconds(since) AS since
   FROM phone_devices JOIN phone_passes USING (serial) JOIN passes p ON p.id = pass_id
     LEFT JOIN unnest($3::text[], $4::float8[]) AS k(id, at) ON k.id = p.key_id,
     LATERAL (SELECT least(p.revoked, instant(k.at)) AS since) AS withdrawal
   WHERE device = $1 AND since > instant($2) ORDER BY since, serial`,
)
const TO_TELL = statement(
  'phone-passes-to-tell',
  `UPDATE phone_devices SET tries = tries + 1,
     next_try = instant($3) + least(interval '1 minute' * 2 ^ least(tries, 20), interval '1 day')
   WHERE told IS NULL AND (next_try IS NULL OR next_try <= instant($3)) AND (device, serial) IN (
     SELECT device, d.serial FROM (
       SELECT h.serial FROM passes p JOIN phone_passes h ON h.pass_id = p.id
       WHERE p.revoked IS NOT NULL AND p.expires > instant($3)
       UNION
       SELECT h.serial FROM unnest($1::text[]) AS k(id) JOIN phone_passes h ON h.key_id = k.id
         JOIN passes p ON p.id = h.pass_id
       WHERE p.expires > instant($3)
     ) AS withdrawn JOIN phone_devices d ON d.serial = withdrawn.serial
     WHERE told IS NULL AND (next_try IS NULL OR next_try <= instant($3))
     ORDER BY next_try NULLS FIRST, device LIMIT $2
   )
   RETURNING device, encode(serial, 'hex') AS serial, sealed`,
)
const TOLD = statement(
  'phone-passes-told',
  'UPDATE phone_devices SET told = instant($3) WHERE device = $1 AND serial = $2',
)

interface PassRow extends Omit<PassOnFile, 'revoked'> {
  readonly revoked: Instant | null
}
interface ToTellRow {
  readonly device: Buffer
  readonly serial: string
  readonly sealed: Buffer
}

export function openPhonePasses(database: Database, { kek, blindIndexKey }: Secrets): PhonePasses {
  const key = sealingKeyFor(kek, 'phone devices')
  const hash = keyedHash(blindIndexKey, 'phone devices')
  const bytes = (serial: string) => Buffer.from(serial, 'hex')
  const place = (device: Buffer, serial: string) => `phone_devices/${device.toString('hex')}/${serial}/sealed`
  const listed = (keys: readonly WithdrawnKey[]) => keys.map(({ keyId }) => keyId)
  return {
    async put(serial, passId) {
      await database.run(PUT, [bytes(serial), passId])
    },
    async find(serial) {
      const [row] = await database.run<PassRow>(FIND, [bytes(serial)])
      if (row === undefined) return undefined
      const { revoked, ...pass } = row
      return { ...pass, ...(revoked !== null && { revoked }) }
    },
    async register(device, serial, pushToken, now) {
      const hashed = hash(device)
      const sealed = seal(key, pushToken, place(hashed, serial))
      const [row] = await database.run<{ new: boolean }>(REGISTER, [hashed, bytes(serial), sealed, now])
      if (row === undefined) return 'no-pass'
      if (!row.new) return 'known'
      const away = await database.run(TURN_AWAY, [bytes(serial), hashed, DEVICES])
      return away.length > 0 ? 'full' : 'new'
    },
    async unregister(device, serial) {
      await database.run(UNREGISTER, [hash(device), bytes(serial)])
    },
    async withdrawn(device, since, keys) {
      const rows = await database.run<{ serial: string; since: Instant }>(WITHDRAWN, [
        hash(device),
        since,
        listed(keys),
        keys.map(({ at }) => at),
      ])
      const last = rows.at(-1)
      return last && { serials: rows.map(({ serial }) => serial), until: last.since }
    },
    async toTell(keys, limit, now) {
      const rows = await database.run<ToTellRow>(TO_TELL, [listed(keys), limit, now])
      return rows.flatMap(({ device, serial, sealed }) => {
        const pushToken = opened(() => open(key, sealed, place(device, serial)))?.toString('utf8')
        return pushToken === undefined ? [] : [{ device, serial, pushToken }]
      })
    },
    async told({ device, serial }, now) {
      await database.run(TOLD, [device, bytes(serial), now])
    },
    async gone({ device, serial }) {
      await database.run(UNREGISTER, [device, bytes(serial)])
    },
  }
}

/** A row that was changed behind the store's back must not keep the others from being told. */
function opened(work: () => Buffer): Buffer | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof BrokenSeal) return undefined
    throw error
  }
}
