import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Installation, openInstallation, PROJECT_ROOT, readConfig } from '@excelsior/service'
import type { Store } from '@excelsior/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command as ingest } from './ingest.ts'
import { command } from './sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'excelsior-sources-'))
chmodSync(folder, 0o711) // where root runs the tests, the database is another user
const env = { DATA_DIR: join(folder, 'data') }

const file = (name: string, content: unknown): string => {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return name
}
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const jwkOf = (key: { export(options: { format: 'jwk' }): object }, kid = 'one') => ({
  ...key.export({ format: 'jwk' }),
  kid,
})
const jwks = (...keys: object[]) => ({ keys })

const openssl = (...args: readonly string[]) =>
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })

/** Signed by its own key, of which all of them have the same. */
function certificate(name: string, days: number): void {
  file('own.key', p384.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  openssl('req', '-new', '-key', 'own.key', '-subj', `/CN=${name}`, '-out', `${name}.csr`)
  const how = ['-req', '-signkey', 'own.key', '-days', String(days)]
  openssl('x509', ...how, '-in', `${name}.csr`, '-out', `${name}.pem`)
}

/** Runs beside the commands, as it would: they change what it works with. */
let service: Installation
beforeAll(async () => {
  const read = readConfig(env, PROJECT_ROOT)
  if (!read.ok) throw new Error(read.faults.join('; '))
  service = await openInstallation(read.config, 'service', () => undefined)
  file('keys.json', jwks(jwkOf(p384.publicKey)))
  certificate('client', 30)
  certificate('renewed', 60)
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true })
})

async function run(...args: string[]) {
  return runCommand(command, args, { env, cwd: folder })
}

const withStore = <T>(work: (store: Store) => Promise<T>): Promise<T> => work(service.store)

const refusal = (...args: string[]): Promise<string> =>
  run(...args).then(
    ({ err }) => err,
    (error: unknown) => {
      if (error instanceof UsageError) return error.message
      throw error
    },
  )

describe('a mapping of CSV', () => {
  test('is registered with its source as it stands in its file, shown, traced, and taken away with the rest', async () => {
    const text = JSON.stringify({ fields: MAPPED })
    file('clinic.json', text)
    const added = await run('add', 'CLINIC', '--scope', 'csv', '--mapping', 'clinic.json', '--json')
    expect(JSON.parse(added.out)).toMatchObject({ name: 'CLINIC', mapping: true })
    expect(await withStore((store) => store.senders.named('CLINIC'))).toMatchObject({ mapping: text })
    expect((await run('list')).out).toContain('CSV by a mapping of its own')
    await run('add', 'CLINIC', '--scope', 'csv', '--replace')
    expect(await withStore((store) => store.senders.named('CLINIC'))).not.toHaveProperty('mapping')
    await run('remove', 'CLINIC')
  })

  test('with a fault is refused with its place, and nothing is registered', async () => {
    file('faulty.json', JSON.stringify({ fields: { ...MAPPED, colour: 'Colour' } }))
    expect(await refusal('add', 'FAULTY', '--scope', 'csv', '--mapping', 'faulty.json')).toContain(
      'fields.colour',
    )
    expect(await withStore((store) => store.senders.named('FAULTY'))).toBeUndefined()
  })
})

const MAPPED = {
  kind: { value: 'immunization' },
  familyName: 'Last',
  givenName: 'First',
  birthDate: 'Born',
  cvx: 'Vaccine',
  date: 'Given on',
  status: { value: 'completed' },
  historical: { value: 'false' },
}

describe('sources', () => {
  test('are added with keys, certificates and scopes, listed, and traced', async () => {
    const added = await run(
      ...['add', 'CIR', '--jurisdiction', 'US-NY', '--zone', 'America/New_York', '--trial', '--json'],
      ...[
        '--scope',
        'hl7v2',
        '--scope',
        'system/Immunization.c',
        '--jwks',
        'keys.json',
        '--certificate',
        'client.pem',
      ],
    )
    expect(added).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(added.out)).toEqual({
      name: 'CIR',
      jurisdiction: 'US-NY',
      zone: 'America/New_York',
      trial: true,
      scopes: ['hl7v2', 'system/Immunization.c'],
      keys: ['one'],
      certificates: [expect.stringMatching(/^[0-9a-f]{64}$/)],
      mapping: false,
    })
    expect((await run('list', '--json')).out).toBe(added.out)
    expect((await run('list')).out).toMatch(/^CIR {2}US-NY .*\n {4}may hand in: hl7v2, system/)
    const [trace] = await withStore(({ audit }) => audit.recent(1))
    const detail = { source: 'CIR', scopes: 'hl7v2 system/Immunization.c', keys: 1, certificates: 1 }
    expect(trace).toMatchObject({ actor: 'command line', action: 'source-added', detail })
  })

  test('a name stands for one, and so does a certificate', async () => {
    expect(await run('add', 'CIR', '--scope', 'csv')).toMatchObject({ code: 1, out: '' })
    const other = await run('add', 'lab', '--scope', 'hl7v2', '--certificate', 'client.pem')
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining('source "CIR"') })
    expect((await run('list', '--json')).out.trim().split('\n')).toHaveLength(1)
  })

  test('a key stands for whatever certificate it is renewed with', async () => {
    const pins = async (name: string) => {
      const { out } = await run(
        'add',
        'renewer',
        '--replace',
        '--scope',
        'hl7v2',
        '--public-key',
        name,
        '--json',
      )
      return JSON.parse(out).certificates
    }
    const pem = file('public.pem', p384.publicKey.export({ type: 'spki', format: 'pem' }).toString())
    expect(await pins('client.pem')).toEqual(await pins('renewed.pem'))
    expect(await pins('client.pem')).toEqual(await pins(pem))
  })

  test('change only with --replace, and then as a whole', async () => {
    const { code, out } = await run('add', 'CIR', '--replace', '--scope', 'hl7v2', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ trial: false, scopes: ['hl7v2'], keys: [], certificates: [] })
  })

  test('leave, or where something of theirs is on file, may send no more', async () => {
    await withStore(async ({ sources, quarantine }) => {
      const id = (await sources.named('CIR'))?.id
      if (id === undefined) throw new Error('not there')
      const raw = Buffer.from('MSH|')
      await quarantine.add(id, [{ message: 1, code: 'no-code', reason: 'No code.', raw }], 0 as never)
    })
    expect(JSON.parse((await run('remove', 'renewer', '--json')).out)).toEqual({
      name: 'renewer',
      outcome: 'removed',
    })
    expect(JSON.parse((await run('remove', 'CIR', '--json')).out)).toEqual({
      name: 'CIR',
      outcome: 'shut-out',
    })
    expect(await run('remove', 'CIR2')).toMatchObject({ code: 1, out: '' })
    expect(JSON.parse((await run('list', '--json')).out)).toMatchObject({ name: 'CIR', scopes: [] })
    expect((await withStore(({ audit }) => audit.recent(2))).map(({ action }) => action)).toEqual([
      'source-shut-out',
      'source-removed',
    ])
  })

  test('what is not yet of use is said', async () => {
    expect((await run('add', 'a', '--scope', 'hl7v2')).err).toContain('cannot prove who it is')
    expect((await run('add', 'b', '--jwks', 'keys.json')).err).toContain('no --scope')
  })
})

describe('what is refused, and why', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
  const good = jwkOf(p384.publicKey)
  const KEYS: Readonly<Record<string, readonly [content: unknown, why: RegExp]>> = {
    'a private key': [jwks(jwkOf(p384.privateKey)), /private key/],
    'a shared secret': [jwks({ kty: 'oct', k: 'AAAA', kid: 'one' }), /private key/],
    'a key of another curve': [jwks(jwkOf(p256)), /P-384/],
    'a short RSA key': [jwks(jwkOf(rsa)), /1024 bits/],
    'a key for another algorithm': [jwks({ ...good, alg: 'ES256' }), /ES384 only/],
    'a key for encryption': [jwks({ ...good, use: 'enc' }), /signatures/],
    'a key without an id': [jwks({ ...good, kid: undefined }), /"kid"/],
    'two keys of one id': [jwks(good, good), /key 2/],
    'a point that is not on the curve': [
      jwks({ ...good, y: (good as unknown as { x: string }).x }),
      /no public key/,
    ],
    'no keys': [jwks(), /JWK set/],
    'one key without a set': [good, /JWK set/],
    'no JSON': ['{"keys"', /no JSON/],
    'eleven keys': [jwks(...Array(11).fill(good)), /more than 10/],
  }
  test.each(Object.keys(KEYS))('%s', async (name) => {
    const [content, why] = KEYS[name] ?? ['', /^$/]
    const keys = file('refused.json', content)
    expect(await refusal('add', 'x', '--scope', 'hl7v2', '--jwks', keys)).toMatch(why)
  })

  test('a private key, two certificates, an expired one, and what is none', async () => {
    certificate('old', -1)
    const add = (option: string, name: string) => refusal('add', 'x', '--scope', 'hl7v2', option, name)
    const pem = execFileSync('cat', ['client.pem', 'renewed.pem'], { cwd: folder, encoding: 'utf8' })
    expect(await add('--certificate', 'own.key')).toContain('private key')
    expect(await add('--public-key', 'own.key')).toContain('private key')
    expect(await add('--certificate', file('two.pem', pem))).toContain('more than one')
    expect(await add('--certificate', 'old.pem')).toContain('expired')
    expect(await add('--certificate', 'keys.json')).toContain('no certificate')
    expect(await add('--public-key', 'keys.json')).toContain('no public key')
    expect(await add('--certificate', 'nowhere.pem')).toContain('cannot be read')
  })

  test.each([
    [[]],
    [['show']],
    [['add']],
    [['add', 'a b']],
    [['add', 'demo', '--scope', 'hl7v2']],
    [['add', 'x', '--scope', 'everything']],
    [['add', 'x', '--scope', 'system/Immunization.']],
    [['add', 'x', '--scope', 'patient/Immunization.c']],
    [['add', 'x', '--jurisdiction', 'New York']],
    [['add', 'x', '--zone', 'New_York']],
    [['list', 'x']],
    [['list', '--trial']],
    [['remove']],
    [['remove', 'x', '--scope', 'hl7v2']],
    [['add', 'x', '--what']],
  ])('wrong usage: %j', async (args) => {
    await expect(run(...args)).rejects.toThrow(UsageError)
  })
})

describe('files of a source that declared its columns', () => {
  test('are read by that, where they are named .csv and nothing else is said', async () => {
    file('rows.json', JSON.stringify({ delimiter: ';', fields: MAPPED }))
    await run('add', 'ROWS', '--scope', 'csv', '--mapping', 'rows.json')
    file('rows.csv', 'Last;First;Born;Vaccine;Given on\nOrtiz;Ana;1990-02-03;208;2021-04-01\n')
    const { out, err } = await runCommand(ingest, ['rows.csv', '--source', 'ROWS', '--json'], {
      env,
      cwd: folder,
    })
    expect(JSON.parse(out), err).toMatchObject({ read: 1, stored: 1, rejected: 0 })
  })
})
