import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issueDcc, readDocumentSigners, statementFor, trustOf, verify } from '@excelsior/credentials'
import type { CivilDate, Instant, PartialDate } from '@excelsior/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nodeChecker } from './es256.ts'
import { openKeyRing } from './key-ring.ts'

const NOW = Date.parse('2021-11-20T12:00:00Z') as Instant
const DAY = 86_400_000
const WORDS = { country: 'US', organisation: 'New York State' }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'excelsior-signers-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = () => openKeyRing({ folder: join(folder, 'keys'), now: NOW })
const certificates = async () => (await open()).documentSigners.list(NOW)

describe('keys for EU certificates', () => {
  test('are not there until the first is asked for, and stay the same from then on', async () => {
    expect(await certificates()).toEqual([])
    expect(readdirSync(join(folder, 'keys')).some((name) => name.startsWith('dcc'))).toBe(false)
    const ring = await open()
    const { keyId } = ring.documentSigners.keys(WORDS).signer(NOW)
    expect(Buffer.from(keyId, 'base64').length).toBe(8)
    expect(ring.documentSigners.keys(WORDS).signer(NOW).keyId).toBe(keyId)
    expect((await open()).documentSigners.keys(WORDS).signer(NOW).keyId).toBe(keyId)
    expect((await certificates()).map((signer) => signer.keyId)).toEqual([keyId])
  })

  test('have certificates that Node and OpenSSL read, that name us, and that their own keys signed', async () => {
    ;(await open()).documentSigners.keys(WORDS).signer(NOW)
    const [signer] = await certificates()
    const certificate = new X509Certificate(signer!.certificate)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.publicKey.export({ format: 'jwk' })).toEqual(signer!.jwk)
    expect(certificate.ca).toBe(false)
    expect(certificate.subject).toContain('C=US\nO=New York State')
    expect(certificate.keyUsage).toEqual([1, 2, 3].map((kind) => `1.3.6.1.4.1.1847.2021.1.${kind}`))

    const pem = join(folder, 'signer.pem')
    writeFileSync(pem, certificate.toString())
    const openssl = spawnSync(
      'openssl',
      ['verify', '-CAfile', pem, '-check_ss_sig', '-attime', String(NOW / 1000), pem],
      {
        encoding: 'utf8',
      },
    )
    if (openssl.error) return // a slim machine has none
    expect(openssl.stdout).toContain(': OK')
  })

  test('sign what others take by their list, and by ours', async () => {
    const ring = await open()
    const { signer } = ring.documentSigners.keys(WORDS)
    const dose = { kind: 'immunization', cvx: '208', date: '2021-06-14' as CivilDate } as const
    const text = await issueDcc(
      {
        country: 'US',
        authority: 'New York State',
        passId: '6d1f0b5a2c9e8374',
        givenName: 'Amalia',
        familyName: 'Okonkwo-Reyes',
        birthDate: '1988-03-04' as PartialDate,
        issuedAt: NOW,
        expires: (NOW + 100 * DAY) as Instant,
        statement: statementFor('vaccination', [dose])!,
      },
      signer(NOW),
    )
    const list = ring.documentSigners.list(NOW).map(({ keyId, country, certificate }) => {
      return { kid: keyId, country, rawData: Buffer.from(certificate).toString('base64') }
    })
    const signers = await readDocumentSigners(list)
    expect(signers?.leftOut).toEqual([])
    const trust = trustOf({
      version: null,
      issuedAt: null,
      nextUpdate: null,
      demo: false,
      issuers: signers!.issuers,
      rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
      revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
    })
    const verdict = await verify(text, trust, NOW, { checker: nodeChecker })
    expect(verdict).toMatchObject({ genuine: true, kind: 'vaccination', issuer: 'United States' })

    const facts = {
      issuer: { id: 'US-NY', name: 'New York State' },
      rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
      revokedPasses: [],
    }
    const own = JSON.parse(
      Buffer.from(JSON.parse(await ring.trustList(facts, NOW)).payload, 'base64url').toString(),
    )
    const listed = own.issuers[0].keys.find((key: { format: string }) => key.format === 'dcc')
    expect(listed).toMatchObject({ kid: list[0]!.kid, usage: ['vaccination', 'test', 'recovery'] })
  })

  test('are rotated and revoked by the ids of their certificates', async () => {
    const { keys } = (await open()).documentSigners
    const first = keys(WORDS).signer(NOW).keyId
    const next = keys(WORDS).rotate(NOW, 'atOnce').keyId
    expect(next).not.toBe(first)
    expect(keys(WORDS).signer(NOW).keyId).toBe(next)
    expect(keys(WORDS).revoke(first, NOW)).toBe('revoked')
    expect(keys(WORDS).revoke('AAAAAAAAAAA=', NOW)).toBe('unknown')
    expect(
      keys(WORDS)
        .list(NOW)
        .map(({ keyId, state }) => [keyId === first, state]),
    ).toEqual([
      [true, 'revoked'],
      [false, 'in-use'],
    ])
  })
})
