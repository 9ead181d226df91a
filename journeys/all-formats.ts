import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type FormatName,
  HEALTH_CARD_KINDS,
  type Json,
  type ListedIssuer,
  openTrustList,
  parseJson,
  readDocumentSigners,
  type TrustListContent,
} from '@excelsior/credentials'
import { type Instant, parseAcceptance, parseInstant } from '@excelsior/domain'
import { newYork } from '../tools/new-york-policy.ts'

/** The vectors of every format, and one trust list by which all of them can be judged. */

const VECTORS = join(import.meta.dirname, '../vectors')
const ROOT = 'DptMS7PI-_IzRSoKDVFcGbYnON_8rjBhxYLH-FUmT7I'
/** Within the week of the vectors' own lists. */
export const THEN = parseInstant('2021-11-20T17:00:00Z') as Instant

export interface Vector {
  readonly file: string
  readonly text: string
}

/** Files of Apple Wallet as texts, a character a byte. */
export const textOf = (format: FormatName, file: string): string =>
  readFileSync(join(VECTORS, format, file), format === 'pkpass' ? 'latin1' : 'utf8')

export const vectorsOf = (format: FormatName): readonly Vector[] =>
  readFileSync(join(VECTORS, format, 'expected.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).file)
    .map((file: string) => ({ file, text: textOf(format, file) }))

/** Issuers, withdrawn credentials and the example's rules of acceptance, as one department would publish them. */
export async function listOfAll(): Promise<Pick<TrustListContent, 'issuers' | 'revocation' | 'rules'>> {
  const contents = await Promise.all((['pass', 'sd-jwt', 'pkpass'] as const).map(contentOf))
  const signers = await readDocumentSigners(json('dcc/trustlist.json'))
  if (!signers) throw new Error('the document signers of the vectors cannot be read')
  const cardIssuers = (['department', 'pharmacies'] as const).map(cardIssuer)
  const lists = readdirSync(join(VECTORS, 'shc/trust/crl')).map((name) => json(`shc/trust/crl/${name}`))
  const [{ revocation, rules }] = contents as [TrustListContent]
  return {
    issuers: joined([...contents.flatMap(({ issuers }) => issuers), ...signers.issuers, ...cardIssuers]),
    revocation: {
      ...revocation,
      cards: lists.map((list) => ({ issuer: CARD_ISSUERS.department.id, list })),
      certificates: { goodUntil: (THEN + 30 * 86_400_000) as Instant, batches: json('dcc/revocation.json') },
    },
    rules: { ...rules, acceptance: { policy: example(), decision: newYork } },
  }
}

const text = (file: string): string => readFileSync(join(VECTORS, file), 'utf8')

function json(file: string): Json {
  const read = parseJson(text(file), 16)
  if (read === undefined) throw new Error(`${file} is no JSON`)
  return read
}

const CARD_ISSUERS = {
  department: { id: 'https://health.example.gov', name: 'Example Department of Health' },
  pharmacies: { id: 'https://cards.example.org', name: 'Example Pharmacies' },
} as const

/** Without the keys of its set that are there to be left out. */
function cardIssuer(of: keyof typeof CARD_ISSUERS): ListedIssuer {
  const { keys }: { keys: readonly Readonly<Record<string, string>>[] } = JSON.parse(
    text(`shc/trust/${of}.json`),
  )
  const good = keys.filter(
    ({ kty, use = 'sig', alg = 'ES256' }, index) =>
      kty === 'EC' &&
      use === 'sig' &&
      alg === 'ES256' &&
      keys.findIndex((other) => other.kid === keys[index]?.kid) === index,
  )
  return {
    ...CARD_ISSUERS[of],
    keys: good.map(({ kid = '', x = '', y = '' }) => ({
      kid,
      jwk: { kty: 'EC', crv: 'P-256', x, y },
      format: 'shc',
      usage: HEALTH_CARD_KINDS,
    })),
  }
}

async function contentOf(format: 'pass' | 'sd-jwt' | 'pkpass'): Promise<TrustListContent> {
  const opened = await openTrustList(new TextEncoder().encode(text(`${format}/trust.json`)), {
    pinnedRoot: ROOT,
    now: THEN,
    allowDemo: false,
  })
  if (!opened.ok) throw new Error(opened.reason)
  return opened.content
}

/** The same issuer with the keys of all its lists, each once. */
function joined(issuers: readonly ListedIssuer[]): readonly ListedIssuer[] {
  const all = new Map<string, ListedIssuer>()
  for (const issuer of issuers) {
    const known = all.get(issuer.id)
    const keys = [...(known?.keys ?? []), ...issuer.keys]
    const once = new Map(keys.map((key) => [JSON.stringify(key), key]))
    all.set(issuer.id, { ...(known ?? issuer), keys: [...once.values()] })
  }
  return [...all.values()]
}

function example() {
  const file = join(import.meta.dirname, '../data/acceptance/example-shc-and-eu.json')
  const parsed = parseAcceptance(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.ok) throw new Error('the example of acceptance cannot be read')
  return parsed.policy
}
