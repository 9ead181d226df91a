import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command } from './policy.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const OWN = 'data/policies/us-ny.json'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-'))
  const document = JSON.parse(await readFile(join(ROOT, OWN), 'utf8'))
  const [version] = document.versions
  const next = { ...version, version: 'next', inForceFrom: '2100-01-01', antigen: { validHours: 12 } }
  await writeFile(join(folder, 'two.json'), JSON.stringify({ ...document, versions: [version, next] }))
  await writeFile(
    join(folder, 'faulty.json'),
    JSON.stringify({ ...document, versions: [{ ...version, zone: 'Mars' }] }),
  )
  await writeFile(join(folder, 'no-json.json'), '{"name":')
})
afterAll(() => rm(folder, { recursive: true }))

async function run(...args: readonly string[]) {
  return runCommand(command, args, { cwd: ROOT })
}

describe('policy check', () => {
  test('finds the policy of the project good', async () => {
    expect(await run('check', OWN)).toEqual({
      code: 0,
      out: `${OWN}: good (New York State, 1 version)\n`,
      err: '',
    })
    expect(await run('check', '--json')).toEqual({
      code: 0,
      out: '{"ok":true,"name":"New York State","versions":1}\n',
      err: '',
    })
  })
  test('tells the faults of another', async () => {
    const file = join(folder, 'faulty.json')
    const message = 'expected an IANA time zone such as "America/New_York", found "Mars"'
    expect(await run('check', file)).toEqual({
      code: 1,
      out: '',
      err: `${file}: $.versions[0].zone: ${message}\n`,
    })
    const { code, out } = await run('check', file, '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual({ ok: false, faults: [{ path: '$.versions[0].zone', message }] })
  })
  test('of what cannot be read exits with 2', async () => {
    expect(await run('check', join(folder, 'no-json.json'))).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('no JSON'),
    })
    expect(await run('check', join(folder, 'missing.json'))).toMatchObject({ code: 2, out: '' })
  })
})

test('policy list shows each version with its days, and which is in force', async () => {
  const { code, out } = await run('list', join(folder, 'two.json'), '--json')
  expect(code).toBe(0)
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { version: '2020-1', from: '2020-01-01', until: '2100-01-01', inForce: true },
    { version: 'next', from: '2100-01-01', inForce: false },
  ])
  expect((await run('list', join(folder, 'two.json'))).out).toMatch(
    /^VERSION +FROM +UNTIL\n2020-1 .+ in force\nnext/,
  )
})

describe('policy preview', () => {
  const rows = async (...args: readonly string[]) =>
    (await run('preview', ...args, '--json')).out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  test('shows what comes of single doses, pairs and tests', async () => {
    const found = await rows('--on', '2021-04-01')
    expect(found).toContainEqual({
      pass: 'vaccination',
      records: 'Moderna on day 0',
      reason: 'series-incomplete',
    })
    expect(found).toContainEqual({
      pass: 'vaccination',
      records: 'Pfizer-BioNTech on day 0, Moderna on day 24',
      from: '2021-05-10T00:00:00-04:00',
      expires: '2021-10-23T00:00:00-04:00',
    })
    expect(found).toContainEqual({
      pass: 'vaccination',
      records: 'Pfizer-BioNTech on day 0, Moderna on day 23',
      reason: 'series-incomplete',
    })
    expect(found).toContainEqual(
      expect.objectContaining({ pass: 'antigen', expires: '2021-04-01T06:00:00-04:00' }),
    )
  })
  test('goes by the version of the day asked for', async () => {
    const found = await rows(join(folder, 'two.json'), '--on', '2100-06-01')
    expect(found).toContainEqual(
      expect.objectContaining({ pass: 'antigen', expires: '2100-06-01T12:00:00-04:00' }),
    )
  })
  test('is a table otherwise', async () => {
    expect((await run('preview', '--on', '2021-04-01')).out).toMatch(/^PASS +RECORDS +FROM +EXPIRES\n/)
  })
})

test.each([
  [[]],
  [['chekc']],
  [['check', 'a', 'b']],
  [['preview', '--on', '2021-02-30']],
  [['preview', '--on', '1999-01-01']],
])('policy called with %j is wrong usage', async (args) => {
  await expect(run(...args)).rejects.toThrow(UsageError)
})

describe('a file of acceptance', () => {
  const EXAMPLE = 'data/acceptance/example-shc-and-eu.json'

  test('is checked and listed like a policy', async () => {
    expect(await run('check', EXAMPLE)).toMatchObject({
      code: 0,
      out: expect.stringContaining('good'),
    })
    const listed = await run('list', EXAMPLE, '--json')
    expect(
      listed.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).format),
    ).toEqual(['shc', 'shc', 'dcc', 'dcc', 'dcc'])
  })

  test('previews all pairs from 1/1 to 4/4 around the end of the wait', async () => {
    const { out } = await run('preview', EXAMPLE, '--on', '2021-11-20', '--json')
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows).toHaveLength(4 * 16 * 4)
    const until = (product: string, doses: string, days: number) =>
      rows.find((row) => row.product.startsWith(product) && row.doses === doses && row.days === days).until
    expect([0, 13, 14, 15].map((days) => until('Pfizer', '2/2', days) !== null)).toEqual([
      false,
      false,
      false,
      true,
    ])
    expect([0, 13, 14, 15].map((days) => until('Pfizer', '3/3', days) !== null)).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(until('Pfizer', '1/2', 15)).toBeNull()
  })

  test('whose rules come to no answer for somebody is refused before anybody signs it', async () => {
    const rule = {
      Identifier: 'VR-DE-0001',
      Type: 'Acceptance',
      Country: 'DE',
      Version: '1.0.0',
      SchemaVersion: '1.3.0',
      Engine: 'CERTLOGIC',
      EngineVersion: '1.0.0',
      CertificateType: 'Test',
      ValidFrom: '2021-07-01T00:00:00Z',
      ValidTo: '2030-06-01T00:00:00Z',
      Logic: { '+': [{ var: 'payload.t.0.nm' }] },
    }
    const file = {
      ...JSON.parse(await readFile(join(ROOT, EXAMPLE), 'utf8')),
      countryRules: {
        country: 'DE',
        region: null,
        withoutRule: 'not-accepted',
        ruleSet: { rules: [rule], valueSets: {} },
      },
    }
    await writeFile(join(folder, 'acceptance.json'), JSON.stringify(file))
    const checked = await run('check', join(folder, 'acceptance.json'))
    expect(checked).toMatchObject({
      code: 1,
      err: expect.stringContaining('VR-DE-0001 1.0.0 comes to no answer'),
    })
  })
})
