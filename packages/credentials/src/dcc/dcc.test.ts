import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  code,
  DOSE,
  NAME,
  RECOVERED,
  TEST,
  TESTED,
  VACCINATED,
  type Value,
} from '../../../../tools/dcc-vectors/message.ts'
import { testSigner } from '../../../../tools/dcc-vectors/signers.ts'
import type { Opened } from '../format.ts'
import { LIMITS } from '../limits.ts'
import { dcc } from './dcc.ts'
import type { DccClaims } from './dcc-claims.ts'
import { evidenceOf } from './dcc-evidence.ts'
import { readDocumentSigners } from './document-signers.ts'
import { REVOCATION_NOT_AT_HAND, readDccRevocation } from './revocation.ts'

const opened = async (certificate: Value) => (await dcc.open(code({ certificate }), LIMITS)) as Opened
const holder = async (words: { readonly [key: string]: Value }) =>
  (await opened({ ...VACCINATED, ...words })).holder
const evidence = async (certificate: Value) => (await opened(certificate)).evidence

describe('the holder', () => {
  test('has the name as it is written, blanks around it left out', async () => {
    expect(await holder({ nam: { ...NAME, fn: '  Lindqvist ', gn: ' Ebba\t' } })).toEqual({
      givenName: 'Ebba',
      familyName: 'Lindqvist',
      birthDate: '1979-04-23',
    })
  })

  test.each([
    [
      { fn: 'Σταύρου', gn: 'Ελένη', fnt: 'STAVROU', gnt: 'ELENI' },
      { givenName: 'ELENI', familyName: 'STAVROU' },
    ],
    [
      { fn: 'Иванов', gn: 'Ivan', fnt: 'IVANOV', gnt: 'IVAN' },
      { givenName: 'IVAN', familyName: 'IVANOV' },
    ],
    [
      { fn: 'Петков', fnt: 'PETKOV<<<' },
      { givenName: '', familyName: 'PETKOV' },
    ],
    [{ fn: 'Łukasz-Nguyễn', gn: 'Žofie', fnt: 'LUKASZ<NGUYEN', gnt: 'ZOFIE' }, undefined],
    [{ fn: 'Петков', gn: 'Стамо' }, undefined],
  ])('in other letters than Latin has the Latin name beside it: %j', async (nam, latin) => {
    expect((await holder({ nam })).latin).toEqual(latin)
  })

  test('whose name is there in Latin letters alone has that', async () => {
    expect(await holder({ nam: { fnt: 'DE<LA<CRUZ', gnt: 'ANA<MARIA<<<<' } })).toEqual({
      givenName: 'ANA MARIA',
      familyName: 'DE LA CRUZ',
      birthDate: '1979-04-23',
    })
    expect(await holder({ nam: { fn: 'Cruz', fnt: 'CRUZ', gn: null, gnt: 'ANA' } })).toMatchObject({
      givenName: 'ANA',
      familyName: 'Cruz',
    })
  })

  test.each([
    ['1963-02-03', '1963-02-03'],
    ['1963-02', '1963-02'],
    ['1963', '1963'],
    ['1963-XX-XX', '1963'],
    ['1963-02-XX', '1963-02'],
    ['1963-xx-xx', '1963'],
    ['1963-00-00', '1963'],
    ['1963-02-03T00:00:00', '1963-02-03'],
    ['', null],
    [null, null],
    ['1963-02-31', null],
    ['03.02.1963', null],
  ])('is born %j, as far as it is known: %j', async (dob, birthDate) => {
    expect((await holder({ dob })).birthDate).toBe(birthDate)
  })
})

test('an issuer may write its name in full where others write their country', async () => {
  const open = (issuer: string) => dcc.open(code({ issuer }), LIMITS)
  expect(
    await open('Ministry of Health, Social Protection and the Territories of the Republic of Alpha'),
  ).toMatchObject({
    ok: true,
    kind: 'vaccination',
  })
  expect(await open('A'.repeat(257))).toMatchObject({ ok: false })
})

describe('what a certificate proves', () => {
  test('a dose, and its place in the series', async () => {
    expect(await evidence(VACCINATED)).toMatchObject({
      records: [{ kind: 'immunization', cvx: '208', date: '2021-06-14', jurisdiction: 'XA' }],
      series: { dose: 2, of: 2 },
      country: 'XA',
    })
    const timed = { ...VACCINATED, v: [{ ...DOSE, dt: '2021-06-14T00:00:00', mp: ' EU/1/20/1525 ' }] }
    expect((await evidence(timed))?.records).toMatchObject([{ cvx: '212', date: '2021-06-14' }])
  })

  test('a result, at the moment of its sample', async () => {
    const result = { kind: 'lab', test: 'pcr', result: 'negative', collected: '2021-11-19T08:30:00Z' }
    expect((await evidence(TESTED))?.records).toMatchObject([result])
    const other = {
      ...TESTED,
      t: [{ ...TEST, tt: 'LP217198-3', tr: '260373001', sc: '2021-11-19T09:30:00+0100' }],
    }
    expect((await evidence(other))?.records).toMatchObject([
      { test: 'antigen', result: 'positive', collected: '2021-11-19T09:30:00+01:00' },
    ])
  })

  test('a recovery, in its issuer’s own days', async () => {
    expect((await evidence(RECOVERED))?.recovery).toEqual({
      firstPositive: '2021-09-01',
      validFrom: '2021-09-12',
      validUntil: '2022-02-28',
    })
  })

  test.each([
    ['another disease', { ...VACCINATED, v: [{ ...DOSE, tg: '6142004' }] }],
    ['an unknown product', { ...VACCINATED, v: [{ ...DOSE, mp: 'X' }] }],
    ['no date', { ...VACCINATED, v: [{ ...DOSE, dt: null }] }],
    ['no place in a series', { ...VACCINATED, v: [{ ...DOSE, dn: 0 }] }],
    ['an unknown kind of test', { ...TESTED, t: [{ ...TEST, tt: 'X' }] }],
    ['no result', { ...TESTED, t: [{ ...TEST, tr: null }] }],
    ['no time', { ...TESTED, t: [{ ...TEST, sc: 'today' }] }],
  ])('nothing in the terms of our rules: %s', async (_, certificate) => {
    expect(await evidence(certificate)).toMatchObject({ records: [] })
  })

  test('all of it stays at hand for rules of others, with nothing that is null', async () => {
    const { certificate } = (await evidence({
      ...VACCINATED,
      t: null,
      r: [],
      nam: { ...NAME, gn: ' Ebba ' },
    }))!
    expect(Object.keys(certificate!).sort()).toEqual(['dob', 'nam', 'v', 'ver'].sort())
    expect(certificate!.nam).toMatchObject({ gn: 'Ebba' })
  })
})

describe('a list of signers', () => {
  const signer = testSigner({ name: 'Gamma signer', country: 'DE' })
  const item = {
    kid: Buffer.from(signer.kid).toString('base64'),
    country: 'DE',
    certificateType: 'DSC',
    rawData: Buffer.from(signer.certificate).toString('base64'),
  }
  const read = async (words: object) => {
    const signers = await readDocumentSigners([{ ...item, ...words }])
    return signers?.leftOut[0]?.reason ?? signers?.issuers[0]?.id
  }

  test('says whose each key is, until when, and for what', async () => {
    const signers = await readDocumentSigners([item])
    expect(signers).toMatchObject({
      leftOut: [],
      issuers: [{ id: 'DE', name: 'Germany', jurisdiction: 'DE', keys: [{ kid: item.kid, format: 'dcc' }] }],
    })
    const [key] = signers!.issuers[0]!.keys
    expect(key!.notAfter).toBe(Date.parse('2023-01-01T00:00:01Z'))
    expect(key!.usage).toEqual(['vaccination', 'test', 'recovery', 'other'])
  })

  test('leaves out with its reason what does not count', async () => {
    expect(await read({})).toBe('DE')
    expect(await read({ certificateType: undefined })).toBe('DE')
    expect(await read({ country: undefined })).toBe('DE')
    expect(await read({ country: 'LI' })).toBe('LI')
    expect(await read({ certificateType: 'CSCA' })).toBe('not-a-document-signer')
    expect(await read({ rawData: 'AAAA' })).toBe('unreadable-certificate')
    expect(await read({ rawData: item.rawData.slice(4) })).toBe('unreadable-certificate')
    expect(await read({ kid: 'AAAAAAAAAAA=' })).toBe('wrong-key-id')
    expect(await read({ country: 'Germany' })).toBe('no-country')
  })

  test('is none where it is no list', async () => {
    expect(await readDocumentSigners(undefined)).toBeUndefined()
    expect(await readDocumentSigners({ keys: [] })).toBeUndefined()
    expect(await readDocumentSigners({ certificates: [item] })).toMatchObject({ leftOut: [] })
  })
})

describe('lists of withdrawn certificates', () => {
  const batch = {
    country: 'XA',
    expires: '2022-12-31T00:00:00Z',
    kid: 'AQIDBAUGBwg=',
    hashType: 'UCI',
    entries: [{ hash: Buffer.alloc(16).toString('base64') }],
  }

  test('are taken whole or not at all', () => {
    expect(readDccRevocation([batch], null)).toBeDefined()
    const faults = [
      { entries: [{ hash: 'AAAA' }] },
      { entries: null },
      { expires: 'never' },
      { hashType: 'MD5' },
      { kid: '' },
      { country: undefined },
    ]
    for (const fault of faults)
      expect(readDccRevocation([batch, { ...batch, ...fault } as never], null)).toBeUndefined()
    expect(readDccRevocation({ batches: [] }, null)).toBeUndefined()
  })

  test('that are not at hand, or past their end, leave it unknown', async () => {
    const certificate = await opened(VACCINATED)
    const key = { keyId: 'x', issuer: { id: 'DE' } } as never
    expect(REVOCATION_NOT_AT_HAND.stateOf(certificate, key, 0 as never)).toBe('unknown')
    const list = readDccRevocation([batch], 1000 as never)!
    expect(list.stateOf(certificate, key, 999 as never)).toBe('not-revoked')
    expect(list.stateOf(certificate, key, 1000 as never)).toBe('unknown')
  })

  test('hold for all keys of their country: a key id that is not signed can be changed for that of a renewal', async () => {
    const certificate = await opened(VACCINATED)
    const hash = createHash('sha256').update(certificate.ids[0]!).digest().subarray(0, 16).toString('base64')
    const list = readDccRevocation([{ ...batch, entries: [{ hash }] }], null)!
    const stateBy = (keyId: string, id: string) =>
      list.stateOf(certificate, { keyId, issuer: { id } } as never, 0 as never)
    expect(await stateBy(batch.kid, 'XA')).toBe('revoked')
    expect(await stateBy('another', 'XA')).toBe('revoked')
    expect(await stateBy('another', 'XB')).toBe('not-revoked')
  })
})

test('a place in a series is a whole number from 1 to 9, in whatever number it is written', () => {
  const seriesOf = (dn: number, sd: number) => {
    const words = { tg: '840539006', mp: 'EU/1/20/1528', dt: '2021-06-14', dn, sd }
    const entry = new Map<string, string | number>(Object.entries(words))
    const claims = { certificate: new Map(), issuer: 'DE' } as unknown as DccClaims
    return evidenceOf(claims, { kind: 'vaccination', entry }).series
  }
  expect(seriesOf(2, 2)).toEqual({ dose: 2, of: 2 })
  for (const wrong of [0, -1, 2.5, 10, 1e300, Number.POSITIVE_INFINITY, Number.NaN]) {
    expect(seriesOf(wrong, 1), `dose ${wrong}`).toBeUndefined()
    expect(seriesOf(9, wrong), `of ${wrong}`).toBeUndefined()
  }
})
