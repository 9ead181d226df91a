import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPassPainter } from '../picture/pass-picture.ts'
import { renderPage } from '../render.tsx'
import { RIGHT_CODE } from '../testing/fake-flow.ts'
import { policy } from '../testing/parts.ts'
import { type Served, servePortal } from '../testing/serve.ts'
import { ANSWERS, carriedBy, cookiesOf, createVisits, DETAILS, type Form } from '../testing/visits.ts'
import { ASSETS_PATH } from './asset-files.ts'

const painter = createPassPainter()
const assets = { script: '/portal.js', icon: '/mark.svg', styles: ['/portal.css'] }
const { post, get, send, toQuestions, toCodePage } = createVisits(() => served)
const { minutes } = policy.retrieval

let client: string
let served: Served
beforeEach(async () => {
  client = mkdtempSync(join(tmpdir(), 'excelsior-portal-'))
  mkdirSync(join(client, ASSETS_PATH), { recursive: true })
  served = await servePortal({ renderPage, client, painter, assets })
})
afterEach(async () => {
  await served.stop()
  rmSync(client, { recursive: true })
})

const steps = () => served.flow.calls.map(({ step }) => step)

describe('loading a page again', () => {
  test('asks the flow nothing, at any step', async () => {
    const { cookie } = await toCodePage()
    const before = steps()
    for (const path of ['details', 'questions', 'code', 'questions', 'details']) {
      const page = await get(`/retrieve/${path}`, { cookie })
      expect([path, page.statusCode, page.headers['cache-control']]).toEqual([path, 200, 'no-store'])
    }
    expect(steps()).toEqual(before)
  })

  test('shows the details as they were typed, and the time when the code was asked for', async () => {
    const { cookie } = await toCodePage()
    served.wait(7)
    expect((await get('/retrieve/details', { cookie })).body).toContain('value="Quiñones"')
    expect((await get('/retrieve/code', { cookie })).body).toContain('Asked for at 14:32')
  })

  test('says again what was wrong, with what was chosen and typed', async () => {
    const questions = await toQuestions()
    const { 'dose-month': _, ...two } = ANSWERS
    const form = { ...carriedBy(questions.body, '/retrieve/code'), ...two }
    const { cookie } = await send('/retrieve/code', form)
    for (let time = 0; time < 2; time++) {
      const page = await get('/retrieve/questions', { cookie })
      expect(page.statusCode).toBe(422)
      expect(page.body).toContain('value="pfizer" checked')
    }
    const code = await toCodePage()
    const wrong = await send('/retrieve/pass', { ...carriedBy(code.body, '/retrieve/pass'), code: '12-34' })
    expect((await get('/retrieve/code', { cookie: wrong.cookie })).body).toContain('value="12-34"')
  })

  test('at a step not reached yet leads to the one that is', async () => {
    const { cookie } = await toQuestions()
    for (const path of ['code', 'not-confirmed', 'timed-out', 'busy', 'unavailable', 'pass', 'resend']) {
      const answer = await get(`/retrieve/${path}`, { cookie })
      expect([answer.statusCode, answer.headers.location]).toEqual([303, '/retrieve/questions'])
    }
  })
})

describe('going back to the details and on again', () => {
  test('is no second start where nothing was changed', async () => {
    const { cookie } = await toQuestions()
    const again = await toQuestions(DETAILS, { cookie })
    expect(again.body).toContain('Three questions')
    served.wait(1)
    await toQuestions({ ...DETAILS, zip: '10002' }, { cookie })
    expect(steps()).toEqual(['start', 'start'])
  })

  test('is a new start after the answers, and none while more than half the time is left', async () => {
    const code = await toCodePage()
    await toQuestions({ ...DETAILS, phone: '718 555 0124' }, { cookie: code.cookie })
    const { cookie } = await toQuestions({ ...DETAILS, phone: '718 555 0125' })
    served.wait(minutes / 2 - 1)
    await toQuestions({ ...DETAILS, phone: '718 555 0125' }, { cookie })
    expect(steps()).toEqual(['start', 'answer', 'start', 'start'])
  })
})

describe('two tabs with two people', () => {
  test('do not mix: what a form carries wins over what the browser keeps', async () => {
    const one = await toCodePage()
    const other = await toCodePage({ ...DETAILS, given: 'Ana', whom: 'other' }, { cookie: one.cookie })
    expect(other.body).toContain('for <bdi Translate="no">Ana Quiñones</bdi>')
    const { cookie } = other
    const form: Form = { ...carriedBy(one.body, '/retrieve/pass'), code: RIGHT_CODE }
    const pass = await send('/retrieve/pass', form, { cookie })
    expect(pass.at).toBe('/pass')
    expect(served.flow.calls.at(-1)?.what).toMatchObject({ retrieval: form.retrieval })
    // The other way is still open, also by loading its page again.
    const open = await get('/retrieve/code', { cookie: pass.cookie })
    const second: Form = { ...carriedBy(open.body, '/retrieve/pass'), code: RIGHT_CODE }
    expect(second.given).toBe('Ana')
    expect((await send('/retrieve/pass', second, { cookie: pass.cookie })).at).toBe('/pass')
  })
})

describe('after the pass', () => {
  test('going back, and sending the code again, leads to the pass while it is kept', async () => {
    const code = await toCodePage()
    const form = { ...carriedBy(code.body, '/retrieve/pass'), code: RIGHT_CODE }
    const { cookie } = await send('/retrieve/pass', form, { cookie: code.cookie })
    const before = steps()
    for (const path of ['code', 'questions', 'details', 'not-confirmed']) {
      expect((await get(`/retrieve/${path}`, { cookie })).headers.location).toBe('/pass')
    }
    served.wait(1)
    expect((await send('/retrieve/pass', form, { cookie })).at).toBe('/pass')
    expect((await send('/retrieve/resend', { ...form, channel: 'call' }, { cookie })).at).toBe('/pass')
    expect(steps()).toEqual(before)
  })

  test('nothing that was typed is kept', async () => {
    const code = await toCodePage()
    const pass = await send(
      '/retrieve/pass',
      { ...carriedBy(code.body, '/retrieve/pass'), code: RIGHT_CODE },
      { cookie: code.cookie },
    )
    expect(pass.cookie).toMatch(/^__Host-pass=[\w-]+$/)
  })

  test('"Finish" takes both cookies, and nothing leads to a page with details', async () => {
    const { cookie } = await toCodePage()
    const finished = await send('/pass/finish', {}, { cookie })
    expect(cookiesOf(finished.answer).every((set) => set.includes('Max-Age=0'))).toBe(true)
    expect(finished.cookie).toBe('')
    expect((await get('/retrieve/details', { cookie: finished.cookie })).body).toContain('Begin again')
  })
})

describe('when the time ran out', () => {
  test('the page says so by loading it again, and one press goes on to the questions with the same details', async () => {
    const { cookie } = await toCodePage()
    served.wait(minutes - 1)
    expect((await get('/retrieve/code', { cookie })).statusCode).toBe(200)
    served.wait(1)
    for (const path of ['code', 'questions', 'not-sure']) {
      expect((await get(`/retrieve/${path}`, { cookie })).headers.location).toBe('/retrieve/timed-out')
    }
    const page = await get('/retrieve/timed-out', { cookie })
    expect(page.body).toContain('Ask again with the same details')
    const again = await send('/retrieve/questions', carriedBy(page.body, '/retrieve/questions'), { cookie })
    expect(again.at).toBe('/retrieve/questions')
    expect(steps()).toEqual(['start', 'answer', 'start'])
  })

  test('the details stay twice as long as a retrieval, and then are gone', async () => {
    const { cookie } = await toQuestions()
    served.wait(2 * minutes - 1)
    expect((await get('/retrieve/details', { cookie })).body).toContain('value="Quiñones"')
    served.wait(1)
    expect((await get('/retrieve/details', { cookie })).body).toContain('Begin again')
  })

  test('new time can be had before: the warning’s button starts anew', async () => {
    const questions = await toQuestions()
    served.wait(1)
    const form = { ...DETAILS, anew: 'yes' }
    await send('/retrieve/questions', form, { cookie: questions.cookie })
    expect(steps()).toEqual(['start', 'start'])
    expect(questions.body).toMatch(/data-time="warning"[^>]*>.*name="anew" value="yes"/)
  })
})

describe('too many starts from a network', () => {
  test('are told on a page that can be loaded again, and say when the wait is over', async () => {
    const busy = await toQuestions({ ...DETAILS, family: 'Busy' })
    expect([busy.at, busy.statusCode, busy.headers['retry-after']]).toEqual(['/retrieve/busy', 429, '1500'])
    served.wait(25)
    const over = await get('/retrieve/busy', { cookie: busy.cookie })
    expect([over.statusCode, over.headers['retry-after']]).toEqual([200, undefined])
    expect(over.body).toContain('you can ask again now')
    expect(carriedBy(over.body, '/retrieve/questions')).toMatchObject({ family: 'Busy', zip: '10001' })
    expect(steps()).toEqual(['start'])
  })
})

describe('what the browser keeps on the way', () => {
  test('is a sealed cookie without answers, of one length for one form', async () => {
    const questions = await toQuestions()
    const [cookie = ''] = cookiesOf(questions.answer)
    const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${2 * minutes * 60}; Secure`
    expect(cookie.replace(/=[\w-]+/, '=')).toBe(`__Host-retrieval=; ${attributes}`)
    const form = { ...carriedBy(questions.body, '/retrieve/code'), ...ANSWERS }
    const lengths = await Promise.all(
      ['queens', 'manhattan', 'none'].map(async (region) => {
        const answer = await post('/retrieve/code', { ...form, 'dose-region': region })
        return String(cookiesOf(answer)[0]).length
      }),
    )
    expect(new Set(lengths).size).toBe(1)
  })

  test('stays under 4096 bytes for two names of 200 letters of any script', async () => {
    for (const letter of ['é', '明', '’', '\\']) {
      const long = {
        ...DETAILS,
        given: letter.repeat(200),
        family: letter.repeat(200),
        'script-asked': 'yes',
      }
      const { cookie, at } = await toCodePage(long)
      expect(at).toBe('/retrieve/code')
      expect(Buffer.byteLength(cookie)).toBeLessThan(4096)
      expect(carriedBy((await get('/retrieve/code', { cookie })).body, '/retrieve/pass').given).toHaveLength(
        200,
      )
    }
  })

  test('where it does not fit, the page comes at once, and goes on by what its form carries', async () => {
    const huge = { ...DETAILS, given: '明'.repeat(1000), 'script-asked': 'yes' }
    const questions = await post('/retrieve/questions', huge)
    expect([questions.statusCode, questions.headers['set-cookie']]).toEqual([200, undefined])
    const code = await post('/retrieve/code', { ...carriedBy(questions.body, '/retrieve/code'), ...ANSWERS })
    expect(code.body).toContain('one-time-code')
    const form = { ...carriedBy(code.body, '/retrieve/pass'), code: '000000' }
    expect((await post('/retrieve/pass', form)).statusCode).toBe(403)
    expect((await post('/retrieve/pass', { ...form, code: RIGHT_CODE })).headers.location).toBe('/pass')
  })

  test('is nothing where the cookie is damaged, or another kind', async () => {
    const { cookie } = await toCodePage()
    const value = cookie.slice(cookie.indexOf('=') + 1)
    for (const bad of [`${cookie.slice(0, -6)}AAAAAA`, '__Host-retrieval=', `__Host-pass=${value}`]) {
      expect((await get('/retrieve/code', { cookie: bad })).body).toContain('Begin again')
    }
  })

  test('takes no moment out of any calendar from a form', async () => {
    const questions = await toQuestions()
    const form = { ...carriedBy(questions.body, '/retrieve/code'), ...ANSWERS }
    for (const expires of ['9007199254740991', '-1', '1e3', 'NaN', '']) {
      expect((await post('/retrieve/code', { ...form, expires })).headers.location).toBe('/retrieve')
    }
  })
})

test('no address holds anything about a person', async () => {
  const code = await toCodePage()
  const form = carriedBy(code.body, '/retrieve/pass')
  const sent = await Promise.all([
    post('/retrieve/details', DETAILS),
    post('/retrieve/questions', { ...DETAILS, zip: '' }),
    post('/retrieve/pass', { ...form, code: '000000' }),
    post('/retrieve/pass', { ...form, code: '1' }),
  ])
  for (const { headers } of sent) expect(headers.location).toMatch(/^\/retrieve\/[a-z-]+$/)
})
