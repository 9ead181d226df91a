import { importSPKI, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { googleSaveLink, readGoogleIdentity } from './google-pass.ts'
import { MAKER, PASS } from './pass-example.ts'
import { makeGoogleKeyFile } from './testing.ts'

const ISSUER = '3388000000012345678'
const account = makeGoogleKeyFile()
const read = readGoogleIdentity(account.file, ISSUER)
if (!read.ok) throw new Error(read.faults.join())
const { identity } = read
const linkOf = (language: string, pass = PASS) => googleSaveLink(pass, 'f00d', language, MAKER, identity)

async function opened(language = 'es') {
  const link = await linkOf(language)
  const jwt = link.slice('https://pay.google.com/gp/v/save/'.length)
  const key = await importSPKI(account.publicKey, 'RS256')
  const options = { issuer: account.email, audience: 'google', algorithms: ['RS256'] }
  return jwtVerify<{ payload: { genericObjects: Record<string, unknown>[]; genericClasses: unknown } }>(
    jwt,
    key,
    options,
  )
}

describe('the link that saves a pass in Google Wallet', () => {
  test('is signed by the service account, and names its key', async () => {
    const { protectedHeader, payload } = await opened()
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'test-key-1' })
    expect(payload).toMatchObject({ typ: 'savetowallet', origins: [] })
  })

  test('holds one generic pass: name, code, and its time', async () => {
    const { payload } = (await opened()).payload
    expect(payload.genericClasses).toEqual([{ id: `${ISSUER}.excelsior-pass` }])
    expect(payload.genericObjects).toHaveLength(1)
    expect(payload.genericObjects[0]).toMatchObject({
      id: `${ISSUER}.f00d`,
      classId: `${ISSUER}.excelsior-pass`,
      state: 'ACTIVE',
      header: { defaultValue: { value: PASS.name } },
      barcode: { type: 'QR_CODE', value: PASS.code },
      validTimeInterval: {
        start: { date: '2026-11-01T15:00:00.000Z' },
        end: { date: '2027-04-30T04:00:00.000Z' },
      },
    })
    expect(JSON.stringify(payload.genericObjects[0])).not.toContain('alternateText')
  })

  test('says the type, the birth date and the end in seven languages, the page’s own first', async () => {
    const [pass] = (await opened('zh-Hant')).payload.payload.genericObjects
    expect(pass?.subheader).toEqual({
      defaultValue: { language: 'zh-TW', value: '疫苗接種' },
      translatedValues: expect.arrayContaining([
        { language: 'en-US', value: 'Vaccination' },
        { language: 'ht', value: 'Vaksinasyon' },
      ]),
    })
    const texts = JSON.stringify(pass?.textModulesData)
    for (const { born, until } of PASS.words.values()) {
      expect(texts).toContain(born)
      expect(texts).toContain(until)
    }
  })

  test('stays below the 8,000 characters that every server takes in an address, with the longest name', async () => {
    const long = { ...PASS, code: PASS.code.padEnd(700, 'A'), name: '\u0995\u09cd\u09b7'.repeat(80) }
    expect((await linkOf('en', long)).length).toBeLessThan(8000)
  })
})

describe('what Google gave the department', () => {
  const faults = (file: string, issuer = ISSUER) => {
    const outcome = readGoogleIdentity(file, issuer)
    return outcome.ok ? [] : outcome.faults
  }

  test('is told where it does not do, by the name of the setting', () => {
    expect(faults(account.file)).toEqual([])
    for (const file of [
      '',
      '[]',
      'null',
      '{"client_email":"a"}',
      '{"client_email":"a","private_key_id":"b","private_key":1}',
    ])
      expect(faults(file)).toEqual([expect.stringMatching(/^GOOGLE_WALLET_KEY_FILE is no key file/)])
    const broken = JSON.stringify({ ...JSON.parse(account.file), private_key: 'x' })
    expect(faults(broken)).toEqual([expect.stringMatching(/^GOOGLE_WALLET_KEY_FILE has no RSA key/)])
    expect(faults(account.file, 'excelsior')).toEqual([expect.stringMatching(/^GOOGLE_WALLET_ISSUER_ID is/)])
  })
})
