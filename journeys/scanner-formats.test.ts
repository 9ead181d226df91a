import { type ListedIssuer, liveCode } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sign, testKey } from '../tools/pass-vectors/keys.ts'
import { openStand, type Stand, shotOf } from './app-stand.ts'
import { AT_THE_TIME, exampleAcceptance, listOfThatTime, vector, vectorText } from './others-credentials.ts'
import { newDevice, typeLikeAScanner, verdictOf } from './scanner-device.ts'

let stand: Stand
let context: BrowserContext
let said: string[]

beforeAll(async () => {
  stand = await openStand('scanner')
})
afterAll(() => stand?.close())
beforeEach(async () => {
  stand.publish(await stand.department.trustList(await listOfThatTime()))
  await stand.show([{ frames: 2 }])
})
afterEach(() => context?.close())

async function openScanner(
  at: number | undefined = AT_THE_TIME,
  serviceWorkers: 'there' | 'none' = 'none',
): Promise<Page> {
  context = await newDevice(stand, serviceWorkers)
  const page = await context.newPage()
  said = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  if (at !== undefined) await page.clock.setFixedTime(at)
  await page.goto(stand.address)
  await page.getByRole('button', { name: 'Start scanning' }).click()
  await page.getByText(/Trust lists of/).waitFor()
  return page
}

const textOf = async (page: Page) =>
  (await page.locator('.verdict').innerText()).replace(/Clears in \d+ s/, '').replace(/\s+/g, ' ')
const next = (page: Page) => page.getByRole('button', { name: 'Next', exact: true }).click()

async function paste(page: Page, text: string): Promise<string> {
  await page.getByRole('link', { name: 'Type a code' }).click()
  await page.locator('#code').fill(text)
  await page.getByRole('button', { name: 'Check' }).click()
  return verdictOf(page)
}
async function afterPaste(page: Page, text: string): Promise<string> {
  await paste(page, text)
  const said = await textOf(page)
  await next(page)
  await page.getByRole('link', { name: 'Back to scanning' }).click()
  return said
}
const choose = (page: Page, name: string, buffer: Buffer) =>
  page.locator('#picture').setInputFiles({ name, mimeType: '', buffer })

describe('without a network, all kinds of credentials', () => {
  test('are read, and the screen says what was held up', async () => {
    const page = await openScanner(AT_THE_TIME, 'there')
    await page.getByText('Works offline until').waitFor()
    await context.setOffline(true)
    await stand.stopServer()
    try {
      await page.reload()
      await page.getByText(/Trust lists of/).waitFor()
      await stand.show([shotOf(vectorText('dcc/codes/vaccination.txt'))])
      await page.reload()
      expect(await verdictOf(page)).toBe('VALID')
      expect(await textOf(page)).toMatch(
        /Ebba Märta Lindqvist Birth date: 23 April 1979 Pass Vaccination Until .* Shown EU certificate, vaccination From XA/,
      )
      await stand.show([{ frames: 2 }])
      await page.reload()
      const card = await afterPaste(page, vectorText('shc/cards/code.txt'))
      expect(card).toMatch(
        /^VALID .*Pass Vaccination .*Shown Health card, vaccination From Example Department/,
      )
      const wallet = await afterPaste(page, vectorText('sd-jwt/credentials/good.txt'))
      expect(wallet).toMatch(/^VALID .*Shown Pass from a wallet app From New York State \(test\)/)
      await choose(page, 'pass.pkpass', vector('pkpass/files/good.pkpass'))
      expect(await verdictOf(page)).toBe('VALID')
      expect(await textOf(page)).toMatch(/Shown Pass from Apple Wallet From New York State \(test\)/)
    } finally {
      await stand.startServer()
    }
    expect(said.filter((line) => !line.includes('ERR_'))).toEqual([])
  })
})

describe('a credential of others', () => {
  test('counts as the pass that it stands for', async () => {
    const page = await openScanner()
    expect(await afterPaste(page, vectorText('dcc/codes/recovery.txt'))).toMatch(
      /Pass Vaccination .*EU certificate, recovery/,
    )
    expect(await afterPaste(page, vectorText('dcc/codes/test.txt'))).toMatch(
      /Pass PCR test .*certificate, test/,
    )
    await page.getByRole('link', { name: /^Today/ }).click()
    expect(await page.locator('tbody tr').allInnerTexts()).toEqual([
      'Vaccination\tValid\t1',
      'PCR test\tValid\t1',
    ])
  })

  test('with a name of other letters shows the Latin ones below; born in a year alone, an ID is asked for', async () => {
    const page = await openScanner()
    expect(await afterPaste(page, vectorText('dcc/codes/name-of-other-letters.txt'))).toMatch(
      /Ελένη Σταύρου .*STAVROU Birth date/,
    )
    for (const name of ['birth-year', 'birth-day-unknown']) {
      const text = await afterPaste(page, vectorText(`dcc/codes/${name}.txt`))
      expect(text).toMatch(/Birth date: 1963 .*Compare with a photo ID/)
      expect(text).not.toMatch(/undefined|null|XX/)
    }
  })

  test('that is genuine and proves something else gives one and the same screen, whatever the cause', async () => {
    const page = await openScanner()
    const screens = new Set<string>()
    const refused = [
      'shc/cards/positive.txt',
      'shc/cards/another-disease.txt',
      'shc/cards/influenza-vaccine.txt',
      'shc/cards/antigen.txt',
      'shc/cards/dose-of-a-year.txt',
      'shc/cards/dose-that-was-not-given.txt',
      'dcc/codes/of-two-kinds.txt',
      'dcc/codes/of-no-kind.txt',
      'dcc/codes/nobody-named.txt',
      'dcc/codes/signer-ended.txt',
      'sd-jwt/credentials/keeps-back-family-name.txt',
    ]
    for (const name of refused) {
      const text = await afterPaste(page, vectorText(name))
      expect([name, text.slice(0, 17)]).toEqual([name, 'NOT ACCEPTED HERE'])
      screens.add(text)
    }
    expect(screens.size).toBe(1)
    expect(Array.from(screens)[0]).not.toMatch(/Lindqvist|Okonkwo|certificate|Health card|19\d\d/)
  })

  test('forged shows nothing of itself', async () => {
    const page = await openScanner()
    const forged = await afterPaste(page, vectorText('dcc/codes/key-id-of-another-signer.txt'))
    expect(forged).toMatch(/^NOT GENUINE/)
    expect(forged).not.toMatch(/Lindqvist|1979|certificate/)
  })

  test('by rules of a country that are not in force cannot be checked', async () => {
    const countryRules = {
      country: 'NY',
      withoutRule: 'not-accepted',
      ruleSet: '{"rules":[],"valueSets":{}}',
    }
    const accepts = [{ format: 'dcc', kind: 'vaccination', issuers: 'listed', rules: 'country' }]
    const list = await listOfThatTime()
    const acceptance = exampleAcceptance({ countryRules, accepts } as never)
    stand.publish(
      await stand.department.trustList({ ...list, rules: { ...list.rules!, acceptance } } as never),
    )
    const page = await openScanner()
    expect(await afterPaste(page, vectorText('dcc/codes/vaccination.txt'))).toMatch(
      /^CANNOT CHECK .*The rules for this kind of credential are missing here/,
    )
  })
})

describe('a card in several codes', () => {
  const parts = vectorText('shc/cards/three-parts.txt').split(/\s+/)

  test('says how many were seen, in any order, and is valid when all were', async () => {
    const page = await openScanner()
    await typeLikeAScanner(page, parts[2]!)
    await page.getByRole('status').filter({ hasText: '1 of 3 seen.' }).waitFor()
    await typeLikeAScanner(page, parts[2]!)
    await typeLikeAScanner(page, parts[0]!)
    await page.getByText('2 of 3 seen.').waitFor()
    await typeLikeAScanner(page, parts[1]!)
    expect(await verdictOf(page)).toBe('VALID')
    expect(await textOf(page)).toMatch(/Health card, vaccination/)
  })

  test('is read by the camera, one code after the other', async () => {
    const page = await openScanner()
    await stand.show(parts.map((part) => shotOf(part, { frames: 20, scale: 4 })))
    await page.reload()
    expect(await verdictOf(page)).toBe('VALID')
  })

  test('is forgotten for the next person, and with another complete code', async () => {
    const page = await openScanner()
    await typeLikeAScanner(page, parts[0]!)
    await page.getByText('1 of 3 seen.').waitFor()
    await page.getByRole('button', { name: 'Next person' }).click()
    await page.getByText('1 of 3 seen.').waitFor({ state: 'detached' })
    await typeLikeAScanner(page, parts[1]!)
    await page.getByText('1 of 3 seen.').waitFor()
    await typeLikeAScanner(page, vectorText('dcc/codes/vaccination.txt'))
    expect(await verdictOf(page)).toBe('VALID')
    await next(page)
    expect(await page.getByText('of 3 seen.').count()).toBe(0)
  })
})

describe('a file', () => {
  const card = (name: string) => vectorText(`shc/cards/${name}.txt`)

  test('of one health card is that card', async () => {
    const page = await openScanner()
    await choose(page, 'card.smart-health-card', vector('shc/cards/file-of-one.smart-health-card'))
    expect(await verdictOf(page)).toBe('VALID')
  })

  test('of several shows each person’s first valid one in turn, and waits for Next', async () => {
    const page = await openScanner()
    const bare = vectorText('shc/cards/bare.txt')
    const other = vectorText('shc/cards/one-name.txt')
    const jws = [card('positive'), bare, bare, other].map(jwsOf)
    await choose(page, 'family.smart-health-card', Buffer.from(JSON.stringify({ verifiableCredential: jws })))
    expect(await verdictOf(page)).toBe('VALID')
    expect(await textOf(page)).toContain('Amalia')
    await page.waitForTimeout(2_500)
    expect(await textOf(page)).toContain('Amalia')
    await next(page)
    await page.getByText('Madonna').waitFor()
    await next(page)
    await page.locator('.verdict').waitFor({ state: 'detached' })
  })
})

/** The compact JWS of a code's digits. */
const jwsOf = (text: string): string =>
  text.startsWith('shc:/')
    ? text.slice(5).replace(/\d\d/g, (pair) => String.fromCharCode(Number(pair) + 45))
    : text

describe('a live pass', () => {
  const phone = testKey('phone')
  const live = async (at: number) => {
    const bound = await stand.department.pass({ holderKey: phone.jwk } as never)
    return liveCode(bound, at as Instant, async (bytes) => sign(phone, bytes))
  }

  test('is VALID and told to be live; its photograph is refused a minute later, and what to do is said', async () => {
    stand.publish(await stand.department.trustList())
    const now = Math.floor(Date.now() / 1000) * 1000
    const page = await openScanner(now)
    const code = await live(now - 5_000)
    expect(await paste(page, code)).toBe('VALID')
    expect(await textOf(page)).toContain('Live: shown by the holder’s own phone.')
    expect(await page.locator('.verdict__live-sign').count()).toBe(1)
    await next(page)
    await page.clock.setFixedTime(now + 61_000)
    await page.locator('#code').fill(code)
    await page.getByRole('button', { name: 'Check' }).click()
    expect(await verdictOf(page)).toBe('NOT ACCEPTED HERE')
    const text = await textOf(page)
    expect(text).toContain('This is a picture or copy of a live pass.')
    expect(text).toContain('Could you show it on the phone itself')
    expect(text).not.toMatch(/Rosa|1988/)
  })

  test('where nothing confirms this clock, counts a little longer, and that the clocks differ is said', async () => {
    stand.publish(await stand.department.trustList())
    const now = Math.floor(Date.now() / 1000) * 1000
    const page = await openScanner(now + 100_000)
    expect(await paste(page, await live(now))).toBe('VALID')
    expect(await textOf(page)).toMatch(
      /Live: from the holder’s own phone; its clock and this device’s differ\./,
    )
  })
})

/** Whoever is listed is shown by the list's name. */
test('another department’s pass says whose it is', async () => {
  const list = await stand.department.trustList()
  const { payload } = JSON.parse(list) as { payload: string }
  const [own] = (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { issuers: ListedIssuer[] })
    .issuers
  const soon = Date.now()
  const source = {
    issuedAt: (Math.floor(soon / 1000) * 1000 - 600_000) as Instant,
    nextUpdate: (Math.floor(soon / 1000) * 1000 + 86_400_000) as Instant,
    passes: [],
  }
  stand.publish(
    await stand.department.trustList({
      issuers: [{ ...own!, name: 'New Jersey Department of Health', source }],
    }),
  )
  const page = await openScanner(Date.now())
  expect(await paste(page, await stand.department.pass())).toBe('VALID')
  expect(await textOf(page)).toMatch(/Shown Another department’s pass From New Jersey Department of Health/)
})
