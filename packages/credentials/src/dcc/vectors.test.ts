import { beforeAll, describe, expect, test } from 'vitest'
import { parseJson } from '../encoding/json.ts'
import {
  GENUINE_IS_ENOUGH,
  readDccRevocation,
  readDocumentSigners,
  type Trust,
  trustOf,
  verify,
} from '../index.ts'
import { expectTold, timeOf, vectorsOf } from '../testing/vectors.ts'

const { read, expected, expectLineForEachFileOf } = vectorsOf('dcc')

let trust: Trust

beforeAll(async () => {
  const signers = await readDocumentSigners(parseJson(read('trustlist.json'), 8))
  expect(signers?.leftOut).toEqual([{ issuer: 'XA', keyId: 'AQIDBAUGBwg=', reason: 'wrong-key-id' }])
  const revocation = readDccRevocation(parseJson(read('revocation.json'), 8), null)
  trust = trustOf(
    {
      version: null,
      issuedAt: null,
      nextUpdate: null,
      demo: false,
      issuers: signers!.issuers,
      rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
      revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
    },
    { acceptance: GENUINE_IS_ENOUGH, foreignRevocation: new Map([['dcc', revocation!]]) },
  )
})

describe('each code of vectors/dcc comes to the verdict that is written for it', () => {
  test.each(expected)('$file: $status', async (line) => {
    const verdict = await verify(read(line.file), trust, timeOf(line))
    expectTold(verdict, line)
    expect(verdict.holder !== null).toBe(line.genuine === true)
  })

  test('and each code has its line', () => expectLineForEachFileOf('codes'))

  test('more than sixty of them are faulty', () => {
    expect(expected.filter(({ status }) => status !== 'valid').length).toBeGreaterThan(60)
  })
})
