import { existsSync, readFileSync } from 'node:fs'
import {
  GENUINE_IS_ENOUGH,
  healthCardIssuer,
  openTrustList,
  parseJson,
  readDocumentSigners,
  readIssuerEntries,
  type Trust,
  type TrustData,
  trustOf,
} from '@excelsior/credentials'
import { type Instant, parseInstant } from '@excelsior/domain'

/** Good codes of one format, whom to trust for them, and when. */
export interface Seeds {
  readonly format: string
  readonly trust: Trust
  readonly now: Instant
  readonly texts: readonly string[]
}

const FOLDER = new URL('../../vectors/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, FOLDER), 'latin1')
const at = (text: string) => parseInstant(text) as Instant

/** Every good code of `vectors/`, by format. */
export async function seedsOfAll(): Promise<readonly Seeds[]> {
  const now = at('2021-11-20T17:00:00Z')
  const lists = await Promise.all(
    ['pass', 'sd-jwt', 'pkpass'].filter(hasList).map(async (format) => {
      const bytes = new Uint8Array(readFileSync(new URL(`${format}/trust.json`, FOLDER)))
      const opened = await openTrustList(bytes, { pinnedRoot: null, now, allowDemo: false })
      if (!opened.ok) throw new Error(`${format}: ${opened.reason}`)
      return { format, trust: opened.trust, now, texts: goodOnes(format) }
    }),
  )
  return [...lists, await cards(now), await certificates(at('2021-11-20T12:00:00Z'))]
}

const hasList = (format: string) => existsSync(new URL(`${format}/trust.json`, FOLDER))

/** Texts of the files that come out as valid; what needs more than the text is left out. */
function goodOnes(format: string): readonly string[] {
  const lines = read(`${format}/expected.jsonl`).trimEnd().split('\n')
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ status, asked, lists }) => status === 'valid' && asked === undefined && lists === undefined)
    .map(({ file }) => read(`${format}/${file}`).trim())
}

const UNDATED: TrustData = {
  version: null,
  issuedAt: null,
  nextUpdate: null,
  demo: false,
  issuers: [],
  rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
  revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
}

async function cards(now: Instant): Promise<Seeds> {
  const entries = readIssuerEntries(read('shc/trust/issuers.json')) ?? []
  const found = await Promise.all(
    entries.map((entry) => healthCardIssuer(entry, read(`shc/trust/${entry.jwks}`))),
  )
  const issuers = found.flatMap((read) => read?.issuer ?? [])
  const trust = trustOf({ ...UNDATED, issuers }, { acceptance: GENUINE_IS_ENOUGH })
  return { format: 'shc', trust, now, texts: goodOnes('shc') }
}

async function certificates(now: Instant): Promise<Seeds> {
  const signers = await readDocumentSigners(parseJson(read('dcc/trustlist.json'), 8))
  const trust = trustOf({ ...UNDATED, issuers: signers?.issuers ?? [] }, { acceptance: GENUINE_IS_ENOUGH })
  return { format: 'dcc', trust, now, texts: goodOnes('dcc') }
}
