import type { Instant } from '@excelsior/domain'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from './audit.ts'
import type { Store } from './store.ts'
import { type TemporaryStore, temporaryStore } from './testing.ts'

let harness: TemporaryStore
let another: Store
beforeAll(async () => {
  harness = await temporaryStore()
  another = await harness.another()
})
afterAll(async () => {
  await another.close()
  await harness.stop()
})

const YEAR = 365.25 * 86_400_000
const entry = (action: string, at = Date.now()): AuditEntry => ({
  actor: 'service',
  action,
  subject: 'person 7',
  detail: { count: 1 },
  at: at as Instant,
})
const behindItsBack = async (text: string) => {
  await harness.sql('ALTER TABLE audit DISABLE TRIGGER USER')
  await harness.sql(text)
  await harness.sql('ALTER TABLE audit ENABLE TRIGGER USER')
}

describe('the audit log', () => {
  beforeEach(() => behindItsBack('DELETE FROM audit'))

  test('two processes that write at once make one chain', async () => {
    // Each has its own idea of the end at first.
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        (index % 2 ? another : harness.store).audit.append(
          // Of different lengths: the shorter one of two at one place must stop the whole longer one.
          index % 4 === 0
            ? [entry(`a${index}`)]
            : [entry(`a${index}`), entry(`b${index}`), entry(`c${index}`)],
        ),
      ),
    )
    expect(await harness.store.audit.verify()).toMatchObject({ intact: true, rows: 150 })
    expect((await harness.store.audit.recent(3)).map(({ sequence }) => sequence)).toEqual([150, 149, 148])
  })

  test('names its subjects by pseudonym: the same one for the same person', async () => {
    await harness.store.audit.append([entry('one'), entry('two')])
    const rows = await harness.store.audit.recent(2)
    expect(new Set(rows.map(({ subject }) => subject)).size).toBe(1)
    expect(rows[0]?.subject).toMatch(/^[0-9a-f]{32}$/)
    expect(rows[0]?.detail).toEqual({ count: 1 })
  })

  test.each([
    ['a changed row', `UPDATE audit SET action = 'nothing' WHERE sequence = 3`, 'changed', 3],
    ['a changed time', `UPDATE audit SET at = at + interval '1 second' WHERE sequence = 2`, 'changed', 2],
    ['a row that is gone', 'DELETE FROM audit WHERE sequence = 3', 'missing', 3],
    [
      'a row put in the place of another',
      'UPDATE audit SET action = o.action, hash = o.hash FROM audit AS o WHERE audit.sequence = 2 AND o.sequence = 4',
      'changed',
      2,
    ],
  ])('%s shows', async (_, tampering, fault, sequence) => {
    await harness.store.audit.append(['a', 'b', 'c', 'd', 'e'].map((action) => entry(action)))
    await behindItsBack(tampering)
    expect(await harness.store.audit.verify()).toEqual({ intact: false, at: sequence, fault })
  })

  test('a cut-off end shows in the head', async () => {
    await harness.store.audit.append([entry('a'), entry('b')])
    const before = await harness.store.audit.verify()
    await behindItsBack('DELETE FROM audit WHERE sequence = 2')
    const after = await harness.store.audit.verify()
    expect([before.intact, after.intact]).toEqual([true, true])
    expect(after).not.toEqual(before)
  })

  test('the owner of the tables meets a trigger, the service has not even the right', async () => {
    await harness.store.audit.append([entry('a')])
    for (const attempt of ["UPDATE audit SET actor = 'x'", 'DELETE FROM audit', 'TRUNCATE audit']) {
      await expect(harness.sql(attempt)).rejects.toThrow('append-only')
      const service = new pg.Client({ ...harness.connection, options: '-c role=excelsior_service' })
      await service.connect()
      await expect(service.query(attempt)).rejects.toThrow('permission denied')
      await service.end()
    }
  })

  test('rows leave after seven years, and the chain of those that stay holds', async () => {
    const now = Date.now()
    await harness.store.audit.append([
      entry('old', now - 7.1 * YEAR),
      entry('kept', now - 6.9 * YEAR),
      entry('new', now),
    ])
    expect((await harness.store.purge(now as Instant)).audit).toBe(1)
    expect(await harness.store.audit.verify()).toMatchObject({ intact: true, rows: 2 })
  })
})
