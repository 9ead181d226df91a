import { createHash } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import {
  openStatusList,
  type StatusList,
  statusRevocation,
  type Trust,
  trustOf,
  verify,
  webCryptoChecker,
} from '../index.ts'
import { type ExpectedLine, expectTold, openVectorsList, timeOf, vectorsOf } from '../testing/vectors.ts'

interface Line extends ExpectedLine {
  readonly asked?: { readonly audience: string; readonly nonce: string }
  readonly live?: true
  /** Of what was fetched; the verdict's own `status` stands beside. */
  readonly lists?: readonly { readonly uri: string; readonly file: string }[]
}

const { read, expected, expectLineForEachFileOf } = vectorsOf<Line>('sd-jwt')
const { content, trust: bare } = await openVectorsList(read('trust.json'))

const hashedAtOnce = (text: string) => createHash('sha256').update(text).digest('base64url')

/** With the status lists that somebody fetched; one that does not hold is none. */
async function trustWith(lists: Line['lists'], now: Instant): Promise<Trust> {
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
    test.each(expected)('$file: $status', async (line) => {
      const now = timeOf(line)
      const { asked, lists } = line
      const verdict = await verify(read(line.file), await trustWith(lists, now), now, {
        ...(asked && { asked }),
        ...(checker && { checker }),
      })
      expectTold(verdict, line)
      expect(verdict.live).toBe(line.live)
      expect(verdict.holder !== null).toBe(line.genuine === true)
    })
  },
)

test('each file of vectors/sd-jwt has its line', () => expectLineForEachFileOf('credentials'))
