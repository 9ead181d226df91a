import { readdirSync, readFileSync } from 'node:fs'
import { type Instant, parseInstant } from '@excelsior/domain'
import { expect } from 'vitest'
import { openTrustList, type Verdict } from '../index.ts'

/** A line of an `expected.jsonl`: one credential, the time to check it at, and what is to come of it. */
export interface ExpectedLine {
  readonly file: string
  /** RFC 3339. */
  readonly at: string
  readonly genuine: boolean | null
  readonly status: string
  readonly kind?: string
  readonly reason?: string
}

/** A folder of `vectors/`, made by `tools/*-vectors.ts` of the same name. */
export function vectorsOf<Line extends ExpectedLine = ExpectedLine>(name: string) {
  const folder = new URL(`../../../../vectors/${name}/`, import.meta.url)
  const read = (file: string, encoding: BufferEncoding = 'utf8') =>
    readFileSync(new URL(file, folder), encoding)
  const names = (within: string) => readdirSync(new URL(`${within}/`, folder))
  const expected: readonly Line[] = read('expected.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  return {
    read,
    names,
    expected,
    /** No file was forgotten, and none is expected that is not there. */
    expectLineForEachFileOf(within: string) {
      const files = names(within).map((file) => `${within}/${file}`)
      expect(files.sort()).toEqual(expected.map(({ file }) => file).sort())
    },
  }
}

export const timeOf = ({ at }: ExpectedLine): Instant => parseInstant(at)!

export function expectTold(verdict: Verdict, line: ExpectedLine): void {
  const { genuine, status, kind, holder, reason } = verdict
  expect({ genuine, status, reason }).toEqual({
    genuine: line.genuine,
    status: line.status,
    reason: line.reason ?? null,
  })
  if (line.kind !== undefined) expect(kind).toBe(line.kind)
  expect(JSON.stringify(holder)).not.toMatch(/undefined|\[object|"null"/)
  if (line.genuine !== true) expect(holder, 'a holder is shown of genuine ones only').toBeNull()
}

/** The root of the lists that the vectors of our own formats bring. */
const ROOT = 'DptMS7PI-_IzRSoKDVFcGbYnON_8rjBhxYLH-FUmT7I'

export async function openVectorsList(text: string) {
  const opened = await openTrustList(new TextEncoder().encode(text), {
    pinnedRoot: ROOT,
    now: parseInstant('2021-11-20T12:00:00-05:00')!,
    allowDemo: false,
  })
  if (!opened.ok) throw new Error(opened.reason)
  return opened
}
