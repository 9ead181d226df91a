import { expect, test } from 'vitest'
import { encodeBase64url } from '../encoding/base64url.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import { LIMITS } from '../limits.ts'
import { readDisclosures } from './disclosures.ts'

const GOOD = encodeBase64url(encodeUtf8('["salt","given_name","Noor"]'))
const read = (texts: readonly string[], digest: (text: string) => string | Promise<string>) =>
  readDisclosures(texts, encodeUtf8(`x~${texts.join('~')}~`), 2, LIMITS, digest)

test('disclosures are found by their digests, whether those are there at once or promised', async () => {
  const whole = new Map([['digest', { name: 'given_name', value: 'Noor' }]])
  expect(read([GOOD], () => 'digest')).toEqual(whole)
  const promised = read([GOOD], async () => 'digest')
  expect(promised).toBeInstanceOf(Promise)
  expect(await promised).toEqual(whole)
})

test('where one is none, no digest is begun that nobody would wait for', () => {
  let asked = 0
  const failing = async () => {
    asked++
    throw new Error('no digests here')
  }
  expect(read([GOOD, 'none'], failing)).toBeUndefined()
  expect(asked).toBe(0)
})
