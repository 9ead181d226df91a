import type { Page as Tab } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { renderPage } from './render.tsx'
import { portalInBrowser } from './testing/browser.ts'

const stand = portalInBrowser(renderPage)
let tab: Tab
beforeEach(async () => {
  tab = await stand.browser.newPage({ viewport: { width: 390, height: 844 } })
})
afterEach(() => tab.close())

const shown = () => tab.locator('details:visible').evaluateAll((all) => all.map(({ id }) => id))

describe('questions and answers', () => {
  test('are found as somebody types, and nothing of it is sent', async () => {
    await tab.goto(`${stand.served.origin}/help`)
    const all = (await shown()).length
    const sent: string[] = []
    tab.on('request', (request) => sent.push(request.url()))
    await tab.getByLabel('Search the questions').fill('parent CHÍLD')
    expect(await shown()).toEqual(['child'])
    const status = tab.getByRole('status')
    await expect.poll(() => status.textContent()).toBe(`Questions found: 1 of ${all}`)
    await tab.keyboard.press('Enter')
    await tab.getByLabel('Search the questions').fill('xylophone')
    expect(await shown()).toEqual([])
    expect(await tab.getByText('No question has all of these words').isVisible()).toBe(true)
    await tab.getByLabel('Search the questions').fill('')
    expect(await shown()).toHaveLength(all)
    expect(sent).toEqual([])
  })

  test('open where an address names one', async () => {
    await tab.goto(`${stand.served.origin}/help#child`)
    expect(await tab.locator('details[open]').evaluateAll((all) => all.map(({ id }) => id))).toEqual([
      'child',
    ])
  })

  test('are found by the service where there is no script', async () => {
    const context = await stand.browser.newContext({ javaScriptEnabled: false })
    try {
      const plain = await context.newPage()
      await plain.goto(`${stand.served.origin}/help`)
      await plain.getByLabel('Search the questions').fill('parent child')
      await plain.getByRole('button', { name: 'Search' }).click()
      await plain.getByText('Questions found: 1 of').waitFor()
      expect(plain.url()).toBe(`${stand.served.origin}/help`)
    } finally {
      await context.close()
    }
  })

  test('are printed with their answers, opened or not', async () => {
    await tab.goto(`${stand.served.origin}/help`)
    await tab.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
    expect(await tab.locator('details:not([open])').count()).toBe(0)
    await tab.evaluate(() => window.dispatchEvent(new Event('afterprint')))
    expect(await tab.locator('details[open]').count()).toBe(0)
  })
})
