import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { issuePass, passKeyId, type Signer, signStatusList, signTrustList } from '@excelsior/credentials'
import type { Instant, PartialDate } from '@excelsior/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sign, type TestKey, testKey } from '../../../../tools/pass-vectors/keys.ts'
import type { Command } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command as trust } from './trust.ts'
import { command as verify } from './verify.ts'

const ROOT = testKey('root of a neighbour')
const KEY = testKey('neighbour')
const signerOf = (key: TestKey, keyId: string): Signer => ({ keyId, sign: async (bytes) => sign(key, bytes) })
const passSigner = signerOf(KEY, passKeyId(KEY.thumbprint))
/** A few minutes back, as lists and passes are dated. */
const NOW = (Math.floor(Date.now() / 1000) * 1000 - 180_000) as Instant
const PASS_ID = '00000000000000aa'

const list = (version: number, more: { revoked?: string[]; root?: TestKey } = {}) => {
  const root = more.root ?? ROOT
  return signTrustList(
    {
      version,
      issuedAt: NOW,
      nextUpdate: (NOW + 86_400_000) as Instant,
      demo: false,
      issuers: [
        {
          id: 'US-NJ',
          name: 'New Jersey',
          keys: [
            {
              kid: passSigner.keyId,
              jwk: KEY.jwk,
              format: 'pass',
              usage: ['vaccination'],
              notAfter: (NOW + 29 * 86_400_000) as Instant,
            },
            { kid: 'ffffffff', jwk: KEY.jwk, format: 'later' as never, usage: [] },
          ],
        },
      ],
      rules: { zone: 'America/New_York', accepts: ['vaccination'], photoIdFrom: 18 },
      revocation: {
        passes: ['00000000000000ca', ...(more.revoked ?? [])],
        canaries: { revoked: '00000000000000ca', notRevoked: '00000000000000cb' },
      },
    },
    root.jwk,
    signerOf(root, root.thumbprint),
  )
}

let server: Server
let address: string
let answer: string
/** What else the server has; `origin` in place of its address. */
let pages: Record<string, string>
let pass: string
let data: string

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/trust.json') response.end(answer)
    else response.writeHead(pages[request.url ?? ''] === undefined ? 404 : 200).end(pages[request.url ?? ''])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/trust.json`
  pass = await issuePass(
    {
      type: 'vaccination',
      givenName: 'Noor',
      familyName: 'Haddad',
      birthDate: '1990-01-01' as PartialDate,
      expires: (NOW + 30 * 86_400_000) as Instant,
      passId: PASS_ID,
      issuer: 'US-NJ',
      issuedAt: NOW,
      notBefore: NOW,
    },
    passSigner,
  )
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

beforeEach(async () => {
  pages = {}
  data = mkdtempSync(join(tmpdir(), 'excelsior-trust-'))
  answer = await list(5)
  return () => rmSync(data, { recursive: true, force: true })
})

async function run(command: Command, ...args: string[]) {
  return runCommand(command, args, { env: { DATA_DIR: data }, cwd: data })
}

const statusOf = async () => JSON.parse((await run(verify, '--json', pass)).out).status

describe('a list of others', () => {
  test('is believed once it was added, and no more once it was removed', async () => {
    expect(await statusOf()).toBe('unknown')
    expect((await run(trust, 'add', address, '--root', ROOT.thumbprint)).code).toBe(0)
    expect(await statusOf()).toBe('valid')
    expect((await run(trust, 'remove', ROOT.thumbprint)).code).toBe(0)
    expect(await statusOf()).toBe('unknown')
    expect((await run(trust, 'remove', ROOT.thumbprint)).code).toBe(1)
  })

  test('tells its root key, and is taken once that is confirmed', async () => {
    const first = await run(trust, 'add', address)
    expect(first).toMatchObject({ code: 1, err: expect.stringContaining(`--root ${ROOT.thumbprint}`) })
    expect(await statusOf(), 'not before somebody confirmed it').toBe('unknown')
    expect((await run(trust, 'add', address, '--root', 'another')).err).toContain('wrong-root')
  })

  test('is replaced by a refresh: what it revoked is refused, and good again once that is lifted', async () => {
    await run(trust, 'add', address, '--root', ROOT.thumbprint)
    answer = await list(6, { revoked: [PASS_ID] })
    expect((await run(trust, 'refresh')).code).toBe(0)
    expect(await statusOf()).toBe('revoked')
    answer = await list(7)
    await run(trust, 'refresh')
    expect(await statusOf()).toBe('valid')
  })

  test('stays as it is where a refresh brings an older one, or one that somebody else signed', async () => {
    await run(trust, 'add', address, '--root', ROOT.thumbprint)
    answer = await list(4, { revoked: [PASS_ID] })
    expect(await run(trust, 'refresh')).toMatchObject({
      code: 1,
      err: expect.stringContaining('older-version'),
    })
    answer = await list(9, { revoked: [PASS_ID], root: testKey('stranger') })
    expect(await run(trust, 'refresh')).toMatchObject({ code: 1, err: expect.stringContaining('wrong-root') })
    expect(await statusOf()).toBe('valid')
  })

  test('is shown key by key, with the reason for each that does not count', async () => {
    await run(trust, 'add', address, '--root', ROOT.thumbprint)
    const rows = (await run(trust, 'list', '--json')).out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows).toMatchObject([
      {
        issuer: 'US-NJ',
        name: 'New Jersey',
        keyId: passSigner.keyId,
        usage: ['vaccination'],
        version: 5,
        leftOut: null,
      },
      { issuer: 'US-NJ', keyId: 'ffffffff', leftOut: 'unsupported-format' },
    ])
    const { out } = await run(trust, 'list')
    expect(out).toContain('does not count: unsupported-format')
    expect(out).toContain(`pass: vaccination, ENDS SOON, ${rows[0].ends}`)
  })
})

describe('an issuer of SD-JWT VCs', () => {
  test('joins with its status lists; whoever it withdrew is refused, and what could not be had is told', async () => {
    const origin = new URL(address).origin
    const list = `${origin}/status/1`
    pages['/.well-known/jwt-vc-issuer'] = JSON.stringify({
      issuer: origin,
      jwks: { keys: [{ ...KEY.jwk, kid: 'k1' }] },
    })
    pages['/status/1'] = await signStatusList(
      {
        uri: list,
        issuer: origin,
        issuedAt: NOW,
        expires: (NOW + 86_400_000) as Instant,
        keepFor: 3_600_000,
        packed: deflateSync(Uint8Array.of(0b10)),
      },
      signerOf(KEY, 'k1'),
    )
    const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url')
    const credential = (idx: number) => {
      const claims = {
        iss: origin,
        vct: 'card',
        iat: NOW / 1000,
        status: { status_list: { idx, uri: list } },
      }
      const signed = `${part({ alg: 'ES256', typ: 'dc+sd-jwt', kid: 'k1' })}.${part(claims)}`
      return `${signed}.${Buffer.from(sign(KEY, Buffer.from(signed))).toString('base64url')}~`
    }
    const told = async (idx: number) => JSON.parse((await run(verify, '--json', credential(idx))).out)
    const metadata = `${origin}/.well-known/jwt-vc-issuer`
    expect((await run(trust, 'add', metadata, '--status-list', `${origin}/status/2`)).code).toBe(1)
    expect((await run(trust, 'list')).out).toContain(`${origin}/status/2 answered with status 404`)
    expect(await told(0)).toMatchObject({ status: 'unknown', reason: 'revocation-unknown' })

    expect((await run(trust, 'add', metadata, '--status-list', list)).code).toBe(0)
    expect(await told(0)).toMatchObject({ status: 'not-accepted', genuine: true })
    expect(await told(1)).toMatchObject({ status: 'revoked', genuine: true })
    expect((await run(trust, 'list')).out).toContain(`status list ${list}: 1 of 8 are not valid, good until`)

    pages = {}
    expect((await run(trust, 'refresh')).code).toBe(1)
    const rows = (await run(trust, 'list', '--json')).out.trimEnd().split('\n')
    expect(rows.map((row) => JSON.parse(row))).toMatchObject([
      { keyId: 'k1', format: 'sd-jwt' },
      { statusList: list, size: 8, notValid: 1 },
      { failed: metadata, why: 'answered with status 404' },
      { failed: list, why: 'answered with status 404' },
    ])
    expect(await told(1), 'the list stays until its end').toMatchObject({ status: 'revoked' })
  })

  test('has its status lists fetched by https alone, or from this machine', async () => {
    await expect(run(trust, 'add', address, '--status-list', 'http://lists.example/1')).rejects.toThrow(
      'https',
    )
  })
})

test('with nobody to trust, that is said', async () => {
  expect(await run(trust, 'list')).toEqual({ code: 0, out: 'Nobody is trusted yet.\n', err: '' })
})
