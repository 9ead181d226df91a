import { existsSync, readFileSync } from 'node:fs'
import { instantOf } from '@excelsior/domain'
import { expect, test } from 'vitest'
import { parseJson } from '../encoding/json.ts'
import { readDocumentSigners, trustOf, verify } from '../index.ts'
import { readIsoTime } from './iso-time.ts'

const FOLDER = '../shared/vectors/dcc/'
const isThere = existsSync(`${FOLDER}vectors.jsonl`)

test.skipIf(!isThere)(
  `each certificate that member states made for testing comes to its verdict (skipped where ${FOLDER} is not there)`,
  async () => {
    const list = parseJson(readFileSync(`${FOLDER}trustlist.json`, 'utf8'), 8)
    const signers = await readDocumentSigners(list)
    expect(signers?.leftOut).toEqual([])
    const trust = trustOf(
      {
        version: null,
        issuedAt: null,
        nextUpdate: null,
        demo: false,
        issuers: signers!.issuers,
        rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
        revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
      },
      { acceptance: { judge: () => ({ accepted: true, until: null }) } },
    )
    const lines = readFileSync(`${FOLDER}vectors.jsonl`, 'utf8').trimEnd().split('\n')
    expect(lines.length).toBeGreaterThanOrEqual(200)
    for (const line of lines) {
      const { id, text, at, expect: expected } = JSON.parse(line)
      const { genuine, status, kind, holder, reason } = await verify(text, trust, instantOf(readIsoTime(at)!))
      const told = genuine ? { genuine, status, kind } : { genuine }
      expect(told, `${id} ${reason}`).toEqual(expected)
      expect(JSON.stringify(holder), id).not.toMatch(/undefined|\[object|: ?"null/)
      if (genuine) expect(holder!.givenName + holder!.familyName, id).not.toBe('')
    }
  },
)
