import { sign, type TestKey, testKey } from './keys.ts'
import { type Claims, claims, der, hmac, message, payloadOf } from './message.ts'
import { base45, bstr, int, list, map, seconds, sigStructure, tstr } from './raw.ts'
import { ONLY_PCR, REVOKED_PASS, UNLISTED } from './trust.ts'
import type { Vector } from './vector.ts'

const PHONE = testKey('phone')
const OTHER_PHONE = testKey('other phone')
const NOW = '2021-11-20T17:00:00Z'

const coordinate = (text: string) => bstr(Buffer.from(text, 'base64url'))
const coseKey = ({ jwk }: TestKey) =>
  map([int(1), int(2)], [int(-1), int(1)], [int(-2), coordinate(jwk.x)], [int(-3), coordinate(jwk.y)])

/** The claims of a pass with claim 8. */
function boundClaims(confirmation = map([int(1), coseKey(PHONE)]), base = claims()): Claims {
  const { pass, ...others } = base
  return { ...others, cnf: [int(8), confirmation], pass: pass! }
}
const bound = (of = boundClaims(), key?: TestKey) =>
  message({ payload: payloadOf(of), ...(key ? { key } : {}) })

interface LiveParts {
  readonly pass?: number[]
  readonly at?: string
  readonly time?: number[]
  readonly phone?: TestKey
  readonly header?: number[]
  readonly unprotected?: number[]
  readonly payload?: number[]
  readonly signature?: (signed: Uint8Array) => ArrayLike<number>
  readonly after?: number[]
}

const HEADER = map([int(1), int(-7)])

function live(parts: LiveParts = {}): string {
  const header = parts.header ?? HEADER
  const time = parts.time ?? int(seconds(parts.at ?? NOW))
  const payload = parts.payload ?? list(bstr(parts.pass ?? bound()), time)
  const signed = sigStructure(header, payload)
  const signature = parts.signature?.(signed) ?? sign(parts.phone ?? PHONE, signed)
  const outer = list(bstr(header), parts.unprotected ?? map(), bstr(payload), bstr(signature))
  return `EP2:${base45([0xd2, ...outer, ...(parts.after ?? [])])}`
}

const VALID = { genuine: true, status: 'valid' } as const
const COPY = { genuine: true, status: 'not-accepted', reason: 'copy' } as const
const FORGED = { genuine: false, status: 'not-genuine', reason: 'bad-signature' } as const
const UNREADABLE = { genuine: false, status: 'not-genuine', reason: 'unreadable' } as const

const bad = (name: string, text: string, expect: Vector['expect'] = UNREADABLE): Vector => ({
  name: `live-${name}`,
  text,
  expect,
})
const raw = (signed: Uint8Array) => [...sign(PHONE, signed)]
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0)

/** Codes with the holder's signature, good and faulty; the clock stands at `NOW`. */
export const LIVE: readonly Vector[] = [
  bad('vaccination', live(), VALID),
  bad('of-60-seconds-ago', live({ at: '2021-11-20T16:59:00Z' }), VALID),
  bad('of-60-seconds-ahead', live({ at: '2021-11-20T17:01:00Z' }), VALID),
  bad('expired', live({ pass: bound(boundClaims(undefined, claims({ expires: NOW }))) }), {
    genuine: true,
    status: 'expired',
  }),
  bad('revoked', live({ pass: bound(boundClaims(undefined, claims({ id: REVOKED_PASS }))) }), {
    genuine: true,
    status: 'revoked',
    reason: 'pass-revoked',
  }),
  bad('photograph-of-61-seconds', live({ at: '2021-11-20T16:58:59Z' }), COPY),
  bad('photograph-of-yesterday', live({ at: '2021-11-19T17:00:00Z' }), COPY),
  bad('of-61-seconds-ahead', live({ at: '2021-11-20T17:01:01Z' }), COPY),
  bad('pass-alone', `EP1:${base45(bound())}`, COPY),
  bad('by-another-phone', live({ phone: OTHER_PHONE }), FORGED),
  bad('by-the-issuer-itself', live({ signature: (signed) => sign(testKey('1'), signed) }), FORGED),
  bad('signature-of-the-pass-itself', live({ signature: () => bound().slice(-64) }), FORGED),
  bad('signature-of-zeros', live({ signature: () => zeros(64) }), FORGED),
  bad('r-zero', live({ signature: (signed) => [...zeros(32), ...raw(signed).slice(32)] }), FORGED),
  bad('s-zero', live({ signature: (signed) => [...raw(signed).slice(0, 32), ...zeros(32)] }), FORGED),
  bad('signature-in-der', live({ signature: (signed) => der(Uint8Array.from(raw(signed))) }), FORGED),
  bad('signature-cut', live({ signature: (signed) => raw(signed).slice(0, 63) }), FORGED),
  bad('hmac-for-signature', live({ signature: hmac }), FORGED),
  bad('pass-by-an-unlisted-key', live({ pass: bound(undefined, UNLISTED) }), {
    genuine: false,
    status: 'not-genuine',
    reason: 'unknown-key',
  }),
  bad('pass-by-a-key-of-another-use', live({ pass: bound(undefined, ONLY_PCR) }), {
    genuine: false,
    status: 'not-genuine',
    reason: 'wrong-key-usage',
  }),
  bad(
    'pass-with-a-byte-changed',
    live({ pass: bound().map((byte, at, all) => (at === all.length - 1 ? byte ^ 1 : byte)) }),
    {
      genuine: false,
      status: 'not-genuine',
      reason: 'bad-signature',
    },
  ),
  bad('pass-without-a-key', live({ pass: message() })),
  bad('pass-cut', live({ pass: bound().slice(0, -1) })),
  bad('pass-with-trailing-byte', live({ pass: [...bound(), 0] })),
  bad('pass-as-text', live({ payload: list(tstr('EP1:'), int(seconds(NOW))) })),
  bad('inside-a-live-code', live({ pass: [...Buffer.from(live(), 'latin1')] })),
  bad('time-absent', live({ payload: list(bstr(bound())) })),
  bad('time-as-text', live({ time: tstr(NOW) })),
  bad('time-null', live({ time: [0xf6] })),
  bad('time-negative', live({ time: int(-1) })),
  bad('time-in-milliseconds', live({ time: int(seconds(NOW) * 1000) })),
  bad('time-as-float', live({ time: [0xfb, ...zeros(8)] })),
  bad('time-twice', live({ payload: list(bstr(bound()), int(seconds(NOW)), int(seconds(NOW))) })),
  bad('key-id-in-header', live({ header: map([int(1), int(-7)], [int(4), bstr(PHONE.kid)]) })),
  bad('algorithm-absent', live({ header: map() })),
  bad('algorithm-es384', live({ header: map([int(1), int(-35)]) })),
  bad('algorithm-hmac', live({ header: map([int(1), int(5)]) })),
  bad('unprotected-header', live({ unprotected: map([int(4), bstr(PHONE.kid)]) })),
  bad('trailing-byte', live({ after: [0] })),
  bad('key-null', live({ pass: bound(boundClaims([0xf6])) })),
  bad('key-by-thumbprint-alone', live({ pass: bound(boundClaims(map([int(3), bstr(PHONE.kid)]))) })),
  bad('key-of-another-curve', live({ pass: bound(boundClaims(map([int(1), otherCurve()]))) })),
  bad('key-of-31-bytes', live({ pass: bound(boundClaims(map([int(1), shortKey()]))) })),
  bad('key-off-the-curve', live({ pass: bound(boundClaims(map([int(1), offCurve()]))) }), FORGED),
  bad('key-unreadable-in-a-pass-alone', `EP1:${base45(bound(boundClaims([0xf6])))}`),
]

function otherCurve(): number[] {
  const { x, y } = PHONE.jwk
  return map([int(1), int(2)], [int(-1), int(8)], [int(-2), coordinate(x)], [int(-3), coordinate(y)])
}

function shortKey(): number[] {
  const { x, y } = PHONE.jwk
  const cut = bstr(Buffer.from(x, 'base64url').subarray(1))
  return map([int(1), int(2)], [int(-1), int(1)], [int(-2), cut], [int(-3), coordinate(y)])
}

function offCurve(): number[] {
  const { x } = PHONE.jwk
  return map([int(1), int(2)], [int(-1), int(1)], [int(-2), coordinate(x)], [int(-3), coordinate(x)])
}
