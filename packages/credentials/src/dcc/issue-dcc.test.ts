import { inflateSync } from 'node:zlib'
import { Sign1 } from '@auth0/cose'
import type { CivilDate, DateTime, HealthRecord, Instant, PartialDate } from '@excelsior/domain'
import { decode as decodeByCborg } from 'cborg'
import { describe, expect, test } from 'vitest'
import { SIGNER } from '../../../../tools/dcc-vectors/signers.ts'
import { sign } from '../../../../tools/pass-vectors/keys.ts'
import { decodeBase45 } from '../encoding/base45.ts'
import type { Opened } from '../format.ts'
import { LIMITS } from '../limits.ts'
import { dcc } from './dcc.ts'
import { statementFor } from './entry-for-pass.ts'
import { type DccToIssue, issueDcc, namesForDcc } from './issue-dcc.ts'
import { passIdIn, uvciOf } from './uvci.ts'

const dose = (cvx: string, date: string): HealthRecord => ({
  kind: 'immunization',
  cvx,
  date: date as CivilDate,
})
const pcr = (result: 'positive' | 'negative', collected: string): HealthRecord => ({
  kind: 'lab',
  test: 'pcr',
  result,
  collected: collected as DateTime,
})
const place = (...records: HealthRecord[]) => {
  const statement = statementFor('vaccination', records)
  return statement?.kind === 'vaccination' ? `${statement.dose}/${statement.of}` : undefined
}
const [PFIZER, MODERNA, JANSSEN] = ['208', '207', '212'] as const

describe('the place of the last dose in its series', () => {
  test('of two doses is 1/2, then 2/2, and a booster 3/3, then 4/4', () => {
    const doses = ['2021-01-10', '2021-02-10', '2021-08-10', '2022-01-10'].map((date) => dose(PFIZER, date))
    expect([1, 2, 3, 4].map((count) => place(...doses.slice(0, count)))).toEqual(['1/2', '2/2', '3/3', '4/4'])
  })

  test('of one dose is 1/1, and any booster 2/1, then 3/1', () => {
    const doses = [dose(JANSSEN, '2021-04-10'), dose(MODERNA, '2021-10-10'), dose(PFIZER, '2022-03-10')]
    expect([1, 2, 3].map((count) => place(...doses.slice(0, count)))).toEqual(['1/1', '2/1', '3/1'])
  })

  test('after an infection is 1/1 with one dose, and 2/1 with the next', () => {
    const infection = pcr('positive', '2020-12-24T08:00:00-05:00')
    expect(place(infection, dose(PFIZER, '2021-04-10'))).toBe('1/1')
    expect(place(infection, dose(PFIZER, '2021-04-10'), dose(PFIZER, '2021-09-10'))).toBe('2/1')
    expect(place(dose(PFIZER, '2020-12-20'), infection)).toBe('1/2')
  })

  test('counts a dose of one day once, and none that was not given or is not known in the EU', () => {
    expect(place(dose(PFIZER, '2021-01-10'), dose(PFIZER, '2021-01-10'))).toBe('1/2')
    expect(place({ ...dose(PFIZER, '2021-01-10'), status: 'not-done' } as HealthRecord)).toBeUndefined()
    expect(place(dose('213', '2021-01-10'))).toBeUndefined()
  })
})

describe('what else is stated', () => {
  test('the newest negative result of the kind that is asked for', () => {
    const records = [
      pcr('negative', '2021-11-18T08:00:00-05:00'),
      pcr('negative', '2021-11-19T08:00:00-05:00'),
      pcr('positive', '2021-11-20T08:00:00-05:00'),
    ]
    expect(statementFor('pcr', records)).toEqual({ kind: 'test', result: records[1] })
    expect(statementFor('antigen', records)).toBeUndefined()
  })

  test('a recovery from the 11th to the 180th day after the first positive test of the last infection', () => {
    const tests = ['2020-12-24', '2021-09-01', '2021-09-09'].map((day) => pcr('positive', day))
    expect(statementFor('recovery', tests)).toEqual({
      kind: 'recovery',
      firstPositive: '2021-09-01',
      validFrom: '2021-09-12',
      validUntil: '2022-02-28',
    })
    expect(statementFor('recovery', [pcr('negative', '2021-09-01')])).toBeUndefined()
  })
})

describe('names for machines', () => {
  test.each([
    ['Ebba Märta', 'Lindqvist-Ångström', 'EBBA<MAERTA', 'LINDQVIST<AANGSTROEM'],
    ['Zoë', "O'Connor", 'ZOE', 'OCONNOR'],
    ['Łukasz', 'Groß', 'LUKASZ', 'GROSS'],
    ['Nguyễn', 'Đặng', 'NGUYEN', 'DANG'],
    ['José  María', 'de la Peña', 'JOSE<MARIA', 'DE<LA<PENA'],
  ])('%s %s', (given, family, gnt, fnt) => {
    expect(namesForDcc(given, family)).toMatchObject({ gn: given, fn: family, gnt, fnt })
  })

  test('of one name the other is absent, and the family name’s form for machines is empty', () => {
    expect(namesForDcc('Suharto', '')).toEqual({ gn: 'Suharto', gnt: 'SUHARTO', fnt: '' })
    expect(namesForDcc('', 'Suharto')).toEqual({ fn: 'Suharto', fnt: 'SUHARTO' })
  })

  test('there is none for other letters', () => {
    expect(namesForDcc('Елена', 'Ivanova')).toBeUndefined()
    expect(namesForDcc('美玲', '陳')).toBeUndefined()
  })
})

describe('an identifier', () => {
  test('ends in the letter that Austria’s and Sweden’s end in by the same rule', () => {
    expect(uvciOf('US', '6d1f0b5a2c9e8374')).toMatch(/^URN:UVCI:01:US:6D1F0B5A2C9E8374#[A-Z0-9/:#]$/)
    expect(uvciOf('AT', '10807843F94AEE0EE5093FBC254BD813')).toBe(
      'URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813#B',
    )
    expect(uvciOf('AT', '71EE2559DE38C6BF7304FB65A1A451EC')).toBe(
      'URN:UVCI:01:AT:71EE2559DE38C6BF7304FB65A1A451EC#3',
    )
  })

  test('tells the pass that it goes with, and nobody else’s', () => {
    const uvci = uvciOf('US', '6d1f0b5a2c9e8374')
    expect(passIdIn(uvci)).toBe('6d1f0b5a2c9e8374')
    expect(passIdIn(uvci.slice(0, -1))).toBeUndefined()
    expect(passIdIn('URN:UVCI:01:XA:4F3K9Q2M7T#1')).toBeUndefined()
  })
})

describe('a certificate of ours', () => {
  const signer = {
    keyId: Buffer.from(SIGNER.kid).toString('base64'),
    sign: async (bytes: Uint8Array) => sign(SIGNER.key!, bytes),
  }
  const at = (text: string) => Date.parse(text) as Instant
  const content = (words: Partial<DccToIssue> = {}): DccToIssue => ({
    country: 'US',
    authority: 'New York State',
    passId: '6d1f0b5a2c9e8374',
    givenName: 'Amalia Sofía',
    familyName: 'Okonkwo-Reyes',
    birthDate: '1988-03-04' as PartialDate,
    issuedAt: at('2021-11-19T15:00:00Z'),
    expires: at('2022-05-01T00:00:00-04:00'),
    statement: statementFor('vaccination', [dose(PFIZER, '2021-01-10'), dose(PFIZER, '2021-02-10')])!,
    ...words,
  })
  const opened = async (words: Partial<DccToIssue> = {}) =>
    (await dcc.open(await issueDcc(content(words), signer), LIMITS)) as Opened

  test('says what it was made of, until the same instant, and nothing more', async () => {
    const { evidence, ...certificate } = await opened()
    expect(certificate).toMatchObject({
      ok: true,
      keyId: signer.keyId,
      algorithm: 'ES256',
      kind: 'vaccination',
      ids: [uvciOf('US', '6d1f0b5a2c9e8374'), '6d1f0b5a2c9e8374'],
      holder: { givenName: 'Amalia Sofía', familyName: 'Okonkwo-Reyes', birthDate: '1988-03-04' },
      issuedAt: at('2021-11-19T15:00:00Z'),
    })
    expect(certificate.expires).toBe(at('2022-05-01T00:00:00-04:00') - 999)
    expect(evidence).toMatchObject({
      records: [{ cvx: '208', date: '2021-02-10' }],
      series: { dose: 2, of: 2 },
    })
  })

  test('is what other libraries take: for base45’s text zlib’s bytes, for these COSE and CBOR', async () => {
    const text = await issueDcc(content(), signer)
    const bytes = inflateSync(decodeBase45(text, 4)!)
    const key = await crypto.subtle.importKey(
      'jwk',
      { ...SIGNER.key!.jwk },
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['verify'],
    )
    expect(await Sign1.decode(bytes).verify(key)).not.toBe(false)
    const claims = decodeByCborg(Sign1.decode(bytes).payload, { useMaps: true }) as Map<number, unknown>
    expect([claims.get(1), claims.get(4)]).toEqual(['US', at('2022-05-01T00:00:00-04:00') / 1000 - 1])
    const certificate = (claims.get(-260) as Map<number, Map<string, unknown>>).get(1)!
    expect([...certificate.keys()].sort()).toEqual(['dob', 'nam', 'v', 'ver'].sort())
    expect(Object.fromEntries((certificate.get('v') as Map<string, unknown>[])[0]!)).toEqual({
      tg: '840539006',
      vp: '1119349007',
      mp: 'EU/1/20/1528',
      ma: 'ORG-100030215',
      dn: 2,
      sd: 2,
      dt: '2021-02-10',
      co: 'US',
      is: 'New York State',
      ci: uvciOf('US', '6d1f0b5a2c9e8374'),
    })
  })

  test('of a test and of a recovery comes to the same proof', async () => {
    const result = pcr('negative', '2021-11-19T08:00:00-05:00')
    const testOf = await opened({ statement: statementFor('pcr', [result])! })
    expect(testOf.evidence?.records).toMatchObject([
      { test: 'pcr', result: 'negative', collected: '2021-11-19T08:00:00-05:00' },
    ])
    const statement = statementFor('recovery', [pcr('positive', '2021-09-01')])!
    expect((await opened({ statement })).evidence?.recovery?.firstPositive).toBe('2021-09-01')
  })

  test('is not made without a name, with letters that are not Latin, or by a key of another kind', async () => {
    await expect(issueDcc(content({ givenName: ' ', familyName: '' }), signer)).rejects.toThrow(RangeError)
    await expect(issueDcc(content({ familyName: '陳' }), signer)).rejects.toThrow(RangeError)
    await expect(issueDcc(content(), { ...signer, keyId: 'bcf501b3' })).rejects.toThrow(RangeError)
  })
})
