import {
  ALL,
  BIRTH,
  claim,
  claims,
  disclosure,
  FAMILY,
  GIVEN,
  salt,
  sdJwt,
  seconds,
  sha256,
  TYPE,
  without,
} from './message.ts'
import { LIST_URI, REVOKED_AT, REVOKED_PASS, STATUS_LISTS } from './trust.ts'
import { UNREADABLE, type Vector } from './vector.ts'

const bad = (name: string, parts: Parameters<typeof sdJwt>[0]): Vector => ({
  name,
  text: sdJwt(parts),
  expect: UNREADABLE,
})
/** Signed digests of `ALL` and more; all of it disclosed. */
const extra = (name: string, ...more: readonly string[]): Vector =>
  bad(name, { payload: claims({}, [...ALL, ...more]), disclosures: [...ALL, ...more] })
const digests = ALL.map(sha256)

/** RFC 9901, section 7.1: what a verifier must refuse. All are signed by a good key. */
export const FAULTY_DISCLOSURES: readonly Vector[] = [
  bad('disclosure-twice', { disclosures: [...ALL, GIVEN] }),
  bad('disclosure-that-nothing-refers-to', { disclosures: [...ALL, claim('note', 'x')] }),
  bad('disclosure-of-another-salt', {
    disclosures: [disclosure(salt('x'), 'given_name', 'Amalia Sofía'), FAMILY, BIRTH, TYPE],
  }),
  bad('disclosure-changed', {
    disclosures: [GIVEN, FAMILY, BIRTH, disclosure(salt('pass_type'), 'pass_type', 'pcr')],
  }),
  bad('disclosure-with-a-blank-more', {
    disclosures: [
      GIVEN,
      FAMILY,
      BIRTH,
      Buffer.from(`${Buffer.from(TYPE, 'base64url')} `).toString('base64url'),
    ],
  }),
  bad('digest-twice', { payload: claims({ _sd: [...digests, digests[0]] }) }),
  bad('digest-twice-of-nothing', {
    payload: claims({ _sd: [...digests, sha256('decoy'), sha256('decoy')] }),
  }),
  bad('digest-twice-at-another-depth', { payload: claims({ more: { _sd: [digests[0]] } }) }),
  bad('digest-in-a-list-and-an-object', { payload: claims({ more: [{ '...': digests[0] }] }) }),
  bad('digest-a-number', { payload: claims({ _sd: [...digests, 7] }) }),
  bad('digests-no-list', { payload: claims({ _sd: digests[0] }) }),
  bad('digests-an-object', { payload: claims({ _sd: { 0: digests[0] } }) }),
  extra('overwrites-the-expiry', claim('exp', 4_102_444_800)),
  extra('overwrites-the-issuer', claim('iss', 'https://pass.example.org')),
  extra('overwrites-a-claim-in-the-clear', claim('_sd_alg', 'x'), claim('jti', '0011223344556677')),
  bad('overwrites-a-name-in-the-clear', { payload: claims({ given_name: 'Rosa' }) }),
  bad('expiry-kept-back', {
    payload: { ...without(['exp', '_sd']), _sd: [...digests, sha256(claim('exp', 1_651_377_600))] },
    disclosures: [...ALL, claim('exp', 1_651_377_600)],
  }),
  bad('holder-key-kept-back', {
    payload: { ...without(['cnf', '_sd']), _sd: [...digests, sha256(claim('cnf', {}))] },
    disclosures: [...ALL, claim('cnf', {})],
  }),
  bad('status-kept-back', {
    payload: claims({ _sd: [...digests, sha256(claim('status', {}))] }),
    disclosures: [...ALL, claim('status', {})],
  }),
  extra('same-name-twice', disclosure(salt('again'), 'given_name', 'Rosa')),
  extra('discloses-sd', claim('_sd', [])),
  extra('discloses-dots', claim('...', 'x')),
  extra('element-among-claims', disclosure(salt('element'), 'x')),
  bad('claim-among-elements', {
    payload: claims({ list: [{ '...': sha256(claim('note', 'x')) }] }),
    disclosures: [...ALL, claim('note', 'x')],
  }),
  bad('dots-beside-another-name', { payload: claims({ list: [{ '...': sha256('decoy'), x: 1 }] }) }),
  bad('dots-outside-a-list', { payload: claims({ more: { '...': sha256('decoy') } }) }),
  bad('dots-a-number', { payload: claims({ list: [{ '...': 7 }] }) }),
  bad('nested-disclosure-overwrites', {
    payload: claims({}, [...ALL, claim('more', { x: 1, _sd: [sha256(claim('x', 2))] })]),
    disclosures: [...ALL, claim('more', { x: 1, _sd: [sha256(claim('x', 2))] }), claim('x', 2)],
  }),
  bad('nested-disclosure-discloses-sd', {
    payload: claims({}, [...ALL, claim('more', { _sd: [sha256(claim('_sd', []))] })]),
    disclosures: [...ALL, claim('more', { _sd: [sha256(claim('_sd', []))] }), claim('_sd', [])],
  }),
  bad('nested-digest-twice', {
    payload: claims({}, [...ALL, claim('more', { _sd: [sha256('decoy'), sha256('decoy')] })]),
    disclosures: [...ALL, claim('more', { _sd: [sha256('decoy'), sha256('decoy')] })],
  }),
  bad('nested-disclosures-too-deep', chain(40)),
  extra('disclosure-of-one-part', disclosure(salt('one'))),
  extra('disclosure-of-four-parts', disclosure(salt('four'), 'note', 'x', 'y')),
  extra('disclosure-an-object', Buffer.from('{"a":1}').toString('base64url')),
  extra('disclosure-no-json', Buffer.from('["a","b"').toString('base64url')),
  extra('disclosure-without-salt', disclosure(7, 'note', 'x')),
  extra('disclosure-name-a-number', disclosure(salt('number'), 7, 'x')),
  extra('disclosure-key-twice', Buffer.from('["c2FsdA","note",{"a":1,"a":2}]').toString('base64url')),
  bad('hash-sha-512', { payload: claims({ _sd_alg: 'sha-512' }) }),
  bad('hash-sha-1', { payload: claims({ _sd_alg: 'sha-1' }) }),
  bad('hash-a-number', { payload: claims({ _sd_alg: 256 }) }),
]

const changed = (name: string, more: object): Vector =>
  bad(name, { payload: claims(more as Record<string, unknown>) })
/** A disclosed claim with another value. */
const other = (name: string, of: string, value: unknown): Vector => {
  const disclosures = ALL.map((text) =>
    Buffer.from(text, 'base64url').toString().includes(`"${of}"`) ? claim(of, value) : text,
  )
  return bad(name, { payload: claims({}, disclosures), disclosures })
}

/** What it says. */
export const FAULTY_CLAIMS: readonly Vector[] = [
  bad('credential-type-missing', { payload: without(['vct']) }),
  changed('credential-type-a-list', { vct: ['urn:excelsior:pass:1'] }),
  changed('for-a-named-audience', { aud: 'https://door.example.org' }),
  bad('pass-id-missing', { payload: without(['jti']) }),
  changed('pass-id-of-15-digits', { jti: '6d1f0b5a2c9e837' }),
  changed('pass-id-in-capitals-of-no-digits', { jti: 'ZZZZZZZZZZZZZZZZ' }),
  bad('expiry-missing', { payload: without(['exp']) }),
  changed('expiry-text', { exp: '1651377600' }),
  changed('expiry-null', { exp: null }),
  changed('expiry-milliseconds', { exp: seconds('2022-05-01T04:00:00Z') * 1000 }),
  changed('expiry-negative', { exp: -1 }),
  changed('issued-at-text', { iat: 'now' }),
  bad('issued-at-and-not-before-missing', { payload: without(['iat', 'nbf']) }),
  changed('not-before-a-list', { nbf: [0] }),
  changed('holder-key-a-text', { cnf: 'x' }),
  changed('holder-key-half-a-point', { cnf: { jwk: { kty: 'EC', crv: 'P-256', x: 'AA' } } }),
  changed('status-a-text', { status: 'x' }),
  changed('status-of-an-unknown-kind', { status: { other: {} } }),
  changed('status-index-negative', { status: { status_list: { idx: -1, uri: LIST_URI } } }),
  changed('status-index-a-fraction', { status: { status_list: { idx: 0.5, uri: LIST_URI } } }),
  changed('status-index-a-text', { status: { status_list: { idx: '0', uri: LIST_URI } } }),
  changed('status-without-address', { status: { status_list: { idx: 0 } } }),
  other('type-unknown', 'pass_type', 'booster'),
  other('type-a-number', 'pass_type', 1),
  other('name-a-number', 'given_name', 7),
  other('name-null', 'family_name', null),
  other('birth-date-30-february', 'birthdate', '1988-02-30'),
  other('birth-date-a-number', 'birthdate', 19_880_304),
  other('birth-date-in-words', 'birthdate', 'March 4, 1988'),
]

const over = (name: string, more: object): Vector => ({
  name,
  text: sdJwt({ payload: claims(more as Record<string, unknown>) }),
  expect: { genuine: true, status: 'expired' },
})
const withdrawn = { genuine: true, status: 'revoked', reason: 'pass-revoked' } as const
const cannot = { genuine: null, status: 'unknown', reason: 'revocation-unknown' } as const
const inList = sdJwt({ payload: claims({ status: { status_list: { idx: REVOKED_AT, uri: LIST_URI } } }) })

/** When, and whether it was withdrawn. */
export const FAULTY_TIMES: readonly Vector[] = [
  over('expired', { exp: seconds('2021-11-20T17:00:00Z') }),
  over('expires-when-issued', { exp: seconds('2021-11-19T15:00:00Z') }),
  over('expiry-zero', { exp: 0 }),
  {
    name: 'not-yet',
    text: sdJwt({ payload: claims({ nbf: seconds('2021-11-20T17:02:00Z') }) }),
    expect: { genuine: true, status: 'not-yet-valid' },
  },
  {
    name: 'issued-tomorrow',
    text: sdJwt({ payload: claims({ iat: seconds('2021-11-21T17:00:00Z') }) }),
    expect: { genuine: true, status: 'not-yet-valid' },
  },
  {
    name: 'revoked-by-the-trust-list',
    text: sdJwt({ payload: claims({ jti: REVOKED_PASS }) }),
    expect: withdrawn,
  },
  { name: 'revoked-by-its-status-list', text: inList, lists: ['good'], expect: withdrawn },
  { name: 'suspended-by-its-status-list', text: inList, lists: ['two-bits-each'], expect: withdrawn },
  ...Object.keys(STATUS_LISTS)
    .filter((list) => !['good', 'two-bits-each'].includes(list))
    .map((list): Vector => ({ name: `status-list-${list}`, text: inList, lists: [list], expect: cannot })),
  {
    name: 'status-list-too-short',
    text: sdJwt({ payload: claims({ status: { status_list: { idx: 64, uri: LIST_URI } } }) }),
    lists: ['good'],
    expect: cannot,
  },
  {
    name: 'status-list-not-among-those-at-hand',
    text: sdJwt({ payload: claims({ status: { status_list: { idx: 0, uri: `${LIST_URI}0` } } }) }),
    lists: ['good'],
    expect: cannot,
  },
]

/** A claim within a claim within a claim, each kept back by itself. */
function chain(levels: number): Parameters<typeof sdJwt>[0] {
  const disclosures: string[] = []
  let inner = claim('level', 'x')
  for (let level = 0; level < levels; level++) {
    disclosures.push(inner)
    inner = disclosure(salt(`level ${level}`), 'level', { _sd: [sha256(inner)] })
  }
  disclosures.push(inner)
  return { payload: claims({}, [...ALL, inner]), disclosures: [...ALL, ...disclosures] }
}
