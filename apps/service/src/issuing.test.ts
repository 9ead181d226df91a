import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTrustList, verify } from '@excelsior/credentials'
import type { HealthRecord, Instant, PartialDate } from '@excelsior/domain'
import { openKeyRing } from '@excelsior/keys'
import type { PassIntent, PersonId, Store } from '@excelsior/store'
import { expect, test } from 'vitest'
import { createIssuer } from './issuing.ts'

const NOW = Date.parse('2021-11-20T17:00:00Z') as Instant
const MINUTE = 60_000

test('a pass and the list made this moment hold on a phone whose clock is three minutes slow', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'excelsior-issuing-'))
  try {
    const keyRing = await openKeyRing({ folder: join(folder, 'keys'), now: NOW })
    const store = { passes: { intend: async () => {} } } as unknown as Store
    const issuer = createIssuer(store, 'US-NY', () => keyRing.signer(NOW), new Uint8Array(32))
    const { qr } = await issuer.issue(
      {
        type: 'pcr',
        givenName: 'Rosa',
        familyName: 'Delgado',
        birthDate: '1988-03-04' as PartialDate,
        expires: (NOW + 60 * MINUTE) as Instant,
      },
      1 as PersonId,
      NOW,
    )
    const list = await keyRing.trustList(
      {
        issuer: { id: 'US-NY', name: 'New York State' },
        rules: { zone: 'America/New_York', accepts: ['pcr'], photoIdFrom: 18 },
        revokedPasses: [],
      },
      NOW,
    )
    const at = async (now: Instant) => {
      const pinnedRoot = keyRing.root.signer.keyId
      const opened = await openTrustList(new TextEncoder().encode(list), {
        pinnedRoot,
        now,
        allowDemo: false,
      })
      if (!opened.ok) throw new Error(opened.reason)
      return (await verify(qr, opened.trust, now)).status
    }
    expect(await at(NOW)).toBe('valid')
    expect(await at((NOW - 3 * MINUTE) as Instant)).toBe('valid')
    expect(await at((NOW - 5 * MINUTE) as Instant)).toBe('not-yet-valid')
    expect(await at((NOW + 60 * MINUTE) as Instant)).toBe('expired')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a health card goes with the pass, under its one intent and its id, and says what the pass was decided by', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'excelsior-issuing-'))
  try {
    const keyRing = await openKeyRing({ folder: join(folder, 'keys'), now: NOW })
    const intents: PassIntent[] = []
    const store = {
      passes: { intend: async (more: readonly PassIntent[]) => void intents.push(...more) },
    } as unknown as Store
    const address = 'https://pass.example.gov'
    const cards = { address, signer: () => keyRing.healthCards.signer(NOW) }
    const issuer = createIssuer(store, 'US-NY', () => keyRing.signer(NOW), new Uint8Array(32), { cards })
    const content = {
      type: 'pcr',
      givenName: 'Rosa',
      familyName: 'Delgado',
      birthDate: '1988-03-04' as PartialDate,
      expires: (NOW + 60 * MINUTE) as Instant,
    } as const
    const records = [
      { kind: 'immunization', cvx: '208', date: '2021-04-02' },
      { kind: 'lab', test: 'pcr', result: 'negative', collected: '2021-11-19' },
    ] as unknown as readonly HealthRecord[]
    const { healthCard } = await issuer.issue(content, 1 as PersonId, NOW, records)
    expect(intents).toHaveLength(1)
    expect((await issuer.issue(content, 1 as PersonId, NOW)).healthCard).toBeUndefined()
    expect((await issuer.issue(content, 1 as PersonId, NOW, records.slice(0, 1))).healthCard).toBeUndefined()

    const listed = async (revokedPasses: readonly string[]) => {
      const facts = {
        issuer: { id: 'US-NY', name: 'New York State' },
        address,
        rules: { zone: 'America/New_York', accepts: ['pcr'], photoIdFrom: 18 },
        revokedPasses,
      } as const
      const list = new TextEncoder().encode(await keyRing.trustList(facts, NOW))
      const pinnedRoot = keyRing.root.signer.keyId
      const opened = await openTrustList(list, { pinnedRoot, now: NOW, allowDemo: false })
      if (!opened.ok) throw new Error(opened.reason)
      return verify(healthCard!, opened.trust, NOW)
    }
    expect(await listed([])).toMatchObject({
      format: 'shc',
      status: 'valid',
      kind: 'test',
      holder: { givenName: 'Rosa', familyName: 'Delgado', birthDate: '1988-03-04' },
      expires: content.expires,
      issuer: 'New York State',
    })
    const passId = Buffer.from(intents[0]!.passId).toString('hex')
    expect(await listed([passId])).toMatchObject({ status: 'revoked', reason: 'pass-revoked' })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('an EU certificate goes with the pass in the same way, for names in Latin letters', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'excelsior-issuing-'))
  try {
    const keyRing = await openKeyRing({ folder: join(folder, 'keys'), now: NOW })
    const intents: PassIntent[] = []
    const store = {
      passes: { intend: async (more: readonly PassIntent[]) => void intents.push(...more) },
    } as unknown as Store
    const authority = 'New York State'
    const keys = keyRing.documentSigners.keys({ country: 'US', organisation: authority })
    const certificates = { country: 'US', authority, signer: () => keys.signer(NOW) }
    const issuer = createIssuer(store, 'US-NY', () => keyRing.signer(NOW), new Uint8Array(32), {
      certificates,
    })
    const content = {
      type: 'vaccination',
      givenName: 'Rosa',
      familyName: 'Quiñones Delgado',
      birthDate: '1988-03-04' as PartialDate,
      expires: (NOW + 60 * MINUTE) as Instant,
    } as const
    const records = [
      { kind: 'immunization', cvx: '208', date: '2021-03-12' },
      { kind: 'immunization', cvx: '208', date: '2021-04-02' },
    ] as unknown as readonly HealthRecord[]
    const issued = await issuer.issue(content, 1 as PersonId, NOW, records)
    expect(issued.healthCard).toBeUndefined()
    expect(intents).toHaveLength(1)
    const certificateFor = async (change: object, of = records) =>
      (await issuer.issue({ ...content, ...change }, 1 as PersonId, NOW, of)).euCertificate
    expect(await certificateFor({ givenName: '明' })).toBeUndefined()
    expect(await certificateFor({ type: 'pcr' })).toBeUndefined()
    expect(await certificateFor({}, [])).toBeUndefined()

    const listed = async (revokedPasses: readonly string[], now = NOW) => {
      const facts = {
        issuer: { id: 'US-NY', name: authority },
        rules: { zone: 'America/New_York', accepts: ['vaccination'], photoIdFrom: 18 },
        revokedPasses,
      } as const
      const list = new TextEncoder().encode(await keyRing.trustList(facts, NOW))
      const pinnedRoot = keyRing.root.signer.keyId
      const opened = await openTrustList(list, { pinnedRoot, now: NOW, allowDemo: false })
      if (!opened.ok) throw new Error(opened.reason)
      return verify(issued.euCertificate!, opened.trust, now)
    }
    expect(await listed([])).toMatchObject({
      format: 'dcc',
      status: 'valid',
      kind: 'vaccination',
      holder: { givenName: 'Rosa', familyName: 'Quiñones Delgado', birthDate: '1988-03-04' },
      standsFor: 'vaccination',
      expires: content.expires - 999, // its last second, inclusive there
      issuer: authority,
    })
    expect(await listed([], content.expires)).toMatchObject({ status: 'expired' })
    const passId = Buffer.from(intents[0]!.passId).toString('hex')
    expect(await listed([passId])).toMatchObject({ status: 'revoked', reason: 'pass-revoked' })
  } finally {
    await rm(folder, { recursive: true })
  }
})
