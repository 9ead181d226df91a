import { createHash } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AppleFiles, type AppleIdentity, readAppleIdentity } from './apple-identity.ts'
import { appleWalletPass, voidedAppleWalletPass } from './apple-pass.ts'
import { MAKER, PASS } from './pass-example.ts'
import { filesInPass, makeTestChain, signatureFault, type TestChain } from './testing.ts'

const LANGUAGES = ['bn', 'en', 'es', 'ht', 'ko', 'ru', 'zh-Hant']
const UPDATES = { webServiceUrl: 'https://pass.example.gov/apple-wallet', token: 'a-token-of-16-characters' }

let chain: TestChain
let identity: AppleIdentity
const given = (): AppleFiles => ({
  certificate: chain.read('certificate'),
  key: chain.read('key'),
  wwdr: chain.read('wwdr'),
  passTypeId: chain.passTypeId,
  teamId: chain.teamId,
})
beforeAll(() => {
  chain = makeTestChain()
  const read = readAppleIdentity(given())
  if (!read.ok) throw new Error(read.faults.join())
  identity = read.identity
})
afterAll(() => chain.remove())

const files = () => filesInPass(appleWalletPass(PASS, MAKER, identity, UPDATES))
const json = (all: ReadonlyMap<string, Buffer>, name: string) => JSON.parse(String(all.get(name)))

/** The files whose digest is not the manifest's, and those that stand in one of both only. */
function strangers(all: ReadonlyMap<string, Buffer>): string[] {
  const manifest = new Map<string, string>(Object.entries(json(all, 'manifest.json')))
  const listed = [...all.keys()].filter((name) => name !== 'manifest.json' && name !== 'signature')
  const sha1 = (name: string) =>
    createHash('sha1')
      .update(all.get(name) ?? '')
      .digest('hex')
  return [...new Set([...manifest.keys(), ...listed])].filter((name) => manifest.get(name) !== sha1(name))
}

describe('a pass for Apple Wallet', () => {
  test('is signed so that openssl takes it, from the certificate up to the root', () => {
    expect(signatureFault(files(), chain)).toBeUndefined()
  })

  test('is signed by SHA-256 alone', () => {
    const signature = files().get('signature') ?? Buffer.alloc(0)
    const [sha1, sha256] = ['06052b0e03021a', '0609608648016503040201']
    expect(signature.includes(Buffer.from(sha256 ?? '', 'hex'))).toBe(true)
    expect(signature.includes(Buffer.from(sha1 ?? '', 'hex'))).toBe(false)
  })

  test('names every file with its digest; a changed file, and a changed manifest, do not hold', () => {
    const all = new Map(files())
    expect(strangers(all)).toEqual([])
    const forged = String(all.get('pass.json')).replace('Rosa', 'Rosi')
    expect(strangers(new Map(all).set('pass.json', Buffer.from(forged)))).toEqual(['pass.json'])
    const digest = createHash('sha1').update(forged).digest('hex')
    const manifest = JSON.stringify({ ...json(all, 'manifest.json'), 'pass.json': digest })
    expect(signatureFault(new Map(all).set('manifest.json', Buffer.from(manifest)), chain)).toMatch(
      /digest failure|verification failure/i,
    )
  })

  test('of another signer is none of ours', () => {
    const stranger = makeTestChain()
    try {
      expect(signatureFault(files(), stranger)).toMatch(/verify error|unable to get/i)
    } finally {
      stranger.remove()
    }
  })

  test('says who, until when, and where to ask whether it was withdrawn', () => {
    expect(json(files(), 'pass.json')).toMatchObject({
      formatVersion: 1,
      passTypeIdentifier: chain.passTypeId,
      teamIdentifier: chain.teamId,
      serialNumber: PASS.serial,
      organizationName: 'Example State',
      description: 'Excelsior Pass',
      logoText: 'Vaccination',
      expirationDate: '2027-04-30T04:00:00.000Z',
      sharingProhibited: true,
      webServiceURL: UPDATES.webServiceUrl,
      authenticationToken: UPDATES.token,
      generic: {
        primaryFields: [{ key: 'name', value: PASS.name }],
        secondaryFields: [{ key: 'born', label: 'Born', value: '4 March 1988' }],
        auxiliaryFields: [{ key: 'until', value: 'Thursday, 29 April 2027, 23:59' }],
      },
    })
  })

  test('bears our short code alone, without text below it', () => {
    const { barcodes, barcode } = json(files(), 'pass.json')
    expect(barcodes).toEqual([
      { format: 'PKBarcodeFormatQR', message: PASS.code, messageEncoding: 'iso-8859-1' },
    ])
    expect(barcode?.altText).toBeUndefined()
  })

  test('asks nowhere where there is no https address to ask at', () => {
    const pass = json(filesInPass(appleWalletPass(PASS, MAKER, identity, undefined)), 'pass.json')
    expect([pass.webServiceURL, pass.authenticationToken]).toEqual([undefined, undefined])
  })

  test('speaks seven languages, each with a text for every word and date', () => {
    const all = files()
    const tables = [...all.keys()].filter((name) => name.endsWith('pass.strings')).sort()
    expect(tables).toEqual(LANGUAGES.map((language) => `${language}.lproj/pass.strings`))
    expect(String(all.get('es.lproj/pass.strings')).split('\n')).toEqual(
      expect.arrayContaining([
        '"Vaccination" = "Vacunación";',
        '"Born" = "Nacimiento";',
        '"4 March 1988" = "4 de marzo de 1988";',
        '"Thursday, 29 April 2027, 23:59" = "jueves, 29 de abril de 2027, 23:59";',
        '"Show it \\"as it is\\" \\\\ with an ID (Vaccination)." = "Show it \\"as it is\\" \\\\ with an ID (Vacunación).";',
      ]),
    )
    for (const table of tables) expect(String(all.get(table)).split('\n')).toHaveLength(7)
  })

  test('never translates a name, be it a word of the pass', () => {
    const pass = { ...PASS, name: 'Vaccination' }
    const table = filesInPass(appleWalletPass(pass, MAKER, identity, UPDATES)).get('es.lproj/pass.strings')
    expect(String(table)).not.toContain('"Vaccination" =')
    expect(String(table)).toContain('"Born" = "Nacimiento"')
  })

  test('has its pictures in three densities', () => {
    const all = files()
    const sizes = ['icon', 'logo'].flatMap((name) =>
      ['', '@2x', '@3x'].map((density) => {
        const { width, height } = PNG.sync.read(all.get(`${name}${density}.png`) ?? Buffer.alloc(0))
        return [width, height]
      }),
    )
    const square = (size: number) => [size, size]
    expect(sizes).toEqual([29, 58, 87, 50, 100, 150].map(square))
  })

  test('that was withdrawn says so in every language, and nothing of the person', () => {
    const words = new Map(
      LANGUAGES.map((language) => [
        language,
        { type: `type ${language}`, title: `over ${language}`, text: `text ${language}` },
      ]),
    )
    const voided = filesInPass(
      voidedAppleWalletPass({ serial: PASS.serial, expires: PASS.expires, words }, MAKER, identity, UPDATES),
    )
    expect(signatureFault(voided, chain)).toBeUndefined()
    const pass = json(voided, 'pass.json')
    expect(pass).toMatchObject({
      serialNumber: PASS.serial,
      voided: true,
      authenticationToken: UPDATES.token,
    })
    expect([pass.barcodes, pass.barcode]).toEqual([undefined, undefined])
    expect([...voided.values()].join()).not.toMatch(/Rosa|1988|EP1:/)
    expect(String(voided.get('ru.lproj/pass.strings'))).toContain('"over en" = "over ru";')
  })
})

describe('what Apple gave the department', () => {
  const faults = (change: Partial<AppleFiles>) => {
    const read = readAppleIdentity({ ...given(), ...change })
    return read.ok ? [] : read.faults
  }

  test('fits together: certificate, key, intermediate, pass type and team; a key may have a passphrase', () => {
    expect(faults({})).toEqual([])
    expect(faults({ key: chain.read('encryptedKey'), passphrase: chain.passphrase })).toEqual([])
    expect(identity.validTo - Date.now()).toBeGreaterThan(360 * 86_400_000)
    expect(identity.firstToEnd).toBe('APPLE_PASS_CERT')
  })

  test('is told when it does not, by the name of the setting', () => {
    const other = makeTestChain()
    try {
      expect(faults({ key: other.read('key') })).toEqual([
        expect.stringMatching(/^APPLE_PASS_KEY does not belong/),
      ])
      expect(faults({ wwdr: other.read('wwdr') })).toEqual([
        expect.stringMatching(/^APPLE_PASS_CERT was not issued by/),
      ])
    } finally {
      other.remove()
    }
    expect(faults({ key: chain.read('encryptedKey'), passphrase: 'wrong' })).toEqual([
      expect.stringMatching(/^APPLE_PASS_KEY is no private key in PEM, or APPLE_PASS_KEY_PASSPHRASE/),
    ])
    expect(faults({ certificate: 'x' })).toEqual([
      expect.stringMatching(/^APPLE_PASS_CERT is no certificate/),
    ])
    expect(faults({ passTypeId: 'pass.other' })).toEqual([
      `APPLE_PASS_TYPE_ID is "pass.other", but APPLE_PASS_CERT is for "${chain.passTypeId}"`,
    ])
    expect(faults({ teamId: 'ZZ' })).toEqual([expect.stringMatching(/^APPLE_TEAM_ID is "ZZ"/)])
  })

  test('ends when the first of both certificates does', () => {
    const short = makeTestChain({ days: 20 })
    try {
      const read = readAppleIdentity({
        ...given(),
        certificate: short.read('certificate'),
        key: short.read('key'),
        wwdr: short.read('wwdr'),
      })
      expect(read.ok && read.identity.validTo - Date.now()).toBeLessThan(21 * 86_400_000)
    } finally {
      short.remove()
    }
  })
})

test('an expiry is an instant, whatever the zone of the machine', () => {
  const pass = { ...PASS, expires: 1_800_000_000_000 as Instant }
  const { expirationDate } = json(filesInPass(appleWalletPass(pass, MAKER, identity, UPDATES)), 'pass.json')
  expect(Date.parse(expirationDate)).toBe(1_800_000_000_000)
})
