import type { Page as Tab } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { renderPage } from './render.tsx'
import { portalInBrowser } from './testing/browser.ts'
import { policy } from './testing/parts.ts'
import { answer, enterCode, fillDetails, toDetails, toQuestions } from './testing/walk.ts'

const stand = portalInBrowser(renderPage, 'for each')

const steps = () => stand.served.flow.calls.map(({ step }) => step)
const heading = (tab: Tab) => tab.locator('h1').innerText()

describe.each([true, false])('with script: %s,', (javaScriptEnabled) => {
  let tab: Tab
  /** Forms that the browser sent. */
  let sent: string[]

  beforeEach(async () => {
    const context = await stand.browser.newContext({
      javaScriptEnabled,
      viewport: { width: 390, height: 844 },
    })
    tab = await context.newPage()
    sent = []
    tab.on('request', (request) => {
      if (request.method() === 'POST') sent.push(new URL(request.url()).pathname)
    })
  })
  afterEach(() => tab.context().close())

  /** Loads the page again, goes back to the one before and forward again: nothing is sent, and all are there. */
  async function thereAndBack(title: string, before: string) {
    const forms = sent.length
    const calls = steps()
    expect(await heading(tab)).toBe(title)
    await tab.reload()
    expect(await heading(tab)).toBe(title)
    await tab.goBack()
    expect(await heading(tab)).toBe(before)
    await tab.reload()
    expect(await heading(tab)).toBe(before)
    await tab.goForward()
    expect(await heading(tab)).toBe(title)
    expect(sent).toHaveLength(forms)
    expect(steps()).toEqual(calls)
  }

  test('back, forward and reload do no harm at any step, to the refusal and to the pass', async () => {
    await toDetails(tab, stand.served.origin)
    await thereAndBack('Your details', 'Which pass do you want?')
    await fillDetails(tab)
    await tab.getByRole('button', { name: 'Continue' }).click()
    await thereAndBack('Three questions', 'Your details')
    await answer(tab)
    const code = 'Type the code from your phone'
    await thereAndBack(code, 'Three questions')
    await tab.getByRole('button', { name: 'Call me' }).click()
    await thereAndBack(code, code)
    await enterCode(tab, '000000')
    await thereAndBack('We could not confirm the details', code)
    await tab.getByRole('button', { name: 'Type the code again' }).click()
    await enterCode(tab)
    await tab.waitForURL('**/pass')
    await tab.reload()
    // All before it lead to the pass now.
    for (let page = 0; page < 4; page++) {
      await tab.goBack()
      expect(await heading(tab)).toBe('Here is your pass')
    }
    expect(steps()).toEqual(['start', 'answer', 'resend', 'code', 'code'])
  })

  test('pages with errors can be loaded again and gone back to', async () => {
    await tab.goto(`${stand.served.origin}/retrieve`)
    await tab.getByRole('radio', { name: 'For me' }).check()
    await tab.getByRole('button', { name: 'Continue' }).click()
    await thereAndBack('Which pass do you want?', 'Which pass do you want?')
    expect(await tab.title()).toMatch(/^Error: /)

    await toDetails(tab, stand.served.origin)
    await fillDetails(tab, { zip: '' })
    await tab.getByRole('button', { name: 'Continue' }).click()
    await thereAndBack('Your details', 'Your details')
    expect(await tab.title()).toMatch(/^Error: /)
    expect(await tab.inputValue('#given')).toBe('Rosa')
    await tab.fill('#zip', '10001')
    await tab.getByRole('button', { name: 'Continue' }).click()

    await tab.getByRole('radio', { name: 'Queens' }).check()
    await tab.getByRole('button', { name: 'Continue' }).click()
    await thereAndBack('Three questions', 'Three questions')
    expect(await tab.title()).toMatch(/^Error: /)
    expect(await tab.getByRole('radio', { name: 'Queens' }).isChecked()).toBe(true)
    await answer(tab)

    await enterCode(tab, '12')
    await thereAndBack('Type the code from your phone', 'Type the code from your phone')
    expect(await tab.inputValue('#code')).toBe('12')
    await enterCode(tab)
    expect(await heading(tab)).toBe('Here is your pass')
    expect(steps()).toEqual(['start', 'answer', 'code'])
  })

  test('the help for the unsure is a page of its own, with the questions behind it', async () => {
    await toQuestions(tab, stand.served.origin)
    await tab.getByRole('radio', { name: 'I am not sure' }).first().check()
    await tab.getByRole('button', { name: 'Continue' }).click()
    await thereAndBack('Where to look it up', 'Three questions')
    await tab.getByRole('button', { name: 'Back to the questions' }).click()
    await thereAndBack('Three questions', 'Where to look it up')
  })

  test('going back to the details and on again is no second start', async () => {
    await toQuestions(tab, stand.served.origin)
    await tab.goBack()
    expect(await tab.inputValue('#phone')).toBe('+1 (718) 555-0123')
    await tab.getByRole('button', { name: 'Continue' }).click()
    await tab.getByRole('button', { name: 'Back to “Your details”' }).click()
    await tab.getByRole('button', { name: 'Continue' }).click()
    expect(await heading(tab)).toBe('Three questions')
    expect(steps()).toEqual(['start'])
  })

  test('a form sent twice asks once', async () => {
    await toDetails(tab, stand.served.origin)
    await fillDetails(tab)
    await tab.getByRole('button', { name: 'Continue' }).dblclick()
    await tab.waitForURL('**/questions')
    for (const name of ['Queens', 'March', 'Moderna']) await tab.getByRole('radio', { name }).check()
    await tab.getByRole('button', { name: 'Continue' }).dblclick()
    await tab.waitForURL('**/code')
    await tab.getByLabel('Code of 6 digits').fill('123456')
    await tab.getByRole('button', { name: 'Show my pass' }).dblclick()
    await tab.waitForURL('**/pass')
    expect(await heading(tab)).toBe('Here is your pass')
    expect(steps()).toEqual(['start', 'answer', 'code'])
  })

  test('two tabs for two children each come to the pass of their own', async () => {
    const other = await tab.context().newPage()
    const child = 'For a child, or for someone in my care'
    await toQuestions(tab, stand.served.origin, { given: 'Ana' }, child)
    await toQuestions(other, stand.served.origin, { given: 'Luis' }, child)
    await answer(tab)
    expect(await tab.locator('.title__over').innerText()).toContain('Ana Quiñones')
    await answer(other)
    expect(await other.locator('.title__over').innerText()).toContain('Luis Quiñones')
    for (const each of [tab, other]) {
      await enterCode(each)
      await each.waitForURL('**/pass')
    }
    const [, , one, two, first, second] = stand.served.flow.calls.map(({ what }) => what)
    const retrieval = (what: unknown) => (what as { retrieval: string }).retrieval
    expect(retrieval(one)).toBe(retrieval(first))
    expect(retrieval(two)).toBe(retrieval(second))
    expect(retrieval(one)).not.toBe(retrieval(two))
  })

  test('when the time ran out, one press asks again with the same details', async () => {
    await toQuestions(tab, stand.served.origin)
    await answer(tab)
    await tab.waitForURL(/\/retrieve\/code/)
    stand.served.wait(policy.retrieval.minutes)
    await tab.reload()
    await thereAndBack('Time ran out', 'Time ran out')
    await tab.getByRole('button', { name: 'Ask again with the same details' }).click()
    // What is over is not gone back to.
    await thereAndBack('Three questions', 'Three questions')
    expect(steps()).toEqual(['start', 'answer', 'start'])
  })

  test('"Finish" leaves nothing to go back to', async () => {
    await toQuestions(tab, stand.served.origin)
    await answer(tab)
    await enterCode(tab, '000000')
    await tab.getByRole('button', { name: 'Finish' }).click()
    expect(await heading(tab)).toBe('Finished')
    for (let page = 0; page < 4; page++) {
      await tab.goBack()
      expect(await heading(tab)).toBe('Begin again')
      expect(await tab.content()).not.toContain('Quiñones')
    }
    expect(await tab.context().cookies()).toEqual([])
  })
})
