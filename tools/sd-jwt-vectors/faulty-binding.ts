import { p256 } from '@noble/curves/nist.js'
import { sign, testKey } from '../pass-vectors/keys.ts'
import { der } from '../pass-vectors/message.ts'
import {
  ALL,
  AUDIENCE,
  BIRTH,
  type BindingParts,
  base64url,
  binding,
  claims,
  FAMILY,
  GIVEN,
  HOLDER,
  holderKey,
  SIGNER,
  sdJwt,
  seconds,
  sha256,
  TYPE,
  without,
} from './message.ts'
import { BAD_SIGNATURE, UNREADABLE, type Vector } from './vector.ts'

const COPY = { genuine: true, status: 'not-accepted', reason: 'copy' } as const
const OTHER = testKey('another holder')
const raw = (signed: Uint8Array) => Buffer.from(sign(HOLDER, signed))
const ORDER = Buffer.from(p256.Point.Fn.ORDER.toString(16), 'hex')

const shown = (name: string, parts: BindingParts, expect: Vector['expect']): Vector => ({
  name: `holder-${name}`,
  text: sdJwt({ binding: binding(parts) }),
  asked: true,
  expect,
})
const forged = (name: string, parts: BindingParts) => shown(name, parts, BAD_SIGNATURE)
const copy = (name: string, parts: BindingParts) => shown(name, parts, COPY)
const bad = (name: string, parts: BindingParts) => shown(name, parts, UNREADABLE)

const whole = sdJwt({ binding: binding() })
const kb = whole.slice(whole.lastIndexOf('~') + 1)

/** The holder's signature (RFC 9901, section 7.3). */
export const FAULTY_BINDING: readonly Vector[] = [
  { name: 'holder-not-shown-though-asked', text: sdJwt(), asked: true, expect: COPY },
  {
    name: 'holder-key-missing-though-asked',
    text: sdJwt({ payload: without(['cnf']) }),
    asked: true,
    expect: COPY,
  },
  {
    name: 'holder-signs-without-a-key-of-hers',
    text: sdJwt({ payload: without(['cnf']), binding: binding() }),
    asked: true,
    expect: UNREADABLE,
  },
  forged('by-another-key', { key: OTHER }),
  forged('by-the-issuer', { key: SIGNER }),
  forged('by-another-key-that-it-names', { key: OTHER, header: { jwk: OTHER.jwk } }),
  forged('algorithm-none', { header: { alg: 'none' } }),
  forged('algorithm-hs256', { header: { alg: 'HS256' } }),
  forged('algorithm-es384', { header: { alg: 'ES384' } }),
  forged('type-missing', { header: { typ: undefined } }),
  forged('type-of-a-token', { header: { typ: 'JWT' } }),
  forged('type-of-a-credential', { header: { typ: 'dc+sd-jwt' } }),
  forged('type-of-a-key-proof', { header: { typ: 'openid4vci-proof+jwt' } }),
  forged('hash-wrong', { claims: { sd_hash: sha256('x') } }),
  forged('hash-missing', { claims: { sd_hash: undefined } }),
  forged('hash-of-the-credential-alone', { claims: { sd_hash: sha256(sdJwt().split('~')[0]!) } }),
  forged('hash-without-the-last-tilde', { claims: { sd_hash: sha256(sdJwt().slice(0, -1)) } }),
  forged('signature-der', { signature: (bytes) => Uint8Array.from(der(raw(bytes))) }),
  forged('signature-zero', { signature: () => Buffer.alloc(64) }),
  forged('signature-r-is-the-order', {
    signature: (bytes) => Buffer.concat([ORDER, raw(bytes).subarray(32)]),
  }),
  forged('signature-cut', { signature: (bytes) => raw(bytes).subarray(0, 63) }),
  {
    name: 'holder-of-another-pass',
    text: sdJwt({ payload: claims({ cnf: holderKey(OTHER) }) }) + kb,
    asked: true,
    expect: BAD_SIGNATURE,
  },
  {
    name: 'holder-swapped-between-two-passes-of-hers',
    text: sdJwt({ payload: claims({ jti: '0011223344556677' }) }) + kb,
    asked: true,
    expect: BAD_SIGNATURE,
  },
  {
    name: 'holder-disclosure-taken-away',
    text: sdJwt({ disclosures: [GIVEN, FAMILY, BIRTH] }) + kb,
    asked: true,
    expect: BAD_SIGNATURE,
  },
  {
    name: 'holder-disclosure-added',
    text: sdJwt() + binding()(sdJwt({ disclosures: [GIVEN, FAMILY, TYPE] })),
    asked: true,
    expect: BAD_SIGNATURE,
  },
  {
    name: 'holder-disclosures-reordered',
    text: sdJwt({ disclosures: ALL.toReversed() }) + kb,
    asked: true,
    expect: BAD_SIGNATURE,
  },
  copy('for-another-audience', { claims: { aud: 'redirect_uri:https://door.example.net/response' } }),
  copy('for-an-audience-with-a-slash', { claims: { aud: `${AUDIENCE}/` } }),
  copy('of-another-nonce', { claims: { nonce: 'n-0S6_WzA2Mk' } }),
  copy('of-an-empty-nonce', { claims: { nonce: '' } }),
  copy('old', { claims: { iat: seconds('2021-11-20T16:58:59Z') } }),
  copy('of-yesterday', { claims: { iat: seconds('2021-11-19T17:00:00Z') } }),
  copy('of-tomorrow', { claims: { iat: seconds('2021-11-21T17:00:00Z') } }),
  {
    name: 'holder-old-and-not-asked',
    text: sdJwt({ binding: binding({ claims: { iat: seconds('2021-11-20T16:58:59Z') } }) }),
    expect: COPY,
  },
  {
    name: 'holder-by-another-key-and-not-asked',
    text: sdJwt({ binding: binding({ key: OTHER }) }),
    expect: BAD_SIGNATURE,
  },
  bad('audience-missing', { claims: { aud: undefined } }),
  bad('audience-a-list', { claims: { aud: [AUDIENCE] } }),
  bad('nonce-missing', { claims: { nonce: undefined } }),
  bad('nonce-a-number', { claims: { nonce: 7 } }),
  bad('time-missing', { claims: { iat: undefined } }),
  bad('time-a-text', { claims: { iat: 'now' } }),
  bad('time-in-milliseconds', { claims: { iat: seconds('2021-11-20T17:00:00Z') * 1000 } }),
  bad('critical', { header: { crit: ['nonce'] } }),
  { name: 'holder-tilde-after-it', text: `${whole}~`, asked: true, expect: UNREADABLE },
  { name: 'holder-signs-twice', text: `${whole}~${kb}`, asked: true, expect: UNREADABLE },
  { name: 'holder-cut', text: whole.slice(0, -10), asked: true, expect: BAD_SIGNATURE },
  {
    name: 'holder-payload-no-json',
    text: `${sdJwt()}${kb.split('.')[0]}.${base64url('{')}.${kb.split('.')[2]}`,
    asked: true,
    expect: UNREADABLE,
  },
]
