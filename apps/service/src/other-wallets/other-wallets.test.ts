import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatOf, LIMITS, openStatusList, openTrustList, trustOf, verify } from '@excelsior/credentials'
import type { Instant, PartialDate } from '@excelsior/domain'
import type { PersonId } from '@excelsior/store'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../config.ts'
import type { Fetch } from '../federation/fetch-outside.ts'
import {
  federated,
  readTrustSources,
  refreshStatusLists,
  takeTrustSource,
} from '../federation/trust-sources.ts'
import { createServer } from '../http.ts'
import { type Installation, openInstallation, systemClock } from '../installation.ts'
import { createIssuer } from '../issuing.ts'
import { PROJECT_ROOT } from '../project-root.ts'
import type { IssuedPass } from '../retrieval-flow.ts'
import { otherWalletRoutes } from '../routes/other-wallets.ts'
import { createTrustPublication } from '../trust-publication.ts'
import { BATCH, CONFIGURATION, PRE_AUTHORIZED } from './credential-desk.ts'
import { type OtherWalletDesks, openOtherWallets } from './other-wallets.ts'

const ORIGIN = 'https://pass.example.gov'
const DAY = 86_400_000
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

let folder: string
let installation: Installation
let app: FastifyInstance
let desks: OtherWalletDesks
let trustList: () => Promise<string | undefined>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'excelsior-other-wallets-'))
  await chmod(folder, 0o711) // where root runs the tests, the database is another user
  const read = readConfig({ DATA_DIR: join(folder, 'data'), PUBLIC_URL: ORIGIN }, PROJECT_ROOT)
  if (!read.ok) throw new Error(read.faults.join('; '))
  installation = await openInstallation(read.config, 'service', () => undefined)
  trustList = createTrustPublication({ ...installation, address: ORIGIN }, systemClock)
  desks = openOtherWallets(read.config, installation, trustList)
  app = createServer(read.config)
  otherWalletRoutes(app, desks, installation, ORIGIN, new Map())
  await app.ready()
}, 60_000)
afterAll(async () => {
  vi.useRealTimers()
  await app?.close()
  await installation?.close()
  await rm(folder, { recursive: true, force: true })
})

let people = 0
/** A pass of somebody else each time: offers for one are counted. */
async function newPass(change: Partial<IssuedPass> = {}): Promise<IssuedPass> {
  const { store, issuer, keyRing } = installation
  const passes = createIssuer(
    store,
    issuer.id,
    () => keyRing.signer(systemClock()),
    keyRing.secrets.phoneWalletKey,
  )
  const content = {
    type: 'pcr' as const,
    givenName: 'Rosa',
    familyName: 'Quiñones Delgado',
    birthDate: '1988-03-04' as PartialDate,
    expires: (systemClock() + DAY) as Instant,
    ...change,
  }
  return passes.issue(content, ++people as PersonId, systemClock())
}

interface Holder {
  readonly privateKey: KeyObject
  readonly jwk: object
}
function newHolder(curve = 'P-256'): Holder {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve })
  return { privateKey, jwk: publicKey.export({ format: 'jwk' }) }
}
const base64url = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url')
function jwt(header: object, payload: object, { privateKey }: Holder): string {
  const signed = `${base64url(header)}.${base64url(payload)}`
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}
const seconds = () => Math.floor(Date.now() / 1000)
const proofOf = (holder: Holder, nonce: string, header: object = {}, claims: object = {}) =>
  jwt(
    { alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk: holder.jwk, ...header },
    { aud: ORIGIN, iat: seconds(), nonce, ...claims },
    holder,
  )

interface Offered {
  readonly code: string
  readonly digits: string
  readonly link: string
}
async function offerFor(pass: IssuedPass): Promise<Offered> {
  const offer = await desks.credentials.offer(pass, systemClock())
  if (!offer) throw new Error('no offer')
  const json = JSON.parse(decodeURIComponent(offer.link.split('credential_offer=')[1] ?? ''))
  return { link: offer.link, digits: offer.digits, code: json.grants[PRE_AUTHORIZED]['pre-authorized_code'] }
}
const ask = async (fields: Readonly<Record<string, string>>) =>
  app.inject({
    method: 'POST',
    url: '/openid4vci/token',
    headers: FORM,
    payload: new URLSearchParams(fields).toString(),
  })
const askWith = ({ code, digits }: Pick<Offered, 'code' | 'digits'>) =>
  ask({ grant_type: PRE_AUTHORIZED, 'pre-authorized_code': code, tx_code: digits })
const newToken = async (pass?: IssuedPass) =>
  (await askWith(await offerFor(pass ?? (await newPass())))).json().access_token as string
const newNonce = async () =>
  (await app.inject({ method: 'POST', url: '/openid4vci/nonce' })).json().c_nonce as string
async function request(token: string, body: unknown) {
  const reply = await app.inject({
    method: 'POST',
    url: '/openid4vci/credential',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: reply.statusCode, body: reply.json(), headers: reply.headers }
}
const requestWith = async (token: string, ...jwts: string[]) =>
  request(token, { credential_configuration_id: CONFIGURATION, proofs: { jwt: jwts } })

describe('an offer', () => {
  test('says nothing of the person', async () => {
    const { link } = await offerFor(await newPass())
    expect(decodeURIComponent(link)).not.toMatch(/Rosa|Qui|1988|pcr/)
  })

  test('is taken once, by who has the digits', async () => {
    const offer = await offerFor(await newPass())
    const wrong = offer.digits === '000000' ? '000001' : '000000'
    const refused = await askWith({ ...offer, digits: wrong })
    expect([refused.statusCode, refused.json()]).toEqual([400, { error: 'invalid_grant' }])
    const granted = await askWith(offer)
    expect(granted.json()).toMatchObject({ token_type: 'Bearer', expires_in: 300 })
    expect(granted.headers['cache-control']).toBe('no-store')
    expect((await askWith(offer)).json()).toEqual({ error: 'invalid_grant' })
  })

  test('is void after three wrong tries', async () => {
    const offer = await offerFor(await newPass())
    const wrong = offer.digits === '000000' ? '000001' : '000000'
    for (let tries = 0; tries < 3; tries++) await askWith({ ...offer, digits: wrong })
    expect((await askWith(offer)).json()).toEqual({ error: 'invalid_grant' })
  })

  test('of two wallets at once, one gets it', async () => {
    const offer = await offerFor(await newPass())
    const replies = await Promise.all([askWith(offer), askWith(offer)])
    expect(replies.filter(({ statusCode }) => statusCode === 200).length).toBe(1)
  })

  test('is refused in the words of OAuth', async () => {
    const { code, digits } = await offerFor(await newPass())
    expect((await ask({})).json()).toEqual({ error: 'invalid_request' })
    expect((await ask({ grant_type: 'authorization_code', code })).json()).toEqual({
      error: 'unsupported_grant_type',
    })
    expect((await ask({ grant_type: PRE_AUTHORIZED, 'pre-authorized_code': code })).json()).toEqual({
      error: 'invalid_request',
    })
    expect((await askWith({ code: 'x', digits })).json()).toEqual({ error: 'invalid_grant' })
    const large = await app.inject({
      method: 'POST',
      url: '/openid4vci/token',
      headers: FORM,
      payload: `grant_type=${'x'.repeat(60_000)}`,
    })
    expect([large.statusCode, large.json()]).toEqual([413, { error: 'invalid_request' }])
  })

  test('is made ten times for one pass, and then no more for a while', async () => {
    const pass = await newPass()
    for (let made = 0; made < 10; made++)
      expect(await desks.credentials.offer(pass, systemClock())).toBeDefined()
    expect(await desks.credentials.offer(pass, systemClock())).toBeUndefined()
  })

  test('is over after ten minutes', async () => {
    const offer = await offerFor(await newPass())
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 })
    expect((await askWith(offer)).json()).toEqual({ error: 'invalid_grant' })
    vi.useRealTimers()
  })
})

describe('a credential request', () => {
  test('is answered with one credential for each key, none of which is known by another', async () => {
    const [token, nonce] = [await newToken(), await newNonce()]
    const holders = Array.from({ length: BATCH }, () => newHolder())
    const { status, body } = await requestWith(token, ...holders.map((holder) => proofOf(holder, nonce)))
    expect(status).toBe(200)
    const opened = await Promise.all(
      (body.credentials as { credential: string }[]).map(({ credential }) =>
        formatOf(credential)!.open(credential, LIMITS),
      ),
    )
    expect(opened.map((one) => one.ok && one.holderKey?.jwk)).toMatchObject(holders.map(({ jwk }) => jwk))
    expect(new Set(opened.flatMap((one) => (one.ok ? one.ids : []))).size).toBe(2 * BATCH)
    expect(opened[0]).toMatchObject({ kind: 'pcr', holder: { familyName: 'Quiñones Delgado' } })
  })

  test.each<[string, string, (holder: Holder, nonce: string) => unknown]>([
    ['no proof', 'invalid_proof', () => ({ credential_configuration_id: CONFIGURATION })],
    ['an empty list of proofs', 'invalid_proof', () => proofs([])],
    ['too many proofs', 'invalid_credential_request', (h, n) => proofs(Array(BATCH + 1).fill(proofOf(h, n)))],
    ['the same key twice', 'invalid_proof', (h, n) => proofs([proofOf(h, n), proofOf(h, n)])],
    ['a proof of another type', 'invalid_proof', (h, n) => proofs([proofOf(h, n, { typ: 'JWT' })])],
    ['a proof by another algorithm', 'invalid_proof', (h, n) => proofs([proofOf(h, n, { alg: 'none' })])],
    ['a proof that names its key by an id', 'invalid_proof', (h, n) => proofs([proofOf(h, n, { kid: 'x' })])],
    ['a proof without a key', 'invalid_proof', (h, n) => proofs([proofOf(h, n, { jwk: undefined })])],
    ['a proof by another key', 'invalid_proof', (h, n) => proofs([proofOf(h, n, { jwk: newHolder().jwk })])],
    ['a key of another curve', 'invalid_proof', (_, n) => proofs([proofOf(newHolder('secp256k1'), n)])],
    [
      'a proof for another issuer',
      'invalid_proof',
      (h, n) => proofs([proofOf(h, n, {}, { aud: 'https://x' })]),
    ],
    ['an old proof', 'invalid_proof', (h, n) => proofs([proofOf(h, n, {}, { iat: seconds() - 310 })])],
    ['a proof of tomorrow', 'invalid_proof', (h, n) => proofs([proofOf(h, n, {}, { iat: seconds() + 90 })])],
    ['a proof without a nonce', 'invalid_proof', (h, n) => proofs([proofOf(h, n, {}, { nonce: undefined })])],
    ['a nonce of its own', 'invalid_nonce', (h) => proofs([proofOf(h, 'A'.repeat(51))])],
    ['a proof that is none', 'invalid_proof', () => proofs(['x'])],
    ['proofs of another kind', 'invalid_proof', () => ({ ...proofs([]), proofs: { di_vp: [{}] } })],
    [
      'an unknown configuration',
      'unknown_credential_configuration',
      () => ({ credential_configuration_id: 'x' }),
    ],
    ['an identifier', 'unknown_credential_identifier', () => ({ credential_identifier: 'x' })],
    [
      'both',
      'invalid_credential_request',
      () => ({ credential_identifier: 'x', credential_configuration_id: CONFIGURATION }),
    ],
    ['neither', 'invalid_credential_request', () => ({})],
    ['no JSON', 'invalid_credential_request', () => '{'],
    ['a list', 'invalid_credential_request', () => []],
    [
      'an encrypted answer',
      'invalid_encryption_parameters',
      (h, n) => ({ ...proofs([proofOf(h, n)]), credential_response_encryption: {} }),
    ],
  ])('with %s is refused: %s', async (_what, error, bodyOf) => {
    const [token, nonce] = [await sharedToken(), await newNonce()]
    const { status, body, headers } = await request(token, bodyOf(newHolder(), nonce))
    expect([status, body]).toEqual([400, { error }])
    expect(headers['cache-control']).toBe('no-store')
  })

  const proofs = (jwts: readonly unknown[]) => ({
    credential_configuration_id: CONFIGURATION,
    proofs: { jwt: jwts },
  })
  let uses = 0
  let shared = ''
  /** A token is good for four requests. */
  async function sharedToken(): Promise<string> {
    if (uses++ % 3 === 0) shared = await newToken()
    return shared
  }

  test('with a nonce that was used is refused', async () => {
    const [token, nonce] = [await newToken(), await newNonce()]
    expect((await requestWith(token, proofOf(newHolder(), nonce))).status).toBe(200)
    expect((await requestWith(token, proofOf(newHolder(), nonce))).body).toEqual({ error: 'invalid_nonce' })
  })

  test('without a token of ours is refused, and told how to show one', async () => {
    const nonce = await newNonce()
    for (const token of ['x', 'A'.repeat(43)]) {
      const { status, body, headers } = await requestWith(token, proofOf(newHolder(), nonce))
      expect([status, body]).toEqual([401, { error: 'invalid_token' }])
      expect(headers['www-authenticate']).toContain('invalid_token')
    }
  })

  test('for a pass that was withdrawn meanwhile is refused', async () => {
    const pass = await newPass()
    const [token, nonce] = [await newToken(pass), await newNonce()]
    await installation.store.passes.revoke(await idOf(pass), systemClock())
    expect((await requestWith(token, proofOf(newHolder(), nonce))).body).toEqual({
      error: 'credential_request_denied',
    })
  })
})

async function idOf({ qr }: IssuedPass): Promise<Buffer> {
  const opened = await formatOf(qr)!.open(qr, LIMITS)
  if (!opened.ok) throw new Error('no pass')
  return Buffer.from(opened.ids[0]!, 'hex')
}

async function fetched(pass: IssuedPass): Promise<{ readonly credential: string; readonly holder: Holder }> {
  const holder = newHolder()
  const { body } = await requestWith(await newToken(pass), proofOf(holder, await newNonce()))
  return { credential: body.credentials[0].credential, holder }
}

describe('the status list', () => {
  test('shows who was withdrawn, and only them', async () => {
    const [pass, other] = [await newPass(), await newPass()]
    const placeOf = async (of: IssuedPass) => {
      const { credential } = await fetched(of)
      const opened = await formatOf(credential)!.open(credential, LIMITS)
      const [index, uri] = (opened.ok ? (opened.ids[1] ?? '') : '').split(' ')
      return { index: Number(index), uri: uri ?? '' }
    }
    const [mine, theirs] = [await placeOf(pass), await placeOf(other)]
    await installation.store.passes.revoke(await idOf(pass), systemClock())
    const opened = await openTrustList(Buffer.from((await trustList()) ?? ''), {
      pinnedRoot: null,
      now: systemClock(),
      allowDemo: true,
    })
    if (!opened.ok) throw new Error(opened.reason)
    const reply = await app.inject(mine.uri.slice(ORIGIN.length))
    const list = await openStatusList(reply.body, mine.uri, opened.trust, systemClock())
    expect([list?.statusAt(mine.index), list?.statusAt(theirs.index)]).toEqual([1, 0])
  })

  test('is found by whoever knows the open standards alone, and tells them who was withdrawn', async () => {
    const [pass, other] = [await newPass(), await newPass()]
    const [mine, theirs] = [await fetched(pass), await fetched(other)]
    await installation.store.passes.revoke(await idOf(pass), systemClock())
    vi.useFakeTimers({ now: Date.now() + 300_000, toFake: ['Date'] }) // a list is signed anew after five minutes
    const fetch: Fetch = async (url) => {
      const reply = await app.inject(url.href.slice(ORIGIN.length))
      return reply.statusCode === 200
        ? { ok: true, bytes: reply.rawPayload }
        : { ok: false, why: `answered with status ${reply.statusCode}` }
    }
    const now = systemClock()
    const there = { dataDir: join(folder, 'stranger'), now, fetch, tell: () => undefined }
    const address = `${ORIGIN}/.well-known/jwt-vc-issuer`
    const metadata = (await app.inject('/.well-known/jwt-vc-issuer')).rawPayload
    const taken = await takeTrustSource(metadata, address, { ...there, ownId: 'US-NJ', demo: false })
    expect(taken).toMatchObject({ ok: true, source: { issuers: [{ id: ORIGIN, name: 'pass.example.gov' }] } })
    expect(await refreshStatusLists(there)).toEqual([])
    const { issuers, ...withdrawn } = federated(await readTrustSources(there.dataDir))
    const trust = trustOf({
      version: null,
      issuedAt: null,
      nextUpdate: null,
      demo: false,
      issuers,
      rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
      revocation: { ...withdrawn, passes: [], canaries: { revoked: '', notRevoked: '' } },
    })
    const told = async ({ credential }: typeof mine) => {
      const { genuine, status, reason } = await verify(credential, trust, now)
      return { genuine, status, reason }
    }
    expect(await told(mine)).toEqual({ genuine: true, status: 'revoked', reason: 'pass-revoked' })
    // Genuine: whether it counts there, nobody has said.
    expect(await told(theirs)).toMatchObject({ genuine: true, status: 'not-accepted' })
    vi.useRealTimers()
  })
})

describe('a presentation', () => {
  interface Asked {
    readonly id: string
    readonly parameters: URLSearchParams
  }
  async function asked(): Promise<Asked> {
    const id = (await desks.presentations.ask('192.0.2.1')) ?? ''
    const state = desks.presentations.stateOf(id)
    if (state.kind !== 'waiting') throw new Error(state.kind)
    return { id, parameters: new URLSearchParams(state.link.slice('openid4vp://?'.length)) }
  }
  async function shown(
    { credential, holder }: Awaited<ReturnType<typeof fetched>>,
    parameters: URLSearchParams,
    claims: object = {},
    disclosures = (all: readonly string[]) => all,
  ): Promise<string> {
    const [first = '', ...all] = credential.slice(0, -1).split('~')
    const presented = `${[first, ...disclosures(all)].join('~')}~`
    const hash = await crypto.subtle.digest('SHA-256', Buffer.from(presented))
    const payload = {
      iat: seconds(),
      aud: parameters.get('client_id'),
      nonce: parameters.get('nonce'),
      sd_hash: Buffer.from(hash).toString('base64url'),
      ...claims,
    }
    return presented + jwt({ alg: 'ES256', typ: 'kb+jwt' }, payload, holder)
  }
  const send = async (fields: Readonly<Record<string, string>>) =>
    (
      await app.inject({
        method: 'POST',
        url: '/openid4vp/response',
        headers: FORM,
        payload: new URLSearchParams(fields).toString(),
      })
    ).statusCode
  const sendTo = ({ parameters }: Asked, presentation: string) =>
    send({ state: parameters.get('state') ?? '', vp_token: JSON.stringify({ pass: [presentation] }) })

  test('asks for name, birth date and type, and for nothing else', async () => {
    const { parameters } = await asked()
    const { credentials } = JSON.parse(parameters.get('dcql_query') ?? '')
    expect(credentials).toEqual([
      {
        id: 'pass',
        format: 'dc+sd-jwt',
        meta: { vct_values: ['urn:excelsior:pass:1'] },
        claims: [['given_name'], ['family_name'], ['birthdate'], ['pass_type']].map((path) => ({ path })),
      },
    ])
    expect(parameters.get('client_id')).toBe(`redirect_uri:${parameters.get('response_uri')}`)
    expect(parameters.get('response_mode')).toBe('direct_post')
  })

  test('is judged by the published list, shown for a minute, and taken once', async () => {
    const one = await fetched(await newPass())
    const request = await asked()
    const presentation = await shown(one, request.parameters)
    expect(await sendTo(request, presentation)).toBe(200)
    expect(desks.presentations.stateOf(request.id)).toMatchObject({
      kind: 'shown',
      verdict: { status: 'valid', kind: 'pcr', live: true, holder: { givenName: 'Rosa' } },
    })
    expect(await sendTo(request, presentation)).toBe(400)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
    expect(desks.presentations.stateOf(request.id)).toEqual({ kind: 'over' })
    vi.useRealTimers()
  })

  test.each<[string, object, object]>([
    [
      'made for another verifier',
      { aud: 'redirect_uri:https://elsewhere' },
      { status: 'not-accepted', reason: 'copy' },
    ],
    ['with another nonce', { nonce: 'x' }, { status: 'not-accepted', reason: 'copy' }],
    [
      'of two minutes ago',
      { iat: Math.floor(Date.now() / 1000) - 120 },
      { status: 'not-accepted', reason: 'copy' },
    ],
    ['over another presentation', { sd_hash: 'x' }, { status: 'not-genuine', reason: 'bad-signature' }],
  ])('%s is not taken', async (_what, claims, verdict) => {
    const one = await fetched(await newPass())
    const request = await asked()
    expect(await sendTo(request, await shown(one, request.parameters, claims))).toBe(200)
    expect(desks.presentations.stateOf(request.id)).toMatchObject({ kind: 'shown', verdict })
  })

  test('that was made for one request is none for another', async () => {
    const one = await fetched(await newPass())
    const [first, second] = [await asked(), await asked()]
    await sendTo(second, await shown(one, first.parameters))
    expect(desks.presentations.stateOf(second.id)).toMatchObject({ verdict: { reason: 'copy' } })
  })

  test('of a credential without its holder’s signature is a copy', async () => {
    const { credential } = await fetched(await newPass())
    const request = await asked()
    await sendTo(request, credential)
    expect(desks.presentations.stateOf(request.id)).toMatchObject({ verdict: { reason: 'copy' } })
  })

  test('of a pass that was withdrawn says so', async () => {
    const pass = await newPass()
    const one = await fetched(pass)
    await installation.store.passes.revoke(await idOf(pass), systemClock())
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6_000 }) // the list is looked at every five seconds
    const request = await asked()
    await sendTo(request, await shown(one, request.parameters))
    expect(desks.presentations.stateOf(request.id)).toMatchObject({ verdict: { status: 'revoked' } })
    vi.useRealTimers()
  })

  test('of less than was asked for is not accepted', async () => {
    const one = await fetched(await newPass())
    const request = await asked()
    const presentation = await shown(one, request.parameters, {}, (all) => all.slice(1))
    await sendTo(request, presentation)
    expect(desks.presentations.stateOf(request.id)).toMatchObject({ verdict: { status: 'not-accepted' } })
  })

  test('is refused where it was not asked for, is late, or is none', async () => {
    const request = await asked()
    const state = request.parameters.get('state') ?? ''
    expect(await send({ state: 'x', vp_token: '{"pass":["x"]}' })).toBe(400)
    expect(await send({ vp_token: '{"pass":["x"]}' })).toBe(400)
    for (const vp_token of [
      '',
      '{',
      '[]',
      '"x"',
      '{"pass":"x"}',
      '{"pass":[]}',
      '{"pass":["x","y"]}',
      '{"pass":["x"],"y":[]}',
    ])
      expect(await send({ state, vp_token })).toBe(400)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * 60_000 })
    expect(await send({ state, vp_token: '{"pass":["x"]}' })).toBe(400)
    expect(desks.presentations.stateOf(request.id)).toEqual({ kind: 'over' })
    vi.useRealTimers()
  })

  test('that a visitor declines is told', async () => {
    const { id, parameters } = await asked()
    expect(await send({ state: parameters.get('state') ?? '', error: 'access_denied' })).toBe(200)
    expect(desks.presentations.stateOf(id)).toEqual({ kind: 'declined' })
  })
})
