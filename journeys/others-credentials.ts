import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  healthCardIssuer,
  type ListedIssuer,
  parseJson,
  readDocumentSigners,
  readIssuerEntries,
  type TrustListContent,
} from '@excelsior/credentials'
import { type AcceptancePolicy, type Instant, parseAcceptance } from '@excelsior/domain'
import { newYork } from '../tools/new-york-policy.ts'

const ROOT = join(import.meta.dirname, '..')

/** When the credentials of the vectors are good. */
export const AT_THE_TIME = Date.parse('2021-11-20T17:00:00Z') as Instant

export const vector = (name: string): Buffer => readFileSync(join(ROOT, 'vectors', name))
export const vectorText = (name: string): string => vector(name).toString('utf8').trim()

/** Health cards and EU certificates as the example of acceptance takes them, with doses good for a year. */
export function exampleAcceptance(change: Partial<AcceptancePolicy> = {}) {
  const parsed = parseAcceptance(
    JSON.parse(readFileSync(join(ROOT, 'data/acceptance/example-shc-and-eu.json'), 'utf8')),
  )
  if (!parsed.ok) throw new Error('the example of acceptance has faults')
  const vaccination = { ...newYork.vaccination, validDaysAfterLastDose: 365 }
  return { policy: { ...parsed.policy, ...change }, decision: { ...newYork, vaccination } }
}

/** Whoever signed the vectors of all formats, as a department would list them beside itself. */
async function listedOthers(): Promise<readonly ListedIssuer[]> {
  const signers = await readDocumentSigners(parseJson(vectorText('dcc/trustlist.json'), 8))
  const entries = readIssuerEntries(vectorText('shc/trust/issuers.json')) ?? []
  const cards = await Promise.all(
    entries.map(
      async (entry) => (await healthCardIssuer(entry, vectorText(`shc/trust/${entry.jwks}`)))?.issuer,
    ),
  )
  const departments = ['sd-jwt', 'pkpass'].flatMap((format) => listedIn(`${format}/trust.json`))
  return merged([...(signers?.issuers ?? []), ...cards, ...departments])
}

function listedIn(name: string): readonly ListedIssuer[] {
  const { payload } = JSON.parse(vectorText(name)) as { payload: string }
  const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { issuers: ListedIssuer[] }
  return content.issuers.map(({ id, name, keys }) => ({
    id,
    name,
    keys: keys.map((key) => ({ ...key, ...instants(key) })),
  }))
}

/** In the file they are text. */
function instants({ notBefore, notAfter }: { readonly notBefore?: unknown; readonly notAfter?: unknown }) {
  return {
    ...(typeof notBefore === 'string' && { notBefore: Date.parse(notBefore) as Instant }),
    ...(typeof notAfter === 'string' && { notAfter: Date.parse(notAfter) as Instant }),
  }
}

function merged(issuers: readonly (ListedIssuer | undefined)[]): readonly ListedIssuer[] {
  const byId = new Map<string, ListedIssuer>()
  for (const issuer of issuers) {
    if (!issuer) continue
    const known = byId.get(issuer.id)
    byId.set(issuer.id, known ? { ...known, keys: [...known.keys, ...issuer.keys] } : issuer)
  }
  return Array.from(byId.values())
}

/** A list of that time, with all of them on it. */
export async function listOfThatTime(): Promise<Partial<TrustListContent>> {
  return {
    issuedAt: (AT_THE_TIME - 3_600_000) as Instant,
    nextUpdate: (AT_THE_TIME + 7 * 86_400_000) as Instant,
    issuers: await listedOthers(),
    rules: {
      zone: 'America/New_York',
      accepts: ['vaccination', 'pcr', 'antigen'],
      photoIdFrom: 18,
      acceptance: exampleAcceptance(),
    },
    revocation: {
      passes: ['ffffffffffffff01'],
      canaries: { revoked: 'ffffffffffffff01', notRevoked: 'ffffffffffffff02' },
      cards: withdrawnCards(),
    },
  }
}

function withdrawnCards() {
  const [first] = readIssuerEntries(vectorText('shc/trust/issuers.json')) ?? []
  return readdirSync(join(ROOT, 'vectors/shc/trust/crl')).map((name) => ({
    issuer: first?.iss ?? '',
    list: JSON.parse(vectorText(`shc/trust/crl/${name}`)),
  }))
}
