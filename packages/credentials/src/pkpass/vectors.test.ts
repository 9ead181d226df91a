import { readdirSync, readFileSync } from 'node:fs'
import { type Instant, parseInstant } from '@excelsior/domain'
import { beforeAll, describe, expect, test } from 'vitest'
import { openTrustList, type Trust, verify } from '../index.ts'

const FOLDER = new URL('../../../../vectors/pkpass/', import.meta.url)
const ROOT = 'DptMS7PI-_IzRSoKDVFcGbYnON_8rjBhxYLH-FUmT7I'

interface Expected {
  readonly file: string
  readonly at: string
  readonly genuine: boolean | null
  readonly status: string
  readonly kind?: string
  readonly reason?: string
}

const expected: readonly Expected[] = readFileSync(new URL('expected.jsonl', FOLDER), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))

let trust: Trust

beforeAll(async () => {
  const opened = await openTrustList(new Uint8Array(readFileSync(new URL('trust.json', FOLDER))), {
    pinnedRoot: ROOT,
    now: parseInstant('2021-11-20T12:00:00-05:00')!,
    allowDemo: false,
  })
  if (!opened.ok) throw new Error(opened.reason)
  trust = opened.trust
})

describe('each file of vectors/pkpass comes to the verdict that is written for it', () => {
  test.each(expected)('$file: $status', async ({ file, at, ...verdict }) => {
    const text = readFileSync(new URL(file, FOLDER), 'latin1')
    const { format, genuine, status, kind, holder, reason } = await verify(
      text,
      trust,
      parseInstant(at) as Instant,
    )
    expect({ format, genuine, status }).toEqual({
      format: 'pkpass',
      genuine: verdict.genuine,
      status: verdict.status,
    })
    if (verdict.kind !== undefined) expect(kind).toBe(verdict.kind)
    expect(reason).toBe(verdict.reason ?? null)
    expect(holder !== null, 'a holder is shown of genuine passes only').toBe(
      verdict.genuine === true && !file.includes('emptied'),
    )
  })

  test('and each file has its line', () => {
    const files = readdirSync(new URL('files/', FOLDER)).map((name) => `files/${name}`)
    expect(files.sort()).toEqual(expected.map((line) => line.file).sort())
  })
})
