import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readConfig } from './config.ts'
import { openInstallation } from './installation.ts'
import { PROJECT_ROOT } from './project-root.ts'
import { serve } from './serve.ts'

test('keys that are gone are told in one sentence; nothing is served with others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'excelsior-keys-gone-'))
  await chmod(folder, 0o711) // where root runs the tests, the database is another user
  const env = { DATA_DIR: join(folder, 'data'), PORT: '0' }
  const read = readConfig(env, PROJECT_ROOT)
  if (!read.ok) throw new Error(read.faults.join('; '))
  await (await openInstallation(read.config, 'service', () => undefined)).close()
  await rm(join(folder, 'data', 'keys'), { recursive: true })

  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    expect(await serve(env)).toBe(1)
    expect(said.mock.calls.map(([line]) => String(line)).at(-1)).toMatch(/^the keys do not fit this database/)
  } finally {
    said.mockRestore()
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)
