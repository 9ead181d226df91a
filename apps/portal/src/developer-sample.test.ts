import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SAMPLE } from './developer-sample.ts'

const VECTORS = resolve(import.meta.dirname, '../../../vectors/pass')
const text = (path: string) => readFileSync(resolve(VECTORS, path), 'utf8')

interface Key {
  readonly kid: string
  readonly jwk: object
}

/** The trust list's keys; that it is signed is checked elsewhere. */
function keys(): Key[] {
  const { payload } = JSON.parse(text('trust.json'))
  const list: { issuers: { keys: Key[] }[] } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  return list.issuers.flatMap((issuer) => issuer.keys)
}

const lines: { file: string; status: string; reason?: string }[] = text('expected.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

describe('the sample for developers', async () => {
  const sample: { isSignedBy(text: string, key: Key): boolean } = await import(
    `data:text/javascript,${encodeURIComponent(SAMPLE)}`
  )
  const isSigned = (file: string) => {
    const code = text(file).trim()
    return keys().some((key) => sample.isSignedBy(code, key))
  }
  const of = (fits: (line: (typeof lines)[number]) => boolean) => lines.filter(fits).map(({ file }) => file)

  // A live code has another envelope, of which the page on the format tells.
  test.each(of(({ status, file }) => status === 'valid' && !file.includes('/live-')))(
    'finds the signature of %s genuine',
    (file) => {
      expect(isSigned(file)).toBe(true)
    },
  )

  // Whose keys count for a pass is for the caller to see to.
  const FORGED = of(({ file, reason }) => reason === 'bad-signature' && !/neighbour|live-/.test(file))
  test.each(FORGED)('finds that of %s to be none', (file) => {
    expect(isSigned(file)).toBe(false)
  })
})
