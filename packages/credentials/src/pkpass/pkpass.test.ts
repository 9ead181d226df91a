import { readFileSync } from 'node:fs'
import { type Instant, parseInstant } from '@excelsior/domain'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { SIGNER } from '../../../../tools/pkpass-vectors/trust.ts'
import { listedWalletSigner, openTrustList, type Trust, verify } from '../index.ts'

const FOLDER = new URL('../../../../vectors/pkpass/', import.meta.url)
const NOON = parseInstant('2021-11-20T12:00:00-05:00') as Instant
const file = (name: string) => readFileSync(new URL(`files/${name}.pkpass`, FOLDER), 'latin1')
const GOOD = file('good')

let trust: Trust
beforeAll(async () => {
  const bytes = new Uint8Array(readFileSync(new URL('trust.json', FOLDER)))
  const opened = await openTrustList(bytes, { pinnedRoot: null, now: NOON, allowDemo: false })
  if (!opened.ok) throw new Error(opened.reason)
  trust = opened.trust
})
const on = (text: string, at = NOON, by: Trust | undefined = trust) => verify(text, by, at)

describe('a file of Apple Wallet', () => {
  test('is what the code in it says: its holder, its kind, its issuer, and the sooner end', async () => {
    expect(await on(GOOD)).toEqual({
      format: 'pkpass',
      genuine: true,
      status: 'valid',
      kind: 'vaccination',
      holder: { givenName: 'Amalia Sofía', familyName: 'Okonkwo-Reyes', birthDate: '1988-03-04' },
      expires: parseInstant('2022-05-01T04:00:00Z'),
      issuer: 'New York State (test)',
      reason: null,
    })
    expect((await on(file('in-its-last-second'))).expires).toBe(NOON + 1000)
  })

  test('cannot be judged by no list, nor by one that is too old', async () => {
    expect(await verify(GOOD, undefined, NOON)).toMatchObject({ status: 'unknown', reason: 'trust-missing' })
    const later = parseInstant('2021-11-28T00:00:00Z') as Instant
    expect(await on(GOOD, later)).toMatchObject({ format: 'pkpass', reason: 'trust-expired' })
  })

  test('of more than 4 MiB is not looked into', async () => {
    const [most, more] = [0, 1].map((by) => GOOD.padEnd(4 * 1024 * 1024 + by, '\0'))
    expect(await on(most!)).toMatchObject({ format: 'pkpass', reason: 'unreadable' })
    expect(await on(more!)).toMatchObject({ format: null, reason: 'unreadable' })
  })

  test('is bytes: a character beyond them is none of a file', async () => {
    expect((await on(GOOD.replace('pass.json', 'pass.js\u0100n'))).status).toBe('not-genuine')
  })

  test('with any byte changed is not valid, but for versions, times and attributes that nobody reads', async () => {
    const valid = new Set<string>()
    for (let at = 0; at < GOOD.length; at++) {
      const changed = GOOD.slice(0, at) + String.fromCharCode(GOOD.charCodeAt(at) ^ 0x20) + GOOD.slice(at + 1)
      if ((await on(changed)).status !== 'valid') continue
      const [local, central] = ['PK\u0003\u0004', 'PK\u0001\u0002'].map((head) => GOOD.lastIndexOf(head, at))
      valid.add(central! > local! ? `directory ${at - central!}` : `file ${at - local!}`)
    }
    const unread = {
      file: [4, 5, 10, 11, 12, 13],
      directory: [4, 5, 6, 7, 12, 13, 14, 15, 36, 37, 38, 39, 40, 41],
    }
    expect([...valid].sort()).toEqual(
      Object.entries(unread)
        .flatMap(([header, places]) => places.map((at) => `${header} ${at}`))
        .sort(),
    )
  })

  test('made of anything at all comes to an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(GOOD.length), async (bytes, at) => {
        const noise = Buffer.from(bytes).toString('latin1')
        for (const text of [
          `PK\u0003\u0004${noise}`,
          GOOD.slice(0, at) + noise + GOOD.slice(at + noise.length),
        ])
          expect(['valid', 'not-genuine', 'unknown']).toContain((await on(text)).status)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the signer of wallet files, as a list names it', () => {
  test('is the certificate’s key, from its first second to its last', async () => {
    const listed = await listedWalletSigner(SIGNER.certificate)
    expect(listed).toEqual({
      kid: SIGNER.listed.kid,
      jwk: SIGNER.listed.jwk,
      format: 'pkpass',
      usage: ['wallet-file'],
      notBefore: parseInstant('2021-01-01T00:00:00Z'),
      notAfter: parseInstant('2023-01-01T00:00:00Z'),
    })
  })

  test('is nobody where there is no certificate', async () => {
    expect(await listedWalletSigner(Uint8Array.of(1, 2, 3))).toBeUndefined()
  })
})
