import type { PublicJwk } from '@excelsior/credentials'
import { expect, test } from 'vitest'
import { generateKeyPair, nodeChecker, signerOf } from './es256.ts'

const data = new TextEncoder().encode('a pass')

test('a key answers the same the first time, when it may never come again, and ever after', async () => {
  const pair = generateKeyPair()
  const signature = await signerOf('00', pair).sign(data)
  const { x, y } = pair.jwk
  const jwks: readonly (readonly [PublicJwk, boolean])[] = [
    [pair.jwk, true],
    [generateKeyPair().jwk, false],
    [{ ...pair.jwk, x: y, y: x }, false], // no point of the curve
    [{ ...pair.jwk, crv: 'P-384' as 'P-256' }, false],
    [{ ...pair.jwk, x: '' }, false],
  ]
  for (const [jwk, holds] of jwks) {
    const key = { jwk }
    const answers = [1, 2, 3].map(() => nodeChecker.check('ES256', key, signature, data))
    expect(answers).toEqual([holds, holds, holds])
    expect(nodeChecker.check('RS256', { jwk }, signature, data)).toBe(false)
    expect(nodeChecker.check('ES256', { jwk }, signature, data.subarray(1))).toBe(false)
  }
})
