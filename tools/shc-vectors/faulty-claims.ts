import { deflateRawSync } from 'node:zlib'
import { bundle, card, DOSES, ISSUED, ISSUER, PATIENT, payload } from './card.ts'
import { REVOKED, REVOKED_BEFORE } from './trust.ts'
import { unreadable, type Vector } from './vector.ts'

const text = JSON.stringify(payload())
const withClaims = (more: object) => card({ payload: { ...payload(), ...more } })
const withVc = (more: object) => withClaims({ vc: { ...payload().vc, ...more } })
const withSubject = (more: object) =>
  withVc({ credentialSubject: { ...payload().vc.credentialSubject, ...more } })
const withResources = (...resources: readonly object[]) => card({ payload: payload(resources) })
/** Numbers that no program writes, in place of a 7. */
const withText = (more: object, old: string, other: string) =>
  card({ payload: JSON.stringify({ ...payload(), ...more }).replace(old, other) })

export const FAULTY_TIMES: readonly Vector[] = [
  unreadable('not-before-absent', withClaims({ nbf: undefined })),
  unreadable('not-before-null', withClaims({ nbf: null })),
  unreadable('not-before-a-text', withClaims({ nbf: String(ISSUED) })),
  unreadable('not-before-negative', withClaims({ nbf: -1 })),
  unreadable('not-before-in-milliseconds', withClaims({ nbf: ISSUED * 1000 })),
  unreadable('expiry-null', withClaims({ exp: null })),
  unreadable('expiry-a-text', withClaims({ exp: String(ISSUED + 1e6) })),
  unreadable('expiry-not-a-number', withText({ exp: 7 }, '"exp":7', '"exp":NaN')),
  unreadable('expiry-negative', withClaims({ exp: -1 })),
  unreadable('expiry-in-milliseconds', withClaims({ exp: (ISSUED + 1e6) * 1000 })),
  unreadable('expiry-1e20', withText({ exp: 7 }, '"exp":7', '"exp":1e20')),
  unreadable('expiry-1e999', withText({ exp: 7 }, '"exp":7', '"exp":1e999')),
  unreadable('expiry-in-a-list', withClaims({ exp: [ISSUED + 1e6] })),
  unreadable('expiry-twice', withText({ exp: 7 }, '"exp":7', `"exp":7,"exp":${ISSUED + 1e6}`)),
  ...[
    ['expired', ISSUED + 3600],
    ['expired-this-moment', ISSUED + 93_600],
    ['expired-a-fraction-ago', ISSUED + 93_599.5],
    ['expiry-before-issue', ISSUED - 1],
    ['expiry-at-issue', ISSUED],
    ['expiry-zero', 0],
  ].map(
    ([name, exp]): Vector => ({
      name: String(name),
      text: withClaims({ exp }),
      expect: { genuine: true, status: 'expired', kind: 'vaccination' },
    }),
  ),
  {
    name: 'not-before-in-the-future',
    text: withClaims({ nbf: ISSUED + 100_000 }),
    expect: { genuine: true, status: 'not-yet-valid', kind: 'vaccination' },
  },
  ...[
    ['revoked', REVOKED],
    ['revoked-with-all-before-an-hour-later', REVOKED_BEFORE],
  ].map(
    ([name, rid]): Vector => ({
      name: String(name),
      text: withVc({ rid }),
      expect: { genuine: true, status: 'revoked', kind: 'vaccination', reason: 'pass-revoked' },
    }),
  ),
]

export const FAULTY_CLAIMS: readonly Vector[] = [
  unreadable('issuer-absent', withClaims({ iss: undefined })),
  unreadable('issuer-a-number', withClaims({ iss: 7 })),
  unreadable('issuer-without-https', withClaims({ iss: ISSUER.replace('https', 'http') })),
  unreadable('issuer-that-ends-in-a-slash', withClaims({ iss: `${ISSUER}/` })),
  unreadable('issuer-twice', card({ payload: text.replace('{', '{"iss":"https://evil.example",') })),
  unreadable('credential-absent', withClaims({ vc: undefined })),
  unreadable('credential-a-list', withClaims({ vc: [payload().vc] })),
  unreadable('type-absent', withVc({ type: undefined })),
  unreadable('type-of-another-credential', withVc({ type: ['VerifiableCredential'] })),
  unreadable('type-a-text', withVc({ type: 'https://smarthealth.cards#health-card' })),
  unreadable('revocation-id-of-25-characters', withVc({ rid: 'A'.repeat(25) })),
  unreadable('revocation-id-empty', withVc({ rid: '' })),
  unreadable('revocation-id-with-a-dot', withVc({ rid: 'a.b' })),
  unreadable('revocation-id-a-number', withVc({ rid: 7 })),
  unreadable('revocation-id-twice', card({ payload: text.replace('"rid"', '"rid":"YQ","rid"') })),
  unreadable('bundle-absent', withSubject({ fhirBundle: undefined })),
  unreadable('bundle-of-another-kind', withSubject({ fhirBundle: { ...bundle([]), resourceType: 'List' } })),
  unreadable('bundle-without-entries', withSubject({ fhirBundle: { resourceType: 'Bundle' } })),
  unreadable(
    'entry-without-a-resource',
    withSubject({ fhirBundle: { resourceType: 'Bundle', entry: [{}] } }),
  ),
  unreadable('patient-absent', withResources(...DOSES)),
  unreadable('patient-twice', withResources(PATIENT, { ...PATIENT, birthDate: '1990-01-01' }, ...DOSES)),
  unreadable('patient-without-a-name', withResources({ ...PATIENT, name: [] }, ...DOSES)),
  unreadable(
    'patient-with-an-empty-name',
    withResources({ ...PATIENT, name: [{ family: ' ', given: [null] }] }, ...DOSES),
  ),
  unreadable(
    'patient-with-a-name-of-500-letters',
    withResources({ ...PATIENT, name: [{ family: 'A'.repeat(500) }] }, ...DOSES),
  ),
  unreadable(
    'patient-with-two-families',
    card({ payload: text.replace('"family"', '"family":"A","family"') }),
  ),
  unreadable('payload-a-list', card({ payload: `[${text}]` })),
  unreadable('payload-with-a-comma-too-many', card({ payload: text.replace(/\}$/, ',}') })),
  unreadable('two-payloads', card({ payload: text + text })),
  unreadable('payload-after-a-byte-order-mark', card({ payload: `\ufeff${text}` })),
  unreadable(
    'payload-no-utf-8',
    card({ packed: deflateRawSync(Buffer.from(text.replace('í', 'ÿ'), 'latin1')) }),
  ),
  unreadable('payload-40-deep', withClaims({ deep: JSON.parse('['.repeat(40) + ']'.repeat(40)) })),
  unreadable('payload-empty', card({ payload: '' })),
]
