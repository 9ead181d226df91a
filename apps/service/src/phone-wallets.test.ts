import { openTrustList, verify } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { filesInPass, makeTestChain, signatureFault, type TestChain } from '@excelsior/phone-wallets/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { InstallationFault, systemClock } from './installation.ts'
import type { IssuedPass } from './retrieval-flow.ts'
import { openWalletStand, type WalletStand } from './testing/wallet-stand.ts'
import { createTrustPublication } from './trust-publication.ts'
import { walletSignersIn } from './wallet-signers.ts'

const DAY = 86_400_000
const LANGUAGES = ['bn', 'en', 'es', 'ht', 'ko', 'ru', 'zh-Hant']

let stand: WalletStand
beforeAll(async () => {
  stand = await openWalletStand()
})
afterAll(() => stand.close())

const now = () => systemClock()
async function fileFor(pass: IssuedPass, desk = stand.desk) {
  const file = await desk.applePass(pass, now())
  if (file === undefined) throw new Error('too many files')
  const files = filesInPass(file)
  return { files, json: JSON.parse(String(files.get('pass.json'))) }
}

describe('a pass of the service in Apple Wallet', () => {
  test('verifies from its certificate to the root, and holds what the pass says', async () => {
    const pass = await stand.issue()
    const { files, json } = await fileFor(pass)
    expect(signatureFault(files, stand.chain)).toBeUndefined()
    expect(json).toMatchObject({
      serialNumber: pass.series,
      organizationName: 'Excelsior Pass demonstration',
      logoText: 'Vaccination',
      expirationDate: new Date(pass.expires).toISOString(),
      webServiceURL: 'https://pass.example.gov/apple-wallet',
      barcodes: [{ format: 'PKBarcodeFormatQR', message: pass.qr }],
      generic: {
        primaryFields: [{ value: 'Rosa Quiñones Delgado' }],
        secondaryFields: [{ label: 'Birth date', value: '4 March 1988' }],
      },
    })
    expect(json.authenticationToken.length).toBeGreaterThanOrEqual(16)
  })

  test('is checked like the code in it, by the list that the service publishes; voided it is withdrawn', async () => {
    const { installation, chain } = stand
    const walletSigners = await walletSignersIn(chain.files.certificate)
    const list = await createTrustPublication({ ...installation, walletSigners }, now)()
    const opened = await openTrustList(new TextEncoder().encode(list), {
      pinnedRoot: installation.keyRing.root.signer.keyId,
      now: now(),
      allowDemo: true,
    })
    if (!opened.ok) throw new Error(opened.reason)
    const verdictOn = (file: Uint8Array | undefined, at = now()) =>
      verify(Buffer.from(file ?? []).toString('latin1'), opened.trust, at)
    const pass = await stand.issue()
    const file = await stand.desk.applePass(pass, now())
    expect(await verdictOn(file)).toEqual({
      ...(await verify(pass.qr, opened.trust, now())),
      format: 'pkpass',
    })
    expect(await verdictOn(file)).toMatchObject({ status: 'valid', kind: 'vaccination' })
    const passOnFile = {
      passId: Buffer.alloc(8),
      keyId: '',
      type: pass.type,
      expires: pass.expires,
      at: now(),
    }
    const voided = stand.desk.apple?.voided(pass.series ?? '', passOnFile)
    expect(await verdictOn(voided)).toMatchObject({
      format: 'pkpass',
      genuine: true,
      status: 'revoked',
      reason: 'pass-revoked',
      holder: null,
    })
  })

  test('is of nobody that is known where its certificate is not on the list', async () => {
    const { installation } = stand
    const list = await createTrustPublication({ ...installation }, now)()
    const opened = await openTrustList(new TextEncoder().encode(list), {
      pinnedRoot: null,
      now: now(),
      allowDemo: true,
    })
    const file = await stand.desk.applePass(await stand.issue(), now())
    const trust = opened.ok ? opened.trust : undefined
    expect((await verify(Buffer.from(file ?? []).toString('latin1'), trust, now())).reason).toBe(
      'unknown-key',
    )
  })

  test('speaks every language that the service offers', async () => {
    const { files } = await fileFor(await stand.issue())
    for (const language of LANGUAGES)
      expect(String(files.get(`${language}.lproj/pass.strings`))).toContain('"4 March 1988" = "')
    expect(String(files.get('ko.lproj/pass.strings'))).toContain('"Vaccination" = "백신 접종";')
    expect(String(files.get('zh-Hant.lproj/pass.strings'))).toContain('"4 March 1988" = "1988')
  })

  test('says the same birth date and end wherever the service and the phone are', async () => {
    const pass = await stand.issue({ expires: Date.parse('2027-05-01T00:00:00-04:00') as Instant })
    const { TZ } = process.env
    try {
      for (const zone of ['Pacific/Honolulu', 'Asia/Dhaka']) {
        process.env.TZ = zone
        expect(new Date(0).getHours()).not.toBe(0)
        const { generic, expirationDate } = (await fileFor(pass)).json
        expect(generic.secondaryFields[0].value).toBe('4 March 1988')
        expect(generic.auxiliaryFields[0].value).toBe('Friday, 30 April 2027, 23:59')
        expect(expirationDate).toBe('2027-05-01T04:00:00.000Z')
      }
    } finally {
      if (TZ === undefined) delete process.env.TZ
      else process.env.TZ = TZ
    }
  })

  test('has the serial of the person and the type: two siblings give two, a renewal gives the same', async () => {
    const [rosa, leo, test, renewed] = [
      await stand.issue({}, 1),
      await stand.issue({ givenName: 'Leo' }, 2),
      await stand.issue({ type: 'pcr' }, 1),
      await stand.issue({ givenName: 'Rosa M.' }, 1),
    ]
    expect(new Set([rosa.series, leo.series, test.series]).size).toBe(3)
    expect(renewed.series).toBe(rosa.series)
    expect(renewed.qr).not.toBe(rosa.qr)
    expect(rosa.series).toMatch(/^[0-9a-f]{32}$/)
    const tokens = [rosa, leo, renewed].map(async (pass) => (await fileFor(pass)).json.authenticationToken)
    const [one, other, again] = await Promise.all(tokens)
    expect([one === again, one === other]).toEqual([true, false])
  })

  test('asks nowhere, and leaves no row, where the service has no https address', async () => {
    const pass = await stand.issue({}, 77)
    const { desk } = stand.desks({ PUBLIC_URL: 'http://localhost:8080' })
    const { json } = await fileFor(pass, desk)
    expect(json.webServiceURL).toBeUndefined()
    expect(await stand.installation.store.phonePasses.find(pass.series ?? '')).toBeUndefined()
  })

  test('is made twenty times an hour for one person and type, no more', async () => {
    const [pass, other] = [await stand.issue({}, 5), await stand.issue({}, 6)]
    const made = []
    for (let count = 0; count < 21; count++)
      made.push((await stand.desk.applePass(pass, now())) !== undefined)
    expect(made.filter(Boolean)).toHaveLength(20)
    expect(made.at(-1)).toBe(false)
    expect(await stand.desk.applePass(other, now())).toBeDefined()
  })
})

describe('a pass of the service in Google Wallet', () => {
  test('has another id for each pass, and the same when asked again', async () => {
    const ids = async (pass: IssuedPass) => {
      const jwt = (await stand.desk.googleLink(pass, 'es')).split('/').at(-1) ?? ''
      const { payload } = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
      expect(payload.genericObjects[0]?.barcode).toEqual({ type: 'QR_CODE', value: pass.qr })
      return payload.genericObjects[0]?.id
    }
    const [first, renewed] = [await stand.issue(), await stand.issue()]
    expect(await ids(first)).toMatch(/^3388000000012345678\.[0-9a-f]{32}$/)
    expect(await ids(first)).toBe(await ids(first))
    expect(await ids(renewed)).not.toBe(await ids(first))
  })
})

describe('what is set up', () => {
  test('is ready while the pass and the certificates hold', async () => {
    const pass = await stand.issue()
    expect(stand.desk.ready(pass, now())).toEqual(['apple', 'google'])
    expect(stand.desk.ready(pass, (pass.expires - 1) as Instant)).toEqual(['apple', 'google'])
    expect(stand.desk.ready(pass, pass.expires)).toEqual([])
    const { series: _, ...former } = pass
    expect(stand.desk.ready(former, now())).toEqual([])
    const lasting = { ...pass, expires: (now() + 1000 * DAY) as Instant }
    expect(stand.desk.ready(lasting, (now() + 366 * DAY) as Instant)).toEqual(['google'])
  })

  test('may be one wallet of the two, or none', async () => {
    const pass = await stand.issue()
    const without = (prefix: string) =>
      Object.fromEntries(
        Object.keys(stand.env).flatMap((name) => (name.startsWith(prefix) ? [[name, undefined]] : [])),
      )
    expect(stand.desks(without('APPLE_')).desk?.ready(pass, now())).toEqual(['google'])
    expect(stand.desks(without('GOOGLE_')).desk?.ready(pass, now())).toEqual(['apple'])
    expect(stand.desks({ ...without('APPLE_'), ...without('GOOGLE_') }).desk).toBeUndefined()
  })

  test('half is told by the names of what is missing, before anything starts', () => {
    const { APPLE_PASS_KEY: _, GOOGLE_WALLET_ISSUER_ID: __, ...half } = stand.env
    const read = readConfig({ ...half, APPLE_PUSH_URL: 'api.push.apple.com' }, '/')
    expect(read.ok ? [] : read.faults).toEqual([
      expect.stringMatching(
        /^APPLE_PASS_KEY missing: Apple Wallet needs all of APPLE_PASS_CERT, APPLE_PASS_KEY, /,
      ),
      expect.stringMatching(/^GOOGLE_WALLET_ISSUER_ID missing: Google Wallet needs all of /),
      expect.stringMatching(/^APPLE_PUSH_URL must be an origin/),
    ])
  })

  test('wrongly is told by the names of the settings, all at once', () => {
    const wrong = {
      APPLE_PASS_CERT: '/nowhere/pass.pem',
      GOOGLE_WALLET_KEY_FILE: stand.chain.files.root,
    }
    expect(() => stand.desks(wrong)).toThrow(InstallationFault)
    expect(() => stand.desks(wrong)).toThrow(
      /^APPLE_PASS_CERT names \/nowhere\/pass\.pem, which cannot be read \(ENOENT\)\nGOOGLE_WALLET_KEY_FILE is no key file/,
    )
    expect(() => stand.desks({ APPLE_PASS_KEY_PASSPHRASE: 'wrong' })).toThrow(
      /APPLE_PASS_KEY_PASSPHRASE does not open/,
    )
  })
})

describe('certificates that end', () => {
  const under = (chain: TestChain) =>
    stand.desks({
      APPLE_PASS_CERT: chain.files.certificate,
      APPLE_PASS_KEY: chain.files.key,
      APPLE_WWDR_CERT: chain.files.wwdr,
    })

  test('are told thirty days ahead', () => {
    const chain = makeTestChain({ days: 29 })
    try {
      expect(under(chain).said).toEqual([
        expect.stringMatching(/^APPLE_PASS_CERT ends on 20\d\d-\d\d-\d\d: /),
      ])
      expect(stand.desks({}).said).toEqual([])
      const { notice } = stand.desk.apple ?? { notice: () => 'none' }
      const end = stand.desk.apple?.identity.validTo ?? 0
      expect(notice((end - 30 * DAY) as Instant)).toBeUndefined()
      expect(notice((end - 30 * DAY + 1) as Instant)).toMatch(/^APPLE_PASS_CERT ends on/)
    } finally {
      chain.remove()
    }
  })

  test('take their button away when they are over, and nothing else: the service starts and says why', async () => {
    const chain = makeTestChain({ days: -1 })
    try {
      const { desk, said } = under(chain)
      expect(said).toEqual([expect.stringMatching(/^APPLE_PASS_CERT ended on .*Get a new one from Apple/)])
      expect(desk?.ready(await stand.issue(), now())).toEqual(['google'])
    } finally {
      chain.remove()
    }
  })
})
