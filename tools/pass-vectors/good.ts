import { p256 } from '@noble/curves/nist.js'
import { nested } from './faulty-claims.ts'
import { sign } from './keys.ts'
import { claims, code, codeOf, header, SIGNER } from './message.ts'
import { bstr, int, list, map, tstr } from './raw.ts'
import { ENDED, LATER, NEIGHBOUR, ONLY_PCR, REVOKED, REVOKED_PASS, TWIN } from './trust.ts'
import type { Vector } from './vector.ts'

/** A pass id with which the code has two blanks in a row somewhere: copied text loses one of them. */
function codeWithTwoBlanks(): string {
  for (let number = 1; ; number++) {
    const text = codeOf(claims({ id: number.toString(16).padStart(16, '0') }))
    if (text.includes('  ')) return text
  }
}

/** The other signature of the same signer over the same bytes. */
const highS = (signed: Uint8Array): Uint8Array => {
  const { r, s } = p256.Signature.fromBytes(sign(SIGNER, signed))
  return new p256.Signature(r, p256.Point.Fn.ORDER - s).toBytes()
}

const VALID = { genuine: true, status: 'valid' } as const

export const GOOD: readonly Vector[] = [
  { name: 'vaccination', text: code(), expect: { ...VALID, kind: 'vaccination' } },
  { name: 'pcr', text: codeOf(claims({ type: 2 })), expect: { ...VALID, kind: 'pcr' } },
  { name: 'antigen', text: codeOf(claims({ type: 3 })), expect: { ...VALID, kind: 'antigen' } },
  { name: 'birth-year-only', text: codeOf(claims({ birth: 1956 })), expect: VALID },
  { name: 'birth-year-and-month', text: codeOf(claims({ birth: 195_603 })), expect: VALID },
  { name: 'born-on-leap-day', text: codeOf(claims({ birth: 20_000_229 })), expect: VALID },
  { name: 'given-name-only', text: codeOf(claims({ family: '' })), expect: VALID },
  { name: 'family-name-only', text: codeOf(claims({ given: '' })), expect: VALID },
  {
    name: 'names-of-40-bytes',
    text: codeOf(claims({ given: 'Bartholomew-Alexander', family: 'Featherstonehaugh-W' })),
    expect: VALID,
  },
  {
    name: 'name-of-120-characters',
    text: codeOf(claims({ given: 'Nkechinyere '.repeat(10) })),
    expect: VALID,
  },
  {
    name: 'names-in-other-scripts',
    text: codeOf(claims({ given: 'Αλέξανδρος', family: 'তাসনিম' })),
    expect: VALID,
  },
  {
    name: 'name-with-markup',
    text: codeOf(claims({ given: '<b onclick=x>&amp;', family: '\u202Egnp' })),
    expect: VALID,
  },
  { name: 'two-blanks-in-a-row', text: codeWithTwoBlanks(), expect: VALID },
  { name: 'blanks-and-line-end-around', text: ` ${code()}\r\n`, expect: VALID },
  { name: 'high-s', text: code({ signature: highS }), expect: VALID },
  { name: 'second-key-under-one-id', text: code({ key: TWIN, header: header() }), expect: VALID },
  {
    name: 'equal-key-id-of-other-issuer',
    text: codeOf(claims({ issuer: 'US-NJ' }), { key: NEIGHBOUR, header: header() }),
    expect: VALID,
  },
  { name: 'unknown-claims', text: code({ payload: unknownClaims() }), expect: VALID },
  { name: 'unknown-claim-of-16-levels', text: code({ payload: deepClaim() }), expect: VALID },
  {
    name: 'unknown-protected-parameter',
    text: code({
      header: map([int(1), int(-7)], [int(4), bstr(SIGNER.kid)], [int(16), tstr('application/cwt')]),
    }),
    expect: VALID,
  },
  { name: 'issued-this-moment', text: codeOf(claims({ issued: '2021-11-20T17:00:00Z' })), expect: VALID },
  {
    name: 'issued-60-seconds-ahead',
    text: codeOf(claims({ issued: '2021-11-20T17:01:00Z' })),
    expect: VALID,
  },
  { name: 'last-second', text: codeOf(claims({ expires: '2021-11-20T17:00:01Z' })), expect: VALID },
  { name: 'key-for-this-type', text: codeOf(claims({ type: 2 }), { key: ONLY_PCR }), expect: VALID },

  {
    name: 'expired-this-moment',
    text: codeOf(claims({ expires: '2021-11-20T17:00:00Z' })),
    expect: { genuine: true, status: 'expired' },
  },
  {
    name: 'expired-long-ago',
    text: codeOf(claims({ expires: '2021-11-19T15:00:01Z' })),
    expect: { genuine: true, status: 'expired' },
  },
  {
    name: 'issued-61-seconds-ahead',
    text: codeOf(claims({ issued: '2021-11-20T17:01:01Z', notBefore: '2021-11-19T15:00:00Z' })),
    expect: { genuine: true, status: 'not-yet-valid' },
  },
  {
    name: 'begins-61-seconds-ahead',
    text: codeOf(claims({ notBefore: '2021-11-20T17:01:01Z' })),
    expect: { genuine: true, status: 'not-yet-valid' },
  },
  {
    name: 'revoked-pass',
    text: codeOf(claims({ id: REVOKED_PASS })),
    expect: { genuine: true, status: 'revoked', reason: 'pass-revoked' },
  },
  {
    name: 'revoked-and-expired',
    text: codeOf(claims({ id: REVOKED_PASS, expires: '2021-11-20T00:00:00Z' })),
    expect: { genuine: true, status: 'revoked', reason: 'pass-revoked' },
  },
  {
    name: 'revoked-key',
    text: code({ key: REVOKED }),
    expect: { genuine: null, status: 'revoked', reason: 'key-revoked' },
  },
  {
    name: 'key-that-has-ended',
    text: code({ key: ENDED }),
    expect: { genuine: true, status: 'not-accepted', reason: 'signer-ended' },
  },
  {
    name: 'issued-before-the-key-began',
    text: code({ key: LATER }),
    expect: { genuine: false, status: 'not-genuine', reason: 'wrong-key-usage' },
  },
]

/** Claim 9, one of 300, and one with a text for a name: signed, so they do no harm. */
function unknownClaims(): number[] {
  const { pass, ...others } = claims()
  const later = map([int(3), bstr([1, 2, 3])])
  const entries = [
    ...Object.values(others),
    [int(9), later] as const,
    [int(300), list(int(1), [0xf5], [0xf6])] as const,
  ]
  return map(...entries, pass!, [tstr('note'), tstr('x')])
}

function deepClaim(): number[] {
  const { pass, ...others } = claims()
  return map(...Object.values(others), [int(9), nested(14)], pass!)
}
