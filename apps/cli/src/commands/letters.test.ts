import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openInstallation, PROJECT_ROOT, readConfig, systemClock } from '@excelsior/service'
import type { Store } from '@excelsior/store'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command } from './letters.ts'

const folder = mkdtempSync(join(tmpdir(), 'excelsior-letters-'))
chmodSync(folder, 0o711) // where root runs the tests, the database is another user
const env = { DATA_DIR: join(folder, 'data'), PUBLIC_URL: 'https://pass.example.gov' }

/** Beside the command, which finds the database as it was left. */
async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const read = readConfig(env, PROJECT_ROOT)
  if (!read.ok) throw new Error(read.faults.join('; '))
  const installation = await openInstallation(read.config, 'command', () => undefined)
  try {
    return await work(installation.store)
  } finally {
    await installation.close()
  }
}

const letterTo = (name: string, code: string, language: string) => ({
  channel: 'letter' as const,
  to: `${name}\n12 Elm Street\nAlbany, NY 12207`,
  text: 'as the demo shows it',
  code,
  language,
})

beforeAll(() =>
  withStore(async ({ outbox }) => {
    await outbox.add(letterTo('Rosa Quiñones', '123456789012', 'es'), systemClock())
    await outbox.add(letterTo('王小明', '210987654321', 'zh-Hant'), systemClock())
    await outbox.add({ channel: 'sms', to: '5185550100', text: 'no letter', code: '123456' }, systemClock())
  }),
)
afterAll(() => rmSync(folder, { recursive: true }))

async function run(...args: string[]) {
  return runCommand(command, args, { env, cwd: folder })
}

async function textOf(file: string): Promise<string> {
  const library = await PDFiumLibrary.init()
  try {
    return (await library.loadDocument(readFileSync(file))).getPage(0).getText()
  } finally {
    library.destroy()
  }
}

describe('letters', () => {
  test('list says how many wait and until when their codes work, and names nobody', async () => {
    const { code, out } = await run('list', '--json')
    expect(code).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).language)).toEqual(['es', 'zh-Hant'])
    for (const { at, until } of lines.map((line) => JSON.parse(line)))
      expect((Date.parse(until) - Date.parse(at)) / 86_400_000).toBe(21)
    for (const secret of ['Rosa', 'Elm', '123456789012']) expect(out).not.toContain(secret)
  })

  test('write takes no folder that is none', async () => {
    writeFileSync(join(folder, 'a-file'), '')
    await expect(run('write', '--out', 'a-file')).rejects.toThrow(UsageError)
    expect((await run('list', '--json')).out.trimEnd().split('\n')).toHaveLength(2)
  })

  test('write makes a PDF of each for its owner alone, takes it out of the outbox, and leaves texts alone', async () => {
    const { code, out } = await run('write', '--out', 'mailing', '--paper', 'a4', '--json')
    expect(code).toBe(0)
    const { files, held, late } = JSON.parse(out)
    expect([files.length, held, late]).toEqual([2, 0, 0])
    expect(readdirSync(join(folder, 'mailing')).sort()).toEqual([...files].sort())
    expect(statSync(join(folder, 'mailing')).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'mailing', files[0])).mode & 0o777).toBe(0o600)
    const [spanish, chinese] = await Promise.all(
      files.map((name: string) => textOf(join(folder, 'mailing', name))),
    )
    for (const words of ['Rosa Quiñones', 'Albany, NY 12207', '1234 5678 9012', 'pass.example.gov/es/letter'])
      expect(spanish).toContain(words)
    expect(chinese).toContain('王小明')
    expect(chinese).toContain('2109 8765 4321')

    expect((await run('list')).err).toBe('No letter waits.\n')
    expect(await withStore(({ outbox }) => outbox.waiting('phone', 9))).toHaveLength(1)
    expect(JSON.parse((await run('write', '--out', 'mailing', '--json')).out).files).toEqual([])
  })

  test.each([
    [[]],
    [['send']],
    [['write']],
    [['list', '--out', 'x']],
    [['write', '--out', 'x', '--paper', 'b5']],
  ])('wrong usage: %j', async (args) => {
    await expect(run(...args)).rejects.toThrow(UsageError)
    expect(existsSync(join(folder, 'x'))).toBe(false)
  })
})
