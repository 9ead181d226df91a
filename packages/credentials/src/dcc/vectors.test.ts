import { readdirSync, readFileSync } from 'node:fs'
import { type Instant, parseInstant } from '@excelsior/domain'
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

const FOLDER = new URL('../../../../vectors/dcc/', import.meta.url)

interface Expected {
  readonly file: string
  readonly at: string
  readonly genuine: boolean | null
  readonly status: string
  readonly kind?: string
  readonly reason?: string
}

const textOf = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8')
const expected: readonly Expected[] = textOf('expected.jsonl')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))

let trust: Trust

beforeAll(async () => {
  const signers = await readDocumentSigners(parseJson(textOf('trustlist.json'), 8))
  expect(signers?.leftOut).toEqual([{ issuer: 'XA', keyId: 'AQIDBAUGBwg=', reason: 'wrong-key-id' }])
  const revocation = readDccRevocation(parseJson(textOf('revocation.json'), 8), null)
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
  test.each(expected)('$file: $status', async ({ file, at, ...verdict }) => {
    const { genuine, status, kind, holder, reason } = await verify(
      textOf(file),
      trust,
      parseInstant(at) as Instant,
    )
    expect({ genuine, status, reason }).toEqual({
      genuine: verdict.genuine,
      status: verdict.status,
      reason: verdict.reason ?? null,
    })
    if (verdict.kind !== undefined) expect(kind).toBe(verdict.kind)
    expect(holder !== null, 'a holder is shown of genuine certificates only').toBe(verdict.genuine === true)
    expect(JSON.stringify(holder)).not.toMatch(/undefined|\[object|"null"/)
  })

  test('and each code has its line', () => {
    const files = readdirSync(new URL('codes/', FOLDER)).map((name) => `codes/${name}`)
    expect(files.sort()).toEqual(expected.map((line) => line.file).sort())
  })

  test('more than sixty of them are faulty', () => {
    expect(expected.filter(({ status }) => status !== 'valid').length).toBeGreaterThan(60)
  })
})
