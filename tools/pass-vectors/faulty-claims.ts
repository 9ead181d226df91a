import { type Claims, claims, code, codeOf, payloadOf, withClaim } from './message.ts'
import { bstr, head, int, list, map, seconds, tstr } from './raw.ts'
import type { Vector } from './vector.ts'

const UNREADABLE = { genuine: false, status: 'not-genuine', reason: 'unreadable' } as const

const bad = (name: string, of: Claims): Vector => ({ name, text: codeOf(of), expect: UNREADABLE })
/** Genuine, and over before it began. */
const over = (name: string, of: Claims): Vector => ({
  name,
  text: codeOf(of),
  expect: { genuine: true, status: 'expired' },
})
const badPayload = (name: string, payload: number[]): Vector => ({
  name,
  text: code({ payload }),
  expect: UNREADABLE,
})
const pass = (...items: number[][]): Claims => withClaim('pass', list(...items))

const EXPIRES = seconds('2022-05-01T04:00:00Z')
const TYPE = int(1)
const GIVEN = tstr('Amalia')
const FAMILY = tstr('Reyes')
const BIRTH = int(19_880_304)

const double = (value: number): number[] => {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return [0xfb, ...new Uint8Array(view.buffer)]
}

/** Expiry and the other instants: none of these may ever come out as valid. All are signed by a good key. */
export const FAULTY_TIMES: readonly Vector[] = [
  bad('expiry-absent', withClaim('exp', undefined)),
  bad('expiry-null', withClaim('exp', [0xf6])),
  bad('expiry-undefined', withClaim('exp', [0xf7])),
  bad('expiry-text', withClaim('exp', tstr('2022-05-01T04:00:00Z'))),
  bad('expiry-digits-as-text', withClaim('exp', tstr(String(EXPIRES)))),
  bad('expiry-true', withClaim('exp', [0xf5])),
  bad('expiry-list', withClaim('exp', list(int(EXPIRES)))),
  bad('expiry-nan', withClaim('exp', [0xf9, 0x7e, 0x00])),
  bad('expiry-infinite', withClaim('exp', [0xf9, 0x7c, 0x00])),
  bad('expiry-negative', withClaim('exp', int(-EXPIRES))),
  bad('expiry-fraction', withClaim('exp', double(EXPIRES + 0.5))),
  bad('expiry-whole-as-float', withClaim('exp', double(EXPIRES))),
  bad('expiry-1e20', withClaim('exp', double(1e20))),
  bad('expiry-bignum', withClaim('exp', [0xc2, ...bstr([1, 0, 0, 0, 0, 0, 0, 0, 0])])),
  bad('expiry-tagged-as-time', withClaim('exp', [0xc1, ...int(EXPIRES)])),
  bad('expiry-milliseconds', withClaim('exp', int(EXPIRES * 1000))),
  bad('expiry-after-2106', withClaim('exp', int(0x1_0000_0000))),
  bad('expiry-of-64-bits', withClaim('exp', [0x1b, 255, 255, 255, 255, 255, 255, 255, 255])),
  bad('expiry-in-nine-bytes', withClaim('exp', head(0, EXPIRES, 8))),
  over('expiry-zero', withClaim('exp', int(0))),
  over('expires-when-issued', claims({ expires: '2021-11-19T15:00:00Z' })),
  over('expires-before-issued', claims({ expires: '2021-11-19T14:59:59Z' })),
  over('expires-when-it-begins', claims({ notBefore: '2022-05-01T04:00:00Z' })),
  over(
    'expires-before-issued-both-ahead',
    claims({ issued: '2021-11-20T17:00:50Z', expires: '2021-11-20T17:00:40Z' }),
  ),
  bad('issued-at-absent', withClaim('iat', undefined)),
  bad('issued-at-text', withClaim('iat', tstr('now'))),
  bad('issued-at-negative', withClaim('iat', int(-1))),
  bad('not-before-absent', withClaim('nbf', undefined)),
  bad('not-before-null', withClaim('nbf', [0xf6])),
  bad('not-before-float', withClaim('nbf', double(1_637_334_000.5))),
]

/** The other claims. */
export const FAULTY_CLAIMS: readonly Vector[] = [
  bad('issuer-absent', withClaim('iss', undefined)),
  bad('issuer-empty', claims({ issuer: '' })),
  bad('issuer-as-bytes', withClaim('iss', bstr(Buffer.from('US-NY')))),
  bad('issuer-of-65-characters', claims({ issuer: 'x'.repeat(65) })),
  bad('pass-id-absent', withClaim('cti', undefined)),
  bad('pass-id-of-seven-bytes', claims({ id: '6d1f0b5a2c9e83' })),
  bad('pass-id-of-16-bytes', claims({ id: '6d1f0b5a2c9e83746d1f0b5a2c9e8374' })),
  bad('pass-id-as-text', withClaim('cti', tstr('6d1f0b5a2c9e8374'))),
  badPayload('for-a-named-audience', withAudience()),
  bad('pass-claim-absent', withClaim('pass', undefined)),
  bad('pass-claim-null', withClaim('pass', [0xf6])),
  bad('pass-claim-of-three', pass(TYPE, GIVEN, FAMILY)),
  bad('pass-claim-of-five', pass(TYPE, GIVEN, FAMILY, BIRTH, int(0))),
  bad('type-zero', claims({ type: 0 })),
  bad('type-four', claims({ type: 4 })),
  bad('type-negative', claims({ type: -1 })),
  bad('type-as-text', pass(tstr('vaccination'), GIVEN, FAMILY, BIRTH)),
  bad('both-names-empty', claims({ given: '', family: '' })),
  bad('name-null', pass(TYPE, [0xf6], FAMILY, BIRTH)),
  bad('name-as-number', pass(TYPE, GIVEN, int(7), BIRTH)),
  bad('name-not-utf-8', pass(TYPE, [0x62, 0xc3, 0x28], FAMILY, BIRTH)),
  bad('name-with-overlong-utf-8', pass(TYPE, [0x62, 0xc1, 0x81], FAMILY, BIRTH)),
  bad('name-with-half-a-pair', pass(TYPE, [0x63, 0xed, 0xa0, 0x80], FAMILY, BIRTH)),
  bad('name-longer-than-the-message', pass(TYPE, [0x7a, 0x7f, 0xff, 0xff, 0xff], FAMILY, BIRTH)),
  bad('birth-date-absent', pass(TYPE, GIVEN, FAMILY)),
  bad('birth-date-as-text', pass(TYPE, GIVEN, FAMILY, tstr('1988-03-04'))),
  bad('birth-date-30-february', claims({ birth: 19_880_230 })),
  bad('birth-date-29-february-of-no-leap-year', claims({ birth: 19_000_229 })),
  bad('birth-month-13', claims({ birth: 198_813 })),
  bad('birth-month-0', claims({ birth: 198_800 })),
  bad('birth-date-day-0', claims({ birth: 19_880_300 })),
  bad('birth-date-of-seven-digits', claims({ birth: 1_988_034 })),
  bad('birth-year-of-three-digits', claims({ birth: 988 })),
  bad('birth-date-negative', claims({ birth: -19_880_304 })),
]

/** CBOR that no deterministic encoder writes, and worse. */
export const FAULTY_CBOR: readonly Vector[] = [
  badPayload('payload-empty', []),
  badPayload('payload-trailing-byte', [...payloadOf(claims()), 0]),
  badPayload('payload-a-list', list(...Object.values(claims()).flat())),
  badPayload('payload-cut', payloadOf(claims()).slice(0, -1)),
  badPayload('payload-tag-61', [0xd8, 61, ...payloadOf(claims())]),
  badPayload(
    'claim-twice',
    map(
      ...Object.values(claims()).slice(0, 2),
      claims({ expires: '2099-01-01T00:00:00Z' }).exp!,
      ...Object.values(claims()).slice(2),
    ),
  ),
  badPayload('claims-not-in-order', map(...Object.values(claims()).reverse())),
  badPayload('claims-of-indefinite-length', [0xbf, ...Object.values(claims()).flat(2), 0xff]),
  badPayload('claim-count-in-two-bytes', [0xb8, 6, ...payloadOf(claims()).slice(1)]),
  badPayload('claim-count-too-high', [0xa7, ...payloadOf(claims()).slice(1)]),
  badPayload('claim-count-of-four-billion', [0xba, 255, 255, 255, 255, ...payloadOf(claims()).slice(1)]),
  badPayload('claim-key-in-two-bytes', [0xa6, 0x18, 1, ...payloadOf(claims()).slice(2)]),
  badPayload(
    'claim-key-as-bytes',
    map(...Object.values(claims()).slice(0, 5), [bstr([1]), int(1)], claims().pass!),
  ),
  badPayload('text-in-chunks', payloadOf(withClaim('iss', [0x7f, ...tstr('US-'), ...tstr('NY'), 0xff]))),
  badPayload('text-length-in-two-bytes', payloadOf(withClaim('iss', [0x78, 5, ...Buffer.from('US-NY')]))),
  badPayload(
    'unknown-claim-with-float',
    map(...Object.values(claims()).slice(0, 5), [int(8), double(1.5)], claims().pass!),
  ),
  badPayload(
    'unknown-claim-with-tag',
    map(...Object.values(claims()).slice(0, 5), [int(8), [0xd8, 55, 0x80]], claims().pass!),
  ),
  badPayload(
    'unknown-claim-with-undefined',
    map(...Object.values(claims()).slice(0, 5), [int(8), [0xf7]], claims().pass!),
  ),
  badPayload(
    'nested-too-deep',
    map(...Object.values(claims()).slice(0, 5), [int(8), nested(15)], claims().pass!),
  ),
  badPayload(
    'nested-a-thousand-deep',
    map(...Object.values(claims()).slice(0, 5), [int(8), nested(1000)], claims().pass!),
  ),
]

export function nested(depth: number): number[] {
  return [...Array.from({ length: depth }, () => 0x81), 0x80]
}

function withAudience(): number[] {
  const { iss, ...others } = claims()
  return map(iss!, [int(3), tstr('somebody')], ...Object.values(others))
}
