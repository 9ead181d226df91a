import { createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Authority, openAuthority } from '../apps/service/src/testing/authority.ts'
import { excelsior } from './all-doors.ts'
import { ask, json } from './ask.ts'
import type { Certified } from './mllp-line.ts'
import { newFolder, removeFolder, type Service, startService } from './service.ts'

const PUBLIC_URL = 'https://pass.example.gov'
/** Milliseconds; tokens live five minutes. */
const RENEW = 150_000

export interface Registration {
  readonly name: string
  readonly jurisdiction: string
  readonly scopes: readonly string[]
}

/** A source with a key of its own and a certificate for MLLP. */
export interface Sender extends Registration {
  readonly certified: Certified
  /** Good for a few minutes yet. */
  token(): Promise<string>
}

export interface Doors {
  readonly service: Service
  readonly senders: ReadonlyMap<string, Sender>
  /** Of the same authority, and nobody's. */
  readonly stranger: Certified
  close(): Promise<void>
}

/** The service with mutual TLS at its MLLP port, and these registered by the command line. Takes `openssl`. */
export async function openDoors(registrations: readonly Registration[]): Promise<Doors> {
  const folder = newFolder()
  const authority = openAuthority()
  authority.issue('localhost')
  const file = (name: string) => join(authority.folder, name)
  const service = await startService({
    dataDir: folder,
    people: 1,
    mllp: true,
    env: {
      PUBLIC_URL,
      MLLP_CERT: file('localhost.pem'),
      MLLP_KEY: file('localhost.key'),
      MLLP_CLIENT_CA: file('root.pem'),
    },
  })
  // One after the other: each certificate takes the authority's next number.
  const known = registrations.map((registration) => ({
    registration,
    certified: { ...authority.issue(registration.name), ca: authority.root },
  }))
  const senders = await Promise.all(
    known.map(({ registration, certified }) => register(service, authority, registration, certified)),
  )
  return {
    service,
    senders: new Map(senders.map((sender) => [sender.name, sender])),
    stranger: { ...authority.issue('stranger'), ca: authority.root },
    async close() {
      await service.stop()
      authority.remove()
      removeFolder(folder)
    },
  }
}

async function register(
  service: Service,
  authority: Authority,
  registration: Registration,
  certified: Certified,
): Promise<Sender> {
  const { name, jurisdiction, scopes } = registration
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const jwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: name, use: 'sig' }
  const keys = join(authority.folder, `${name}.json`)
  writeFileSync(keys, JSON.stringify({ keys: [jwk] }))
  const ran = await excelsior(service.dataDir, [
    ...['sources', 'add', name, '--jurisdiction', jurisdiction, '--jwks', keys],
    ...['--certificate', join(authority.folder, `${name}.pem`)],
    ...scopes.flatMap((scope) => ['--scope', scope]),
  ])
  if (ran.code !== 0) throw new Error(`${name} is not registered: ${ran.out}${ran.err}`)
  let held: Promise<string> | undefined
  let renewed = 0
  return {
    ...registration,
    certified,
    token() {
      if (!held || performance.now() - renewed > RENEW) {
        renewed = performance.now()
        held = granted(service, name, privateKey)
      }
      return held
    },
  }
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** SMART Backend Services: an assertion for a token. */
async function granted({ origin }: Service, name: string, key: KeyObject): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 240
  const claims = { iss: name, sub: name, aud: `${PUBLIC_URL}/auth/token`, exp, jti: randomUUID() }
  const signed = `${part({ alg: 'ES384', kid: name, typ: 'JWT' })}.${part(claims)}`
  const signature = sign('sha384', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${signed}.${signature.toString('base64url')}`,
  })
  const type = 'application/x-www-form-urlencoded'
  const reply = await ask(origin, '/auth/token', { body: form.toString(), type })
  const { access_token: token } = json<{ access_token?: string }>(reply)
  if (token === undefined) throw new Error(`${name} gets no token: ${reply.body}`)
  return token
}
