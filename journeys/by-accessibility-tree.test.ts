import type { ResidentJson } from '@excelsior/demo'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { codesSentTo } from './retrieve.ts'
import { type Service, startService } from './service.ts'
import { vaccinatedResident, walkToPass } from './walk-to-pass.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

let service: Service
let browser: Browser
let who: ResidentJson

beforeAll(async () => {
  service = await startService({ host: 'localhost' })
  who = await vaccinatedResident(service)
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

/** The tree as a screen reader walks it: role, name and text in their order; addresses and ids left out. */
async function tree(page: Page, part: 'main' | 'banner' | 'contentinfo' = 'main'): Promise<string[]> {
  const lines = (await page.getByRole(part).ariaSnapshot()).split('\n')
  return lines.filter((line) => !line.includes('/url:')).map((line) => line.trim().replace(/^- /, ''))
}

/** What screen readers say by themselves: each text that comes into a live region, in order. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    const regions = '[role=status], [role=alert], [aria-live]'
    const said = new WeakMap<Element, string>()
    const textOf = (element: Element) => {
      const words: string[] = []
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) words.push((walker.currentNode.textContent ?? '').trim())
      return words.filter((word) => word !== '').join(' ')
    }
    const hear = (region: Element) => {
      const text = textOf(region)
      if (said.get(region) === text) return
      said.set(region, text)
      if (text !== '') heard.push(text)
    }
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const within = target instanceof Element ? target : target.parentElement
        const region = within?.closest(regions)
        if (region) hear(region)
        // An alert is heard when it comes; a status only when it changes after that.
        for (const node of addedNodes) {
          if (!(node instanceof Element)) continue
          for (const each of [node, ...node.querySelectorAll(regions)]) {
            if (each.matches('[role=alert]')) hear(each)
            else if (each.matches(regions)) said.set(each, textOf(each))
          }
        }
      }
    }).observe(document, { subtree: true, childList: true, characterData: true })
  })
  return () =>
    page.evaluate(() => {
      const here: Window & { heard?: string[] } = window
      return here.heard?.splice(0) ?? []
    })
}

const focused = (page: Page) =>
  page.evaluate(() => (document.activeElement?.textContent ?? '').replace(/\s+/g, ' ').trim())

describe('somebody who hears the pages, by the accessibility tree alone', () => {
  test('retrieves a pass: every field, question and way is named, in the order in which it is needed', async () => {
    const page = await browser.newPage()
    await page.goto(`${service.origin}/`)
    await page.getByRole('link', { name: 'Get your pass' }).first().click()
    await page.getByRole('heading', { name: 'Which pass do you want?', level: 1 }).waitFor()
    await page
      .getByRole('group', { name: 'Type of pass' })
      .getByRole('radio', { name: /^Vaccination/ })
      .check()
    await page.getByRole('group', { name: 'Who is it for?' }).getByRole('radio', { name: 'For me' }).check()
    await page.getByRole('button', { name: 'Continue' }).click()

    await page.getByRole('heading', { name: 'Your details', level: 1 }).waitFor()
    expect(await page.title()).toBe('Your details – Excelsior Pass')
    const fields = (await tree(page)).filter((line) => /^(textbox|checkbox|group|button|link)/.test(line))
    expect(fields).toEqual([
      'textbox "First name"',
      'textbox "Last name"',
      'checkbox "I have only one name"',
      'group "Birth date":',
      'textbox "Month"',
      'textbox "Day"',
      'textbox "Year"',
      'checkbox "No day or month on my papers"',
      'textbox "ZIP code"',
      'textbox "Phone number"',
      'group: Why we ask for each of these',
      'button "Continue"',
      'link "Back to “Which pass”":',
    ])
    // The hint of the date belongs to its group and is said there once, not at each of three fields.
    const said = await page.getByRole('group', { name: 'Birth date' }).evaluate((group) =>
      [group, ...group.querySelectorAll('input')].flatMap((each) =>
        (each.getAttribute('aria-describedby') ?? '')
          .split(' ')
          .map((id) => document.getElementById(id)?.textContent ?? '')
          .filter((text) => text.includes('For example')),
      ),
    )
    expect(said).toHaveLength(1)

    // Errors: the summary takes the focus and leads to the fields.
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('link', { name: 'Type the ZIP code' }).waitFor()
    expect(await page.title()).toBe('Error: Your details – Excelsior Pass')
    await expect.poll(() => focused(page)).toMatch(/things to put right.*Type the ZIP code/)
    await page.getByRole('link', { name: 'Type the ZIP code' }).click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('zip')

    const [year = '', month = '', day = ''] = who.birthDate.split('-')
    for (const [name, value] of [
      ['First name', who.givenName],
      ['Last name', who.familyName],
      ['Month', String(Number(month))],
      ['Day', day],
      ['Year', year],
      ['ZIP code', who.postalCode],
      ['Phone number', who.phone],
    ] as const)
      await page.getByRole('textbox', { name }).fill(value)
    await page.getByRole('button', { name: 'Continue' }).click()

    await page.getByRole('heading', { name: 'Three questions', level: 1 }).waitFor()
    const groups = (await tree(page)).filter((line) => line.startsWith('group'))
    expect(groups).toEqual([
      'group "Where did you get your first COVID-19 vaccine dose in the state?":',
      'group "In which month was your first COVID-19 vaccine dose in the state?":',
      'group "Which vaccine was your first COVID-19 dose in the state?":',
    ])
    for (const [index, id] of ['dose-region', 'dose-month', 'dose-product'].entries()) {
      const group = page.getByRole('group').nth(index)
      const value = who.answers[id] ?? ''
      const name = await group
        .locator(`input[value="${value}"]`)
        .evaluate((radio) =>
          radio instanceof HTMLInputElement ? (radio.labels?.[0]?.textContent ?? '') : '',
        )
      await group.getByRole('radio', { name: name.trim(), exact: true }).check()
    }
    await page.getByRole('button', { name: 'Continue' }).click()

    await page.getByRole('heading', { name: 'Type the code from your phone', level: 1 }).waitFor()
    expect((await tree(page)).filter((line) => /^(textbox|button|group|status)/.test(line))).toEqual([
      'textbox "Code of 6 digits"',
      'button "Show my pass"',
      'group:',
      'button "Send the text again"',
      'button "Call me"',
      'button "Send a letter"',
      'group: I have a letter with a code',
      'group: The number on record is an old one',
      'status',
    ])
    const [code = ''] = await codesSentTo(service, who.phone)
    await page.getByRole('textbox', { name: 'Code of 6 digits' }).fill(code)
    await page.getByRole('button', { name: 'Show my pass' }).click()

    await page.getByRole('heading', { name: 'Here is your pass', level: 1 }).waitFor()
    const name = `${who.givenName} ${who.familyName}`
    const card = page.getByRole('article')
    const lines = (await card.ariaSnapshot()).split('\n').map((line) => line.trim().replace(/^- /, ''))
    expect(lines[1]).toBe('paragraph: Excelsior Pass')
    expect(lines[2]).toBe('heading "Vaccination" [level=2]')
    expect(lines[3]).toBe(`paragraph: ${name}`)
    expect(lines[4]).toMatch(/^paragraph: Born \d/)
    expect(lines[5]).toBe('term: Valid until')
    expect(lines[6]).toMatch(/^definition: \w+, \d+ \w+ \d{4}, 23:59$/)
    expect(lines[7]).toMatch(/^definition: \d+ days left$/)
    expect(lines[8]).toBe(`img "Code of the pass of ${name}"`)
    await page.close()
  })

  test('keeps it in the wallet and shows it: what happens is announced, once and in words', async () => {
    const page = await browser.newPage()
    const heard = await listen(page)
    const name = `${who.givenName} ${who.familyName}`
    await page.goto(`${service.origin}/wallet/`)
    await page.getByRole('heading', { name: 'No passes here yet', level: 1 }).waitFor()
    await expect.poll(() => focused(page)).toBe('No passes here yet')
    await page.getByRole('link', { name: 'Add a pass' }).click()
    await page.getByRole('heading', { name: 'Add a pass', level: 1 }).waitFor()
    await expect.poll(() => focused(page)).toBe('Add a pass')
    expect((await tree(page)).filter((line) => /^(link|button)/.test(line))).toEqual([
      expect.stringMatching(/^link "With the camera/),
      expect.stringMatching(/^button "Picture, PDF or file/),
      expect.stringMatching(/^link "From copied text/),
      expect.stringMatching(/^link "Get a pass at the portal/),
    ])
    await page.getByRole('link', { name: /From copied text/ }).click()
    await page.getByRole('textbox', { name: 'The code’s text' }).fill('https://menu.example')
    await heard()
    await page.getByRole('button', { name: 'Check and add' }).click()
    await page.getByRole('alert').waitFor()
    expect((await heard()).at(-1)).toBe(
      'Not added This is not the code of a pass. Look for the square code on the pass itself.',
    )

    await page.getByRole('link', { name: /From copied text/ }).click()
    await page.getByRole('textbox', { name: 'The code’s text' }).fill(await codeOf())
    await heard()
    await page.getByRole('button', { name: 'Check and add' }).click()
    await page.getByRole('alert').waitFor()
    const added = (await heard()).at(-1) ?? ''
    expect(added).toContain(`Vaccination of ${name} is in this wallet.`)
    // It is not called safe before another way to keep it is offered.
    expect(added).toContain('Keep it another way, too')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('added')

    await page
      .getByRole('region', { name })
      .getByRole('link', { name: /^Vaccination Valid until/ })
      .click()
    await page.getByRole('img', { name: `Pass of ${name}, code in the middle of the screen` }).waitFor()
    await expect.poll(() => focused(page)).toBe('Vaccination')
    await vi.waitFor(async () =>
      expect(await heard()).toEqual([`Pass of ${name}, code in the middle of the screen`]),
    )
    expect(await tree(page, 'banner')).toEqual([
      'banner:',
      'paragraph: DEMO. Keeps invented passes only.',
      'link "Passes":',
      'link "More":',
      'heading "Vaccination" [level=1]',
    ])
    const shown = await tree(page)
    expect(shown[0]).toBe('main:')
    expect(shown.slice(1).map((line) => line.split(/[ :]/)[0])).toEqual([
      'paragraph',
      'paragraph',
      'term',
      'definition',
      'definition',
      'img',
      'status',
    ])

    await page.getByRole('link', { name: 'More' }).click()
    await page.getByRole('heading', { name: 'More', level: 1 }).waitFor()
    await expect.poll(() => focused(page)).toBe('More')
    expect(await page.title()).toBe('More – Excelsior Pass')
    await page.getByRole('button', { name: 'Delete this pass' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    expect(await heard()).toContain('Vaccination deleted. Undo')
    await expect.poll(() => focused(page)).toBe('No passes here yet')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('region', { name }).waitFor()
    // The button is gone: the focus is not lost with it.
    await expect.poll(() => focused(page)).toBe('Your passes')
    expect(await heard()).toEqual(['Back in this wallet.'])

    // What is wrong with a PIN is said once: by the field where the focus comes to it, beside it where it is there.
    const short = 'Type a PIN of 6 characters or more'
    await page.goto(`${service.origin}/wallet/#device`)
    await page.getByRole('textbox', { name: 'New PIN' }).waitFor()
    await heard()
    await page.getByRole('button', { name: 'Set the lock' }).click()
    await page.getByText(`Error: ${short}`).waitFor()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('new-pin')
    expect(await heard()).toEqual([])
    for (let times = 0; times < 2; times++) {
      await page.keyboard.press('Enter')
      await vi.waitFor(async () => expect(await heard()).toEqual([short]))
    }
    await page.close()
  })
})

/** The text of the code of another pass of theirs, as copied from elsewhere. */
async function codeOf(): Promise<string> {
  const page = await browser.newPage()
  await walkToPass(service, page, who)
  const code = await page.locator('form[action="/wallet/add"] input[name="code"]').inputValue()
  await page.close()
  return code
}
