import { readdirSync, readFileSync } from 'node:fs'
import { type Instant, parseInstant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import {
  GENUINE_IS_ENOUGH,
  healthCardIssuer,
  healthCardRevocation,
  readCardRevocationList,
  readIssuerEntries,
  trustOf,
  verify,
} from '../index.ts'

const FOLDER = new URL('../../../../vectors/shc/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8')

interface Expected {
  readonly file: string
  readonly at: string
  readonly genuine: boolean | null
  readonly status: string
  readonly kind?: string
  readonly reason?: string
}

const expected: readonly Expected[] = read('expected.jsonl')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))

const entries = readIssuerEntries(read('trust/issuers.json'))!
const lists = readdirSync(new URL('trust/crl/', FOLDER)).map(
  (name) => readCardRevocationList(read(`trust/crl/${name}`))!,
)
const found = await Promise.all(entries.map((entry) => healthCardIssuer(entry, read(`trust/${entry.jwks}`))))
const TRUST = trustOf(
  {
    version: null,
    issuedAt: null,
    nextUpdate: null,
    demo: false,
    issuers: found.map((issuer) => issuer!.issuer),
    rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
    revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
  },
  {
    acceptance: GENUINE_IS_ENOUGH,
    foreignRevocation: new Map([
      ['shc', healthCardRevocation(lists.map((list) => ({ issuer: entries[0]!.iss, list })))],
    ]),
  },
)

describe('each text of vectors/shc comes to the verdict that is written for it', () => {
  test.each(expected)('$file: $status', async ({ file, at, ...verdict }) => {
    const { genuine, status, kind, holder, reason } = await verify(
      read(file),
      TRUST,
      parseInstant(at) as Instant,
    )
    expect({ genuine, status }).toEqual({ genuine: verdict.genuine, status: verdict.status })
    if (verdict.kind !== undefined) expect(kind).toBe(verdict.kind)
    expect(reason).toBe(verdict.reason ?? null)
    expect(holder !== null, 'a holder is shown of genuine cards only').toBe(verdict.genuine === true)
  })

  test('and each text has its line', () => {
    const files = readdirSync(new URL('cards/', FOLDER)).map((name) => `cards/${name}`)
    expect(files.sort()).toEqual(expected.map((line) => line.file).sort())
  })

  test('keys of other kinds are left out, each with its reason', () => {
    expect(TRUST.leftOut.map(({ reason }) => reason)).toEqual([
      'not-a-p256-key',
      'not-a-p256-key',
      'not-a-p256-key',
    ])
    expect(found.flatMap((issuer) => issuer!.leftOut.map(({ reason }) => reason))).toEqual([
      'wrong-key-id',
      'private-key',
    ])
  })
})
