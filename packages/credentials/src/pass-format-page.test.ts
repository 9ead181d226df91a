import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { p256 } from '@noble/curves/nist.js'
import { describe, expect, test } from 'vitest'
import { base45 } from '../../../tools/pass-vectors/raw.ts'
import { LIMITS, qrCode, STATUSES, verify } from './index.ts'

const root = new URL('../../../', import.meta.url)
const page = readFileSync(new URL('docs/pass-format.md', root), 'utf8')
const blocks = [...page.matchAll(/```(?:json)?\n([^`]*)\n```/g)].map((match) => match[1]!)
const block = (start: string): string => {
  const found = blocks.filter((text) => text.startsWith(start))
  expect(found, `one block that begins with ${start}`).toHaveLength(1)
  return found[0]!
}

/** The hexadecimal digits at the start of each line; what follows two blanks, or the long numbers, is explanation. */
const bytesOf = (text: string): Buffer =>
  Buffer.from(
    text
      .split('\n')
      .map((line) => /^ *((?:[0-9a-f]{2})+(?: (?:[0-9a-f]{2})+)*)(?= |$)/.exec(line)?.[1] ?? '')
      .join('')
      .replace(/ /g, ''),
    'hex',
  )

const text = block('EP1:RRQ')
const message = bytesOf(block('d2  '))
const signed = bytesOf(block('84 6a 5369676e617475726531\n49'))
const jwk = JSON.parse(block('{"kty"'))

describe('the example of docs/pass-format.md', () => {
  test('is the vector of that name', () => {
    expect(text).toBe(readFileSync(new URL('vectors/pass/codes/vaccination.txt', root), 'utf8'))
    expect(text).toHaveLength(240)
    expect(qrCode(text).version).toBe(9)
  })

  test('has the bytes that are explained one by one', () => {
    expect(message).toHaveLength(157)
    expect(`EP1:${base45(message)}`).toBe(text)
  })

  test('is explained with the right numbers and texts', () => {
    const lines = block('d2  ').split('\n')
    for (const [, hex, number] of lines.flatMap((line) => [
      .../1a ([0-9a-f]{8}) .*: (\d+)/g[Symbol.matchAll](line),
    ])) {
      expect(Number.parseInt(hex!, 16)).toBe(Number(number))
    }
    for (const [, seconds, instant] of lines.flatMap((line) => [
      .../(\d{10}), (\S+Z)/g[Symbol.matchAll](line),
    ])) {
      expect(Date.parse(instant!) / 1000).toBe(Number(seconds))
    }
    for (const [, hex, length, words] of lines.flatMap((line) => [
      .../6[0-9a-f] ([0-9a-f]+) .*text of (\d+), "(.*)"/g[Symbol.matchAll](line),
    ])) {
      expect(Buffer.from(hex!, 'hex').toString()).toBe(words)
      expect(hex).toHaveLength(Number(length) * 2)
    }
  })

  test('signs the Sig_structure that is shown, with the key that is shown', () => {
    expect(signed).toHaveLength(101)
    const point = Buffer.concat([
      Buffer.of(4),
      Buffer.from(jwk.x, 'base64url'),
      Buffer.from(jwk.y, 'base64url'),
    ])
    expect(p256.verify(message.subarray(-64), signed, point, { lowS: false })).toBe(true)
  })

  test('names the key by its thumbprint', () => {
    const hash = createHash('sha256')
      .update(`{"crv":"P-256","kty":"EC","x":"${jwk.x}","y":"${jwk.y}"}`)
      .digest()
    expect(page).toContain(hash.toString('base64url'))
    expect(page).toContain(hash.subarray(0, 4).toString('hex'))
    expect(hash.subarray(0, 4)).toEqual(message.subarray(8, 12))
  })
})

describe('docs/pass-format.md', () => {
  test('states the limits that hold', () => {
    expect(page).toContain(`more than ${LIMITS.codeCharacters.toLocaleString('en-US')} characters`)
    expect(page).toContain(`at most ${LIMITS.keysPerId} are tried`)
    expect(page).toContain(`lie at most ${LIMITS.cborDepth} deep`)
    expect(page).toContain(`at most ${LIMITS.jsonDepth} levels`)
  })

  test('knows every status that a verdict may have', async () => {
    const words = page.toLowerCase().replace(/-/g, ' ')
    for (const status of STATUSES) expect(words).toContain(status.replace(/-/g, ' '))
    expect((await verify('EP3:', undefined, 0 as never)).reason).toBe('unsupported-format')
  })
})
