import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { qrCode, qrPng } from '@excelsior/credentials'
import type { Instant, PartialDate } from '@excelsior/domain'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { violations } from '../tools/axe.ts'
import {
  buildApp,
  DAY,
  MINUTE,
  openDepartment,
  openStand,
  type Stand,
  shotOf,
  withOneByteChanged,
} from './app-stand.ts'
import { writtenDown } from './written-down.ts'

let stand: Stand
let context: BrowserContext
let said: string[]

beforeAll(async () => {
  stand = await openStand('wallet')
})
afterAll(() => stand?.close())
beforeEach(async () => {
  stand.answerInstead(undefined)
  stand.publish(await stand.department.trustList())
  await enter()
})
afterEach(() => context.close())

/** A device that was never here. Most journeys do without the service worker: they are half as long then. */
async function enter(serviceWorkers: 'there' | 'none' = 'none', screen = { width: 390, height: 844 }) {
  await context?.close()
  said = []
  context = await stand.browser.newContext({
    viewport: screen,
    permissions: ['camera'],
    reducedMotion: 'reduce',
  })
  if (serviceWorkers === 'none') {
    await context.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }))
  }
}

async function openWallet(): Promise<Page> {
  const page = await context.newPage()
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  await page.goto(stand.address)
  await page.getByRole('link', { name: 'Add a pass' }).waitFor()
  return page
}

async function paste(page: Page, text: string) {
  await page.goto(`${stand.address}#passes`)
  await page.getByRole('link', { name: 'Add a pass' }).click()
  await page.getByRole('link', { name: 'From copied text' }).click()
  await page.getByLabel('The code’s text').fill(text)
  await page.getByRole('button', { name: 'Check and add' }).click()
}
async function keep(page: Page, text: string) {
  await paste(page, text)
  await page.getByText('this wallet').first().waitFor()
  await page.locator('.added').waitFor()
}
const refusal = async (page: Page) => {
  await page.locator('.summary').waitFor()
  return page.locator('.summary').innerText()
}
const picture = async (text: string) => ({
  name: 'pass.png',
  mimeType: 'image/png',
  buffer: Buffer.from(await qrPng(qrCode(text))),
})
const inDays = (days: number) => (Math.floor(Date.now() / 1000) * 1000 + days * DAY) as Instant
const mateo = { givenName: 'Mateo', familyName: 'Quiñones', birthDate: '2013-08-22' as PartialDate }
const alba = { givenName: 'Alba', familyName: 'Quiñones', birthDate: '2011-01-02' as PartialDate }

describe('a pass comes in', () => {
  test('by its text, and is shown with its code, name, type and end', async () => {
    const page = await openWallet()
    const text = await stand.department.pass()
    await keep(page, `\n ${text} `)
    expect(await page.locator('.added').innerText()).toContain('Vaccination of Rosa Quiñones Delgado')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('added')
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Show the code' }).click()
    const code = page.getByRole('img', { name: /Rosa Quiñones Delgado, code in the middle of the screen/ })
    await code.waitFor()
    await page.getByRole('status').getByText('code in the middle of the screen').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Vaccination')
    expect(await page.locator('.show').innerText()).toMatch(/Born 4 March 1988\s+Valid until/)
    expect(await page.title()).toBe('Pass – Excelsior Pass')
    expect(await page.locator('.show bdi').first().getAttribute('translate')).toBe('no')
    expect(await violations(page)).toEqual([])
    expect(said).toEqual([])
  })

  test('from a picture, once, however often it is chosen', async () => {
    const page = await openWallet()
    const file = await picture(await stand.department.pass({ type: 'pcr' }))
    for (const words of ['is in this wallet', 'was in this wallet already']) {
      await page.getByRole('link', { name: 'Add a pass' }).click()
      await page.locator('#picture').setInputFiles(file)
      await page.getByText(words).waitFor()
    }
    expect(await page.locator('.slip').count()).toBe(1)
    expect(said).toEqual([])
  })

  test('by the camera, and Back does not lead to the camera again', async () => {
    await stand.show([shotOf(await stand.department.pass())])
    const page = await openWallet()
    await page.getByRole('link', { name: 'Add a pass' }).click()
    await page.getByRole('link', { name: 'With the camera' }).click()
    await page.getByText('is in this wallet').waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Add a pass' }).waitFor()
    expect(said).toEqual([])
  })

  test('without a list at hand only after the list could be fetched', async () => {
    stand.answerInstead({ status: 503, body: '' })
    const page = await openWallet()
    const text = await stand.department.pass()
    await paste(page, text)
    expect(await refusal(page)).toContain('the list of genuine signers is not on this device')
    stand.answerInstead(undefined)
    await keep(page, text)
  })

  test('no camera at all: a photo or the text will do, and what to open is said', async () => {
    await context.addInitScript(() => Object.defineProperty(navigator, 'mediaDevices', { value: undefined }))
    const page = await openWallet()
    await page.goto(`${stand.address}#camera`)
    await page.getByText('Open this page in Safari or Chrome').waitFor()
    expect(await violations(page)).toEqual([])
    await page.locator('#photo').setInputFiles(await picture(await stand.department.pass()))
    await page.getByText('is in this wallet').waitFor()
  })
})

describe('what does not come in', () => {
  test.each([
    ['changed by a byte', 'not genuine', async () => withOneByteChanged(await stand.department.pass())],
    [
      'ended',
      'This pass has ended',
      () => stand.department.pass({ expires: inDays(-1), issuedAt: inDays(-3), notBefore: inDays(-3) }),
    ],
    ['of a stranger', 'not signed by an issuer', async () => (await openDepartment(true)).pass()],
    ['half a European certificate', 'is damaged', async () => 'HC1:6BF+70790T9WJWG.FKY*4GO0'],
    ['a menu', 'not the code of a pass', async () => 'https://menu.example/today'],
    ['half a pass', 'is damaged', async () => (await stand.department.pass()).slice(0, 80)],
    ['withdrawn', 'was withdrawn', () => stand.department.pass({ passId: 'ffffffffffffff01' })],
  ])('%s: the reason is told, and nothing of it is drawn or kept', async (_, reason, code) => {
    const page = await openWallet()
    await paste(page, await code())
    expect(await refusal(page)).toContain(reason)
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('summary')
    expect(await page.content()).not.toMatch(/Rosa|Delgado|1988/)
    expect(await writtenDown(page)).toContain('excelsior-wallet-passes/passes: 0')
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Passes' }).click()
    expect(await page.locator('.slip').count()).toBe(0)
    expect(said).toEqual([])
  })

  test('by camera, a forged code is refused after two frames agree', async () => {
    await stand.show([shotOf(withOneByteChanged(await stand.department.pass()))])
    const page = await openWallet()
    await page.goto(`${stand.address}#camera`)
    expect(await refusal(page)).toContain('not genuine')
  })
})

describe('several people on one phone', () => {
  test('two children and a parent: by name, the pinned one first, what is over apart', async () => {
    const page = await openWallet()
    await keep(page, await stand.department.pass({ type: 'pcr', ...mateo, expires: inDays(2) }))
    await keep(page, await stand.department.pass({ expires: inDays(9) }))
    await keep(page, await stand.department.pass(alba))
    const soon = (Math.floor(Date.now() / 1000) * 1000 + 4_000) as Instant
    await keep(page, await stand.department.pass({ type: 'antigen', ...mateo, expires: soon }))
    await page.waitForTimeout(Math.max(0, soon - Date.now()))
    await page.reload()
    await page.getByText('No longer valid').waitFor()
    const people = page.locator('.person__name')
    expect(await people.allTextContents()).toEqual([
      'Alba Quiñones',
      'Mateo Quiñones',
      'Rosa Quiñones Delgado',
    ])
    expect(await page.locator('.slip__type').allTextContents()).toEqual([
      'Vaccination',
      'PCR test',
      'Antigen test',
      'Vaccination',
    ])
    expect(await page.getByRole('link', { name: 'It ends soon: get it anew' }).getAttribute('href')).toBe(
      '/retrieve',
    )
    expect(await violations(page)).toEqual([])

    await page.getByRole('link', { name: /Vaccination .*8 days left/ }).click()
    await page.getByRole('link', { name: 'More' }).click()
    await page.getByLabel('Show Rosa Quiñones Delgado first').click()
    expect(await violations(page)).toEqual([])
    await page.goto(`${stand.address}#passes`)
    await page.reload()
    await page.locator('.person').first().getByText('Rosa').waitFor()

    // What is over has no code, whichever way it is reached.
    await page.locator('.slip--ended').click()
    await page.getByRole('heading', { name: 'This pass has ended' }).waitFor()
    expect(await page.locator('.qr').count()).toBe(0)
    await page.goto(page.url().replace('#more', '#open'))
    await page.getByRole('heading', { name: 'This pass has ended' }).waitFor()
    expect(await page.locator('.qr').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    expect(said).toEqual([])
  })

  test('at 320 by 568, one screenshot shows name, type, end and the whole code, 4 px a module or more', async () => {
    await enter('none', { width: 320, height: 568 })
    const page = await openWallet()
    await keep(page, await stand.department.pass())
    await page.locator('.slip').click()
    await page.locator('.show').waitFor()
    const [width, fits] = await page.evaluate(() => {
      const inside = (box: DOMRect | undefined) =>
        box !== undefined &&
        box.top >= 0 &&
        box.bottom <= innerHeight &&
        box.left >= 0 &&
        box.right <= innerWidth
      const shown = ['.pass__type', '.show__name', '.pass__until dd', '.show__code']
      const code = document.querySelector('.qr')?.getBoundingClientRect()
      return [
        Math.min(code?.width ?? 0, code?.height ?? 0),
        shown.every((what) => inside(document.querySelector(what)?.getBoundingClientRect())),
      ]
    })
    const modules = qrCode(await stand.department.pass()).size + 8
    expect(fits).toBe(true)
    expect(width / modules).toBeGreaterThanOrEqual(4)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  })

  test('on paper all stands in the reader’s language and in English, whatever the door reads', async () => {
    const demo = await openDepartment(true) // where every language is offered
    stand.publish(await demo.trustList())
    const english = await openWallet()
    await keep(english, await demo.pass({ issuedAt: (Date.now() - MINUTE) as Instant }))
    await english.getByRole('link', { name: 'Show the code' }).click()
    await english.waitForURL(/#open/)
    const id = english.url().split('/').at(-1)
    const page = await context.newPage()
    await page.addInitScript(() => Object.defineProperty(navigator, 'languages', { value: ['es'] }))
    await page.goto(`${stand.address}#more/${id}`)
    await page.emulateMedia({ media: 'print' })
    const sheet = page.locator('.sheet')
    await sheet.getByText('Valid until').first().waitFor()
    const words = await sheet.innerText()
    for (const both of [
      'Vacunación',
      'Vaccination',
      '4 de marzo de 1988',
      '4 March 1988',
      'Cómo usarlo',
      'How to use it',
    ])
      expect(words).toContain(both)
    expect(await sheet.locator('[lang=en]').count()).toBeGreaterThan(5)
    expect(said).toEqual([])
  })

  test('a name of 120 characters is shown whole, and its code stays in one piece', async () => {
    await enter('none', { width: 320, height: 568 })
    const page = await openWallet()
    const familyName = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(3).trim()
    await keep(page, await stand.department.pass({ familyName }))
    expect(await page.locator('.person__name').innerText()).toContain(familyName)
    await page.locator('.slip').click()
    expect(await page.locator('.show__name').innerText()).toContain(familyName)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  })
})

describe('on the device', () => {
  test('passes are sealed under a key that no script can read, and nothing else of them is written down', async () => {
    const page = await openWallet()
    const text = await stand.department.pass({ givenName: 'Canaria', familyName: 'Kanarienvogel' })
    await keep(page, text)
    await page.locator('.slip').click()
    const written = await writtenDown(page)
    expect(written).toContain('excelsior-wallet-passes/passes: 1')
    expect(written).toContain('key, extractable false')
    expect(written + said.join('\n')).not.toMatch(/Canaria|Kanarienvogel/)
    expect(written).not.toContain(text.slice(4, 40))
    expect(stand.asked.join('\n')).not.toMatch(/EP1|Canaria/)
  })

  test('a deleted pass is gone at once; undo brings it back; after that nothing is left', async () => {
    const page = await openWallet()
    await keep(page, await stand.department.pass())
    await keep(page, await stand.department.pass(mateo))
    await page.locator('.slip').first().click()
    await page.getByRole('link', { name: 'More' }).click()
    await page.getByRole('button', { name: 'Delete this pass' }).click()
    await page.getByText('Vaccination deleted').waitFor()
    expect(await page.locator('.slip').count()).toBe(1)
    expect(await writtenDown(page)).toContain('excelsior-wallet-passes/passes: 1')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.locator('.slip').nth(1).waitFor()

    await page.getByRole('link', { name: 'This device' }).click()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Delete all 2 passes' }).click()
    await page.getByText('2 passes deleted').waitFor()
    const written = await writtenDown(page)
    expect(written).toContain('excelsior-wallet-passes/passes: 0')
    expect(written).toContain('excelsior-wallet-passes/key: 0')
    await page.reload()
    await page.getByText('No passes here yet').waitFor()
    const guide = page.getByRole('link', { name: 'Step by step, with pictures' })
    expect(await guide.getAttribute('href')).toBe('/guides/wallet-android')
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0)
    expect(said).toEqual([])
  })

  test('an app on the home screen begins empty, says why, and takes the text of a pass from the browser', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const tab = await openWallet()
    await keep(tab, await stand.department.pass())
    await tab.locator('.slip').click()
    await tab.getByRole('link', { name: 'More' }).click()
    await tab.getByRole('button', { name: 'Copy the code’s text' }).click()
    await tab.getByText('Copied').waitFor()
    const text = await tab.evaluate(() => navigator.clipboard.readText())

    const app = await stand.browser.newContext({ viewport: { width: 390, height: 844 } })
    try {
      await app.addInitScript(() => Object.defineProperty(navigator, 'standalone', { value: true }))
      const page = await app.newPage()
      await page.goto(stand.address)
      await page.getByText('This app on the home screen has a place of its own').waitFor()
      await page.getByText('Bring them over').waitFor()
      expect(await violations(page)).toEqual([])
      await keep(page, text)
      // Every screen has its own way back.
      for (const hash of ['#add', '#camera', '#paste', '#device']) {
        await page.goto(stand.address + hash)
        await page.getByRole('link', { name: /^(Passes|Back)$/ }).waitFor()
      }
    } finally {
      await app.close()
    }
  })

  test('a tab on an iPhone says that passes may vanish, before any is added', async () => {
    await context.addInitScript(() => Object.defineProperty(navigator, 'standalone', { value: false }))
    const page = await openWallet()
    await page.getByText('First put this wallet on the home screen').waitFor()
    await page.getByText('may vanish after a week without a visit').waitFor()
    const guide = page.getByRole('link', { name: 'Step by step, with pictures' })
    expect(await guide.getAttribute('href')).toBe('/guides/wallet-iphone')
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Add a pass' }).click()
    await page.getByText('Put the wallet on the home screen before you add passes').waitFor()
  })

  test('a browser that keeps nothing is told, and the pass shows until it is closed', async () => {
    await context.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('no', 'SecurityError')
      }
    })
    const page = await openWallet()
    await page.getByText('This browser keeps nothing here').waitFor()
    await keep(page, await stand.department.pass())
    expect(await page.locator('.slip').count()).toBe(1)
  })

  test('a pass added in one tab is there in the other', async () => {
    const [one, two] = [await openWallet(), await openWallet()]
    await keep(one, await stand.department.pass())
    await two.locator('.slip').waitFor()
  })
})

describe('without a network', () => {
  test('after the first visit it opens, shows its passes and takes a new one from a picture', async () => {
    await enter('there')
    const page = await openWallet()
    await keep(page, await stand.department.pass())
    await page.goto(`${stand.address}#device`)
    await page.getByText('All parts are on this device').waitFor()
    const file = await picture(await stand.department.pass({ type: 'pcr', ...mateo }))
    await context.setOffline(true)
    await stand.stopServer()
    try {
      await page.goto(stand.address)
      await page.locator('.slip').click()
      await page.getByRole('img', { name: /code in the middle of the screen/ }).waitFor()
      await page.reload()
      await page.getByRole('img', { name: /code in the middle of the screen/ }).waitFor()
      await page.goto(`${stand.address}#add`)
      await page.locator('#picture').setInputFiles(file)
      await page.getByText('PCR test of Mateo Quiñones is in this wallet').waitFor()
    } finally {
      await stand.startServer()
    }
  })

  test('a list that is too old takes nothing new in, and leaves what is here with a word of warning', async () => {
    const page = await openWallet()
    await keep(page, await stand.department.pass())
    await page.close()
    await context.setOffline(false)
    stand.answerInstead({ status: 503, body: '' })
    const later = await context.newPage()
    await later.clock.setFixedTime(Date.now() + 8 * DAY)
    await later.goto(stand.address)
    await later.locator('.slip').click()
    await later.getByText('Not checked lately').waitFor()
    expect(await violations(later)).toEqual([])
    await paste(later, await stand.department.pass(mateo))
    expect(await refusal(later)).toContain('too old')
  })
})

describe('a new version', () => {
  /** Publishes another build in the place of the one before; its old files are gone. */
  async function publish(release: number) {
    const dist = join(stand.folder, 'dist')
    rmSync(dist, { recursive: true })
    await buildApp('wallet', dist, release)
  }
  const releaseOf = (page: Page) =>
    page.evaluate(() => {
      const released: Window & { release?: number } = window
      return released.release
    })
  test('two releases later, with the old files gone, passes show offline and online, and the update works', async () => {
    await publish(1)
    await enter('there')
    const page = await openWallet()
    expect(await releaseOf(page)).toBe(1)
    await keep(page, await stand.department.pass())
    await page.goto(`${stand.address}#device`)
    await page.getByText('All parts are on this device').waitFor()
    await page.close()
    await publish(2)
    await publish(3)
    await stand.stopServer()
    const offline = await openWallet()
    await offline.locator('.slip').waitFor()
    expect(await releaseOf(offline)).toBe(1)
    await stand.startServer()
    await offline.reload()
    await offline.locator('.slip').waitFor()
    await offline.getByRole('button', { name: 'Update now' }).click()
    await offline.waitForFunction(() => 'release' in window && window.release === 3)
    await offline.locator('.slip').waitFor()
    expect(said.filter((line) => !line.includes('ERR_'))).toEqual([])
  }, 90_000)

  test('with two tabs: the one that shows a code goes on showing it, and changes over when it is left', async () => {
    await publish(4)
    await enter('there')
    const [one, two] = [await openWallet(), await openWallet()]
    await keep(one, await stand.department.pass())
    await one.goto(`${stand.address}#device`)
    await one.getByText('All parts are on this device').waitFor()
    await two.locator('.slip').click()
    await two.locator('.show').waitFor()
    await publish(5)
    await one.evaluate(() => window.dispatchEvent(new Event('online')))
    await one.getByRole('button', { name: 'Update now' }).click()
    await one.waitForFunction(() => 'release' in window && window.release === 5)
    await two.waitForTimeout(500)
    expect(await releaseOf(two)).toBe(4)
    expect(await two.locator('.show .qr').count()).toBe(1)
    await two.getByRole('link', { name: 'Passes' }).click()
    await two.waitForFunction(() => 'release' in window && window.release === 5)
    await two.locator('.slip').waitFor()
  }, 90_000)
})

test('a browser’s translation, which moves every text, breaks nothing and leaves names and dates alone', async () => {
  const page = await openWallet()
  const translate = () =>
    page.evaluate(() => {
      const texts: Text[] = []
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode)
      for (const text of texts) {
        if (text.data.trim() === '' || text.parentElement?.closest('[translate=no], script, style, font'))
          continue
        const font = document.createElement('font')
        text.replaceWith(font)
        font.textContent = `~${text.data}`
      }
    })
  await translate()
  await page.locator('a[href="#add"]').click()
  await translate()
  await page.locator('a[href="#paste"]').click()
  await translate()
  await page.locator('#code').fill('nonsense')
  await page.locator('main button').click()
  await page.locator('.summary').waitFor()
  await translate()
  await page.locator('a[href="#paste"]').click()
  await page.locator('#code').fill(await stand.department.pass())
  await translate()
  await page.locator('main button').click()
  await page.locator('.slip').waitFor()
  await translate()
  expect(await page.locator('.person__name').textContent()).toBe('Rosa Quiñones Delgado')
  expect(await page.locator('.person__born').textContent()).toContain('4 March 1988')
  await page.locator('.slip').click()
  await page.locator('.show .qr').waitFor()
  await translate()
  expect(await page.locator('.show__name').textContent()).toBe('Rosa Quiñones Delgado')
  await page.locator('a[href^="#more"]').click()
  await translate()
  await page.locator('.button--danger').click()
  await page.locator('.toast').waitFor()
  await translate()
  await page.locator('.toast__undo').click()
  await page.locator('.slip').waitFor()
  expect(said).toEqual([])
})

test('by keyboard alone: add, open, and back', async () => {
  const page = await openWallet()
  await page.getByRole('link', { name: 'Add a pass' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Add a pass' }).waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByRole('link', { name: 'From copied text' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Check and add' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Type or paste the text of a code first').waitFor()
  await page.waitForFunction(() => document.activeElement?.id === 'code')
  expect(await violations(page)).toEqual([])
  await page.keyboard.insertText(await stand.department.pass())
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Show the code' }).focus()
  await page.keyboard.press('Enter')
  await page.locator('.show').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('.slip').waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
})

test('a demonstration’s wallet says DEMO on every screen', async () => {
  const demo = await openDepartment(true)
  stand.publish(await demo.trustList())
  const page = await openWallet()
  await keep(page, await demo.pass({ issuedAt: (Date.now() - MINUTE) as Instant }))
  for (const hash of ['#passes', '#add', '#camera', '#paste', '#device']) {
    await page.goto(stand.address + hash)
    await page.locator('.demo:visible', { hasText: 'DEMO' }).waitFor()
    expect(await violations(page)).toEqual([])
  }
  await page.goto(`${stand.address}#passes`)
  await page.locator('.slip').click()
  await page.locator('.show .demo').waitFor()
  expect(await violations(page)).toEqual([])
})
