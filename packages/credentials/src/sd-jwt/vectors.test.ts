import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { type Instant, parseInstant } from '@excelsior/domain'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  openStatusList,
  openTrustList,
  type StatusList,
  statusRevocation,
  type Trust,
  type TrustListContent,
  trustOf,
  verify,
  webCryptoChecker,
} from '../index.ts'

const FOLDER = new URL('../../../../vectors/sd-jwt/', import.meta.url)
const ROOT = 'DptMS7PI-_IzRSoKDVFcGbYnON_8rjBhxYLH-FUmT7I'

interface Expected {
  readonly file: string
  readonly at: string
  readonly asked?: { readonly audience: string; readonly nonce: string }
  readonly status: string
  readonly genuine: boolean | null
  readonly kind?: string
  readonly reason?: string
  readonly live?: true
  /** Of what was fetched; the verdict's own `status` stands beside. */
  readonly lists?: readonly { readonly uri: string; readonly file: string }[]
}

const read = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8')
const expected: readonly Expected[] = read('expected.jsonl')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))

const hashedAtOnce = (text: string) => createHash('sha256').update(text).digest('base64url')

let content: TrustListContent
let bare: Trust

beforeAll(async () => {
  const opened = await openTrustList(Buffer.from(read('trust.json')), {
    pinnedRoot: ROOT,
    now: parseInstant('2021-11-20T12:00:00-05:00')!,
    allowDemo: false,
  })
  if (!opened.ok) throw new Error(opened.reason)
  content = opened.content
  bare = opened.trust
})

/** With the status lists that somebody fetched; one that does not hold is none. */
async function trustWith(lists: Expected['lists'], now: Instant): Promise<Trust> {
  if (!lists) return bare
  const opened = await Promise.all(lists.map(({ uri, file }) => openStatusList(read(file), uri, bare, now)))
  // Somebody fetched lists: none of them may count, and they are missed all the same.
  const held = opened.filter((list): list is StatusList => list !== undefined)
  return trustOf(content, { foreignRevocation: new Map([['sd-jwt', statusRevocation(held, 'asked')]]) })
}

describe.each([
  ['hashes of the browser', undefined],
  ['hashes at once', { ...webCryptoChecker, digest: hashedAtOnce }],
])(
  'each credential of vectors/sd-jwt comes to the verdict that is written for it, with %s',
  (_name, checker) => {
    test.each(expected)('$file: $status', async ({ file, at, asked, lists, ...told }) => {
      const now = parseInstant(at) as Instant
      const { genuine, status, kind, holder, reason, live } = await verify(
        read(file),
        await trustWith(lists, now),
        now,
        { ...(asked && { asked }), ...(checker && { checker }) },
      )
      expect({ genuine, status }).toEqual({ genuine: told.genuine, status: told.status })
      if (told.kind !== undefined) expect(kind).toBe(told.kind)
      expect(reason).toBe(told.reason ?? null)
      expect(live).toBe(told.live)
      expect(holder !== null, 'a holder is shown of genuine passes only').toBe(told.genuine === true)
    })
  },
)

test('each file of vectors/sd-jwt has its line', () => {
  const files = readdirSync(new URL('credentials/', FOLDER)).map((name) => `credentials/${name}`)
  expect(files.sort()).toEqual(expected.map((line) => line.file).sort())
})
