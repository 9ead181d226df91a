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
import { expectTold, timeOf, vectorsOf } from '../testing/vectors.ts'

const { read, names, expected, expectLineForEachFileOf } = vectorsOf('shc')

const entries = readIssuerEntries(read('trust/issuers.json'))!
const lists = names('trust/crl').map((name) => readCardRevocationList(read(`trust/crl/${name}`))!)
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
  test.each(expected)('$file: $status', async (line) => {
    const verdict = await verify(read(line.file), TRUST, timeOf(line))
    expectTold(verdict, line)
    expect(verdict.holder !== null).toBe(line.genuine === true)
  })

  test('and each text has its line', () => expectLineForEachFileOf('cards'))

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
