import { deflateSync } from 'node:zlib'
import { base45, bstr, head, int, list, map, tstr } from '../pass-vectors/raw.ts'
import type { Vector } from '../pass-vectors/vector.ts'
import {
  type Claims,
  cbor,
  code,
  DOSE,
  message,
  NAME,
  packed,
  payload,
  RECOVERED,
  RECOVERY,
  TEST,
  TESTED,
  VACCINATED,
  type Value,
} from './message.ts'
import {
  ENDED,
  NEIGHBOUR,
  ONLY_RECOVERIES,
  ONLY_TESTS,
  ONLY_TESTS_BY_OTHER_ARC,
  ONLY_VACCINATIONS,
  RSA_SIGNER,
  SIGNER,
  UNLISTED,
} from './signers.ts'

const VALID = { genuine: true, status: 'valid' } as const
const valid = (kind: string) => ({ ...VALID, kind })
const of = (certificate: Value, claims: Claims = {}) => code({ ...claims, certificate })

/** A CBOR value in the encoding that is not the shortest. */
const long = (label: number): number[] => head(label < 0 ? 1 : 0, label < 0 ? -1 - label : label, 8)
const float64 = (value: number): Value => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return { cbor: [0xfb, ...bytes] }
}
const seconds = (text: string) => Date.parse(text) / 1000
const tagged = (tag: number, value: Value): Value => ({ cbor: [0xc0 | tag, ...cbor(value)] })

const indefinite = (certificate: { readonly [key: string]: Value }): Value => ({
  cbor: [
    0xbf,
    ...Object.entries(certificate).flatMap(([key, value]) => [...tstr(key), ...cbor(value)]),
    0xff,
  ],
})

export const GOOD: readonly Vector[] = [
  { name: 'vaccination', text: code(), expect: valid('vaccination') },
  { name: 'test', text: of(TESTED), expect: valid('test') },
  { name: 'recovery', text: of(RECOVERED), expect: valid('recovery') },
  { name: 'ps256', text: code({ signer: RSA_SIGNER }), expect: valid('vaccination') },
  { name: 'signer-of-another-country', text: code({ signer: NEIGHBOUR }), expect: VALID },
  { name: 'issuer-named-otherwise', text: code({ issuer: 'XZ' }), expect: VALID },
  { name: 'issuer-absent', text: code({ issuer: '' }), expect: VALID },
  {
    name: 'test-by-a-signer-of-tests',
    text: code({ certificate: TESTED, signer: ONLY_TESTS }),
    expect: valid('test'),
  },
  {
    name: 'test-by-a-signer-of-tests-of-the-other-arc',
    text: code({ certificate: TESTED, signer: ONLY_TESTS_BY_OTHER_ARC }),
    expect: valid('test'),
  },
  {
    name: 'vaccination-by-a-signer-of-vaccinations',
    text: code({ signer: ONLY_VACCINATIONS }),
    expect: VALID,
  },
  {
    name: 'recovery-by-a-signer-of-recoveries',
    text: code({ certificate: RECOVERED, signer: ONLY_RECOVERIES }),
    expect: valid('recovery'),
  },
  {
    name: 'signer-in-its-last-second',
    text: code({ signer: ENDED, issued: { cbor: int(seconds('2021-06-15T00:00:00Z')) } }),
    at: '2021-08-31T23:59:59Z',
    expect: VALID,
  },
  {
    name: 'signed-before-its-signer-began',
    text: code({ issued: { cbor: int(seconds('2020-12-24T00:00:00Z')) } }),
    expect: VALID,
  },

  // The envelope in each of the ways that occur.
  { name: 'no-tag', text: code({ tag: [] }), expect: VALID },
  { name: 'tag-61-around', text: code({ tag: [0xd8, 61, 0xd2] }), expect: VALID },
  { name: 'tag-61-alone', text: code({ tag: [0xd8, 61] }), expect: VALID },
  {
    name: 'header-in-other-order',
    text: code({ header: map([int(4), bstr(SIGNER.kid)], [int(1), int(-7)]) }),
    expect: VALID,
  },
  {
    name: 'header-with-content-type',
    text: code({
      header: map([int(1), int(-7)], [int(3), tstr('application/cwt')], [int(4), bstr(SIGNER.kid)]),
    }),
    expect: VALID,
  },
  {
    name: 'key-id-unprotected',
    text: code({ header: map([int(1), int(-7)]), unprotected: map([int(4), bstr(SIGNER.kid)]) }),
    expect: VALID,
  },
  {
    name: 'key-id-in-both-headers',
    text: code({ unprotected: map([int(4), bstr(SIGNER.kid)]) }),
    expect: VALID,
  },
  {
    name: 'key-id-protected-and-another-unprotected',
    text: code({ unprotected: map([int(4), bstr(UNLISTED.kid)]) }),
    expect: VALID,
  },
  {
    name: 'all-parameters-unprotected',
    text: code({ header: [], unprotected: map([int(1), int(-7)], [int(4), bstr(SIGNER.kid)]) }),
    expect: VALID,
  },
  {
    name: 'header-of-an-empty-map',
    text: code({ header: map(), unprotected: map([int(1), int(-7)], [int(4), bstr(SIGNER.kid)]) }),
    expect: VALID,
  },
  {
    name: 'header-in-long-numbers',
    text: code({ header: map([long(1), long(-7)], [long(4), bstr(SIGNER.kid)]) }),
    expect: VALID,
  },
  {
    name: 'message-whose-end-is-told-at-its-end',
    text: packed([0xd2, 0x9f, ...message({ tag: [] }).slice(1), 0xff]),
    expect: VALID,
  },
  {
    name: 'deflated-without-compression',
    text: `HC1:${base45(deflateSync(Uint8Array.from(message()), { level: 0 }))}`,
    expect: VALID,
  },
  { name: 'blanks-around', text: `\n ${code()}\r\n`, expect: VALID },

  // Claims in each of the ways that occur.
  {
    name: 'times-as-floats',
    text: code({
      issued: float64(seconds('2021-11-19T09:00:00.25Z')),
      expires: float64(seconds('2022-06-14T00:00:00.5Z')),
    }),
    expect: VALID,
  },
  {
    name: 'times-with-a-tag',
    text: code({ issued: tagged(1, { cbor: int(seconds('2021-11-19T09:00:00Z')) }) }),
    expect: VALID,
  },
  {
    name: 'not-before-in-the-past',
    text: code({ notBefore: { cbor: int(seconds('2021-11-19T10:00:00Z')) } }),
    expect: VALID,
  },
  { name: 'at-its-last-second', text: code(), at: '2022-06-14T00:00:00Z', expect: VALID },
  { name: 'map-whose-end-is-told-at-its-end', text: of(indefinite(VACCINATED)), expect: VALID },
  {
    name: 'claims-unknown',
    text: code({ payload: claimsAnd([int(99), list(int(1), tstr('x'))]) }),
    expect: VALID,
  },
  { name: 'schema-1.0.0', text: of({ ...VACCINATED, ver: '1.0.0' }), expect: VALID },
  { name: 'empty-lists-of-the-other-kinds', text: of({ ...VACCINATED, t: [], r: [] }), expect: VALID },
  { name: 'null-for-the-other-kinds', text: of({ ...VACCINATED, t: null, r: null }), expect: VALID },
  {
    name: 'blanks-round-values',
    text: of({
      ...VACCINATED,
      nam: { ...NAME, fn: ' Lindqvist  ', gn: '\tEbba ' },
      v: [{ ...DOSE, mp: ' EU/1/20/1528 ' }],
    }),
    expect: VALID,
  },
  {
    name: 'name-of-other-letters',
    text: of({ ...VACCINATED, nam: { fn: 'Σταύρου', gn: 'Ελένη', fnt: 'STAVROU', gnt: 'ELENI' } }),
    expect: VALID,
  },
  {
    name: 'name-in-machine-readable-letters-alone',
    text: of({ ...VACCINATED, nam: { fnt: 'LINDQVIST<BERG', gnt: 'EBBA<MAERTA<<<' } }),
    expect: VALID,
  },
  {
    name: 'family-name-alone',
    text: of({ ...VACCINATED, nam: { fn: 'Suharto', fnt: 'SUHARTO' } }),
    expect: VALID,
  },
  {
    name: 'given-name-alone',
    text: of({ ...VACCINATED, nam: { gn: 'Pelé', gnt: 'PELE', fn: null } }),
    expect: VALID,
  },
  { name: 'birth-year', text: of({ ...VACCINATED, dob: '1963' }), expect: VALID },
  { name: 'birth-year-and-month', text: of({ ...VACCINATED, dob: '1963-02' }), expect: VALID },
  { name: 'birth-day-unknown', text: of({ ...VACCINATED, dob: '1963-XX-XX' }), expect: VALID },
  { name: 'birth-date-with-a-time', text: of({ ...VACCINATED, dob: '1963-02-03T00:00:00' }), expect: VALID },
  { name: 'birth-date-empty', text: of({ ...VACCINATED, dob: '' }), expect: VALID },
  { name: 'birth-date-null', text: of({ ...VACCINATED, dob: null }), expect: VALID },
  {
    name: 'test-time-without-offset',
    text: of({ ...TESTED, t: [{ ...TEST, sc: '2021-11-19T08:30:00' }] }),
    expect: VALID,
  },
  {
    name: 'test-time-with-a-tag',
    text: of({ ...TESTED, t: [{ ...TEST, sc: tagged(0, TEST.sc) }] }),
    expect: VALID,
  },
  {
    name: 'recovery-dates-with-a-time',
    text: of({ ...RECOVERED, r: [{ ...RECOVERY, fr: '2021-09-01T00:00:00' }] }),
    expect: VALID,
  },
]

/** A payload with one claim more; its head is written anew. */
function claimsAnd(entry: readonly [number[], number[]]): number[] {
  const bytes = payload()
  return [0xa0 + (bytes[0]! & 31) + 1, ...bytes.slice(1), ...entry.flat()]
}
