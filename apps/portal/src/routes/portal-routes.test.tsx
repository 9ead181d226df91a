import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PartialDate } from '@excelsior/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPassPainter } from '../picture/pass-picture.ts'
import { renderPage } from '../render.tsx'
import { RIGHT_CODE } from '../testing/fake-flow.ts'
import { catalogs, contacts, policy, ROSA } from '../testing/parts.ts'
import { type Served, servePortal } from '../testing/serve.ts'
import { ANSWERS, carriedBy, cookiesOf, createVisits, DETAILS, type Sent } from '../testing/visits.ts'
import { ASSETS_PATH } from './asset-files.ts'
import type { PortalParts } from './portal-routes.ts'

const client = mkdtempSync(join(tmpdir(), 'excelsior-portal-'))
mkdirSync(join(client, ASSETS_PATH), { recursive: true })
const parts: PortalParts = {
  renderPage,
  client,
  painter: createPassPainter(),
  assets: { script: '/portal.js', icon: '/mark.svg', styles: ['/portal.css'] },
}

let served: Served
beforeAll(async () => {
  served = await servePortal(parts)
})
afterAll(async () => {
  await served.stop()
  rmSync(client, { recursive: true })
})

const { post, get, send, toCode, toPass } = createVisits(() => served)

describe('the way to a pass', () => {
  test('begins with which pass and for whom, and says what was not chosen', async () => {
    const page = await send('/retrieve/details', { step: 'which', pass: 'pcr' })
    expect(page.statusCode).toBe(422)
    expect(page.body).toContain('<title>Error: Which pass do you want?')
    expect(page.body).toContain('<a href="#whom">Choose whom the pass is for</a>')
    expect(page.body).toMatch(/value="pcr" checked/)
  })

  test('names the fields to the browser for oneself, and not for a child', async () => {
    const own = await send('/retrieve/details', { step: 'which', pass: 'pcr', whom: 'me' })
    for (const token of [
      'given-name',
      'family-name',
      'bday-month',
      'bday-day',
      'bday-year',
      'postal-code',
      'tel',
    ]) {
      expect(own.body).toContain(`autocomplete="${token}"`)
    }
    const child = await send('/retrieve/details', { step: 'which', pass: 'pcr', whom: 'other' })
    const kinds = [...child.body.matchAll(/autocomplete="([^"]+)"/g)].map(([, kind]) => kind)
    expect(new Set(kinds)).toEqual(new Set(['off']))
    expect(child.body).toContain('for someone in your care')
  })

  test('has no mask and no maximum length on any field', async () => {
    const page = await send('/retrieve/details', { step: 'which', pass: 'pcr', whom: 'me' })
    expect(page.body).not.toMatch(/maxlength|pattern=/i)
  })

  test('keeps what was typed beside an error, and escapes it', async () => {
    const page = await send('/retrieve/questions', { ...DETAILS, given: '"><script>x', zip: '' })
    expect(page.body).toContain('<title>Error: Your details')
    expect(page.body).toContain('value="&quot;>&lt;script>x"')
    expect(page.body).toContain('value="718 555 0123"')
    expect(page.headers['cache-control']).toBe('no-store')
  })

  test('tells what the flow finds malformed at its field', async () => {
    const page = await send('/retrieve/questions', { ...DETAILS, zip: '1' })
    expect(page.statusCode).toBe(422)
    expect(page.body).toContain('<a href="#zip">Type a ZIP code of five digits')
  })

  test('ends with the pass, on an address that can be loaded again, and nothing personal in any address', async () => {
    const cookie = await toPass()
    for (let time = 0; time < 2; time++) {
      const page = await get('/pass', { cookie })
      expect(page.statusCode).toBe(200)
      expect(page.body).toContain('<bdi Translate="no">Rosa Quiñones Delgado</bdi>')
      expect(page.body).toContain('Friday, 12 November 2021, 23:59')
      expect(page.headers['cache-control']).toBe('no-store')
    }
  })

  test('leads an unsure resident to help without asking the flow, and back', async () => {
    const questions = await send('/retrieve/questions', DETAILS)
    const before = served.flow.calls.length
    const carried = carriedBy(questions.body, '/retrieve/code')
    const help = await send('/retrieve/code', { ...carried, ...ANSWERS, 'dose-month': 'not-sure' })
    expect(help.body).toContain('Where to look it up')
    const back = await send('/retrieve/questions', carriedBy(help.body, '/retrieve/questions'))
    expect(back.body).toContain('Three questions')
    expect(served.flow.calls.length).toBe(before)
  })

  test('takes no answer that was not offered, and leaves the others chosen', async () => {
    const questions = await send('/retrieve/questions', DETAILS)
    const carried = carriedBy(questions.body, '/retrieve/code')
    const page = await send('/retrieve/code', { ...carried, ...ANSWERS, 'dose-region': '"><script>' })
    expect(page.statusCode).toBe(422)
    expect(page.body).not.toContain('<script>"')
    expect(page.body).toContain('value="pfizer" checked')
  })

  test('takes a code with blanks and hyphens, and asks the flow about no other than a whole one', async () => {
    const carried = await toCode()
    const before = served.flow.calls.length
    for (const code of ['', '12345', '1234567', 'abcdef']) {
      expect((await send('/retrieve/pass', { ...carried, code })).statusCode).toBe(422)
    }
    expect(served.flow.calls.length).toBe(before)
    expect((await post('/retrieve/pass', { ...carried, code: ' 123-456 ' })).statusCode).toBe(303)
  })

  test('sends the code again by text, call or letter, with the same words for everybody', async () => {
    for (const [channel, words] of [
      ['text', 'another text message is on its way'],
      ['call', 'a call is on its way'],
      ['letter', 'a letter with a code goes to the address on that record'],
    ] as const) {
      const page = await send('/retrieve/resend', { ...(await toCode()), channel })
      expect(page.body).toContain(`If the details match a record, ${words}`)
    }
    expect((await post('/retrieve/resend', { ...(await toCode()), channel: 'pigeon' })).statusCode).toBe(303)
  })

  test('begins at the beginning where a step comes without its form', async () => {
    for (const step of [
      'details',
      'questions',
      'not-sure',
      'code',
      'resend',
      'pass',
      'not-confirmed',
      'busy',
    ]) {
      const page = await get(`/retrieve/${step}`)
      expect([page.statusCode, page.body]).toEqual([200, expect.stringContaining('<h1>Begin again</h1>')])
    }
    for (const step of ['questions', 'code', 'resend', 'pass'])
      expect((await post(`/retrieve/${step}`, {})).headers.location).toBe('/retrieve')
  })

  test('asks the flow once for a form that is sent twice', async () => {
    const carried = await toCode({ ...DETAILS, given: 'Twice' })
    const before = served.flow.calls.length
    const both = await Promise.all([1, 2].map(() => post('/retrieve/pass', { ...carried, code: RIGHT_CODE })))
    expect(both.map((page) => page.headers.location)).toEqual(['/pass', '/pass'])
    expect(served.flow.calls.length).toBe(before + 1)
  })
})

describe('whoever is not proven', () => {
  test('gets one page, whatever the cause: byte for byte, headers included', async () => {
    const carried = await toCode()
    const wrong = await send('/retrieve/pass', { ...carried, code: '000000' })
    const unknown = await send('/retrieve/pass', { ...carried, retrieval: 'retrieval-xxx', code: '000001' })
    const strip = (answer: Sent) => ({
      status: answer.statusCode,
      body: answer.body.replaceAll(/retrieval-\w+/g, ''),
      headers: { ...answer.headers, date: '', 'content-length': '', 'set-cookie': lengths(answer) },
    })
    const lengths = (answer: Sent) => cookiesOf(answer).map(({ length }) => length)
    expect(carried.retrieval).toHaveLength('retrieval-xxx'.length)
    expect(strip(wrong.answer)).toEqual(strip(unknown.answer))
    expect(strip(wrong)).toEqual(strip(unknown))
    expect([wrong.at, wrong.statusCode]).toEqual(['/retrieve/not-confirmed', 403])
    expect(lengths(wrong.answer)).toHaveLength(1)
    expect(wrong.headers['set-cookie']).toBeUndefined()
  })

  test('reads who can mend a record, what may be wrong on it, and who is often missing; not that nothing was found', async () => {
    const refused = await send('/retrieve/pass', { ...(await toCode()), code: '000000' })
    const text = refused.body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    expect(text).toContain(
      'Records come from whoever gave the dose or did the test, and only they can correct them',
    )
    expect(text).toContain('which date and vaccine')
    for (const often of ['veterans’ clinics', 'pharmacy teams at a workplace', 'from trials'])
      expect(text).toContain(often)
    expect(text).not.toMatch(/not found|no record|nothing was found|does not exist/i)
  })

  test('finds all that was typed again when trying anew', async () => {
    const page = await send('/retrieve/pass', { ...(await toCode()), code: '000000' })
    const details = await send('/retrieve/details', carriedBy(page.body, '/retrieve/details'))
    for (const value of ['Rosa', 'Quiñones', 'mar', '1988', '10001'])
      expect(details.body).toContain(`value="${value}"`)
  })

  test('is told of too many starts with the time when it goes on', async () => {
    const page = await send('/retrieve/questions', { ...DETAILS, family: 'Busy' })
    expect([page.statusCode, page.headers['retry-after']]).toEqual([429, '1500'])
    expect(page.body).toContain('Monday, 14 June 2021, 14:57')
  })

  test('is told when the time ran out, and finds what is not secret filled in', async () => {
    const late = { ...DETAILS, family: 'Late' }
    const questions = await send('/retrieve/questions', late)
    const page = await send('/retrieve/code', { ...carriedBy(questions.body, '/retrieve/code'), ...ANSWERS })
    expect(page.body).toContain('Time ran out')
    expect(carriedBy(page.body, '/retrieve/questions')).toMatchObject({ family: 'Late', zip: '10001' })
    expect(page.body).not.toContain('queens')
  })

  test('is told plainly when the service cannot answer', async () => {
    const page = await send('/retrieve/questions', { ...DETAILS, family: 'Unavailable' })
    expect(page.statusCode).toBe(503)
    expect(page.body).toContain('Not possible at the moment')
  })
})

describe('a proven person without a pass', () => {
  test('hears the true reason and the day when it ends', async () => {
    const cookie = await toPass({ ...DETAILS, family: 'Positive' })
    const page = await get('/pass', { cookie })
    expect(page.body).toContain('A test on the record was positive')
    expect(page.body).toContain('<strong class="nowrap">Saturday, 19 June 2021</strong>')
    expect((await get('/pass/picture.png', { cookie })).statusCode).toBe(303)
    expect((await get('/pass/print', { cookie })).body).toContain('No pass here')
  })

  test('can take the answer out of a shared browser, and is told how long it stays otherwise', async () => {
    const cookie = await toPass({ ...DETAILS, family: 'Positive' })
    const page = await get('/pass', { cookie })
    expect(page.body).toContain('This browser keeps this answer for 20 minutes.')
    expect(page.body).toMatch(/<form[^>]* action="\/pass\/finish"/)
  })
})

describe('the pass in the browser', () => {
  test('is in a cookie that no script and no other site sees, for twenty minutes', async () => {
    const pass = await post('/retrieve/pass', { ...(await toCode()), code: RIGHT_CODE })
    const cookie = String(cookiesOf(pass).find((set) => set.includes('pass=')))
    expect(cookie).toMatch(/^__Host-pass=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=1200; Secure$/)
    expect(cookie).not.toContain('Rosa')
  })

  test('is in a plain cookie where browsers take no secure one', async () => {
    const headers = { host: '192.0.2.7' }
    const pass = await post('/retrieve/pass', { ...(await toCode()), code: RIGHT_CODE }, { headers })
    expect(cookiesOf(pass).find((set) => set.startsWith('pass='))).toMatch(
      /^pass=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=1200$/,
    )
  })

  test('is in a secure one where residents come by https, though a proxy brings it here in the clear', async () => {
    const from = await servePortal(parts, { https: true })
    try {
      const headers = { host: 'pass.example.gov' }
      const form = { ...(await toCode(DETAILS, from)), code: RIGHT_CODE }
      const pass = await post('/retrieve/pass', form, { from, headers })
      const names = cookiesOf(pass).map((cookie) => [cookie.split('=')[0], cookie.endsWith('; Secure')])
      expect(names).toContainEqual(['__Host-pass', true])
      for (const name of names) expect(name).toEqual([expect.stringMatching(/^__Host-/), true])
    } finally {
      await from.stop()
    }
  })

  test('stays as long again from a press on, from this site alone, and comes back from nothing', async () => {
    const cookie = await toPass()
    const longer = await post('/pass/keep', {}, { cookie })
    expect(longer.headers.location).toBe('/pass')
    expect(String(longer.headers['set-cookie'])).toMatch(/^__Host-pass=[\w-]+;.* Max-Age=1200;/)
    const elsewhere = await post('/pass/keep', {}, { cookie, headers: { 'sec-fetch-site': 'cross-site' } })
    expect(elsewhere.headers['set-cookie']).toBeUndefined()
    expect((await post('/pass/keep', {})).headers['set-cookie']).toBeUndefined()
  })

  test('is gone after "Finish"', async () => {
    const finish = await post('/pass/finish', {}, { cookie: await toPass() })
    expect(String(finish.headers['set-cookie'])).toContain('Max-Age=0')
    expect(finish.headers.location).toBe('/finished')
    expect((await get('/finished')).body).toContain('no longer holds the pass')
  })

  test('is no pass where the cookie is forged or damaged', async () => {
    const cookie = await toPass()
    for (const bad of [
      `${cookie.slice(0, -6)}AAAAAA`,
      cookie.slice(0, -8),
      '__Host-pass=',
      '__Host-pass=%00',
    ]) {
      expect((await get('/pass', { cookie: bad })).body).toContain('No pass here')
    }
  })

  test('can be had as a picture and on paper, for a name of 240 characters too', async () => {
    const name = { givenName: 'Ana María '.repeat(12), familyName: 'Wolfeschlegelstein'.repeat(6) }
    const from = await servePortal(parts, { pass: { ...ROSA, ...name, birthDate: '1956' as PartialDate } })
    try {
      const cookie = await toPass(DETAILS, from)
      const picture = await get('/pass/picture.png', { cookie, from })
      expect([picture.statusCode, picture.headers['content-type']]).toEqual([200, 'image/png'])
      const sheet = await get('/pass/print', { cookie, from })
      expect(sheet.body).toContain(name.familyName)
      expect(sheet.body).toContain('>1956<')
    } finally {
      await from.stop()
    }
  })

  test('has no picture where a letter of the name is missing in the font, and says what to do instead', async () => {
    const from = await servePortal(parts, { pass: { ...ROSA, givenName: '小明' } })
    try {
      const page = await get('/pass', { cookie: await toPass(DETAILS, from), from })
      expect(page.body).toContain('Take a screenshot')
      expect(page.body).not.toContain('picture.png')
    } finally {
      await from.stop()
    }
  })

  test('tells an adult to bring a photo ID, and a child not', async () => {
    const from = await servePortal(parts, { pass: { ...ROSA, birthDate: '2003-06-15' as PartialDate } })
    const grown = await servePortal(parts, { pass: { ...ROSA, birthDate: '2003-06-14' as PartialDate } })
    try {
      const child = await get('/pass', { cookie: await toPass(DETAILS, from), from })
      const adult = await get('/pass', { cookie: await toPass(DETAILS, grown), from: grown })
      expect(child.body).toContain('Under 18, no photo ID is needed')
      expect(adult.body).toContain('Show it with a photo ID.')
    } finally {
      await Promise.all([from.stop(), grown.stop()])
    }
  })
})

describe('forms from elsewhere', () => {
  test('change nothing and ask nothing', async () => {
    const before = served.flow.calls.length
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      const page = await post('/retrieve/questions', DETAILS, { headers })
      expect([page.statusCode, page.headers.location]).toEqual([303, '/retrieve'])
    }
    const page = await served.app.inject({
      method: 'POST',
      url: '/retrieve/questions',
      headers: {
        host: 'localhost',
        origin: 'https://evil.example',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams(DETAILS).toString(),
    })
    expect(page.statusCode).toBe(303)
    expect(served.flow.calls.length).toBe(before)
  })

  test('over 16 KiB, or of another kind, are refused before they are read', async () => {
    expect((await post('/retrieve/questions', { ...DETAILS, given: 'x'.repeat(16_384) })).statusCode).toBe(
      413,
    )
    const json = { 'content-type': 'application/json' }
    expect((await post('/retrieve/questions', DETAILS, { headers: json })).statusCode).toBe(415)
  })
})

describe('the pages around it', () => {
  test('have no dead link, and none that goes elsewhere than another of its name', async () => {
    const others = new Set([
      '/scanner/',
      '/wallet/',
      '/.well-known/excelsior/trust.json',
      '/api/openapi.json',
    ])
    const seen = new Set<string>()
    const queue = ['/']
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (seen.has(path) || others.has(path)) continue
      seen.add(path)
      const page = await get(path)
      expect([path, page.statusCode]).toEqual([path, 200])
      const ways = new Map<string, string>()
      for (const [, href = '', inside = ''] of page.body.matchAll(
        /<a [^>]*href="([^"]+)"[^>]*>(.*?)<\/a>/gs,
      )) {
        const name = inside.replace(/<[^>]+>/g, '').trim()
        // A place on the page itself may be called as another page is.
        if (!href.startsWith('#')) {
          expect([path, name, ways.get(name) ?? href]).toEqual([path, name, href])
          ways.set(name, href)
        }
        if (href.startsWith('#')) expect(page.body).toContain(`id="${href.slice(1)}"`)
        else if (href.startsWith('/')) queue.push(href)
        else if (href !== contacts.testSites) expect(href).toMatch(/^tel:\+\d+$/)
      }
    }
    expect(seen.size).toBeGreaterThanOrEqual(7)
  })

  test('take their numbers from the policy', async () => {
    const other = {
      ...policy,
      pcr: { validDays: 5 },
      antigen: { validHours: 9 },
      positiveBarDays: 12,
      vaccination: { ...policy.vaccination, validDaysAfterLastDose: 270, eligibleFromDay: 22 },
    }
    const from = await servePortal(parts, { policy: other })
    try {
      const pages = await Promise.all(
        ['/', '/help', '/venues', '/privacy', '/retrieve'].map((path) => get(path, { from })),
      )
      const text = pages.map((page) => page.body).join('')
      for (const stale of ['180', '15th', ' 3 days', '3rd', '6 hours', '10 days'])
        expect(text).not.toContain(stale)
      for (const fresh of ['270 days', '22nd day', '5 days', '9 hours', '12 days'])
        expect(text).toContain(fresh)
    } finally {
      await from.stop()
    }
  })

  test('say so where a deployment sends no codes', async () => {
    const retrieval = { ...policy.retrieval, code: { ...policy.retrieval.code, required: false } }
    const from = await servePortal(parts, { policy: { ...policy, retrieval } })
    try {
      expect((await get('/privacy', { from })).body).toContain('This deployment sends no codes')
      expect((await get('/retrieve', { from })).body).toContain('Step 1 of 3')
    } finally {
      await from.stop()
    }
  })

  test('show no choice of languages where there is one', async () => {
    const languages = new Map([...catalogs].filter(([locale]) => locale === 'en'))
    const from = await servePortal(parts, { languages })
    try {
      expect((await get('/', { from })).body).not.toContain('class="languages"')
    } finally {
      await from.stop()
    }
  })

  test('are there in every language, each at its own address and leading to the others', async () => {
    for (const locale of catalogs.keys()) {
      const prefix = locale === 'en' ? '' : `/${locale}`
      for (const path of [
        '/',
        '/retrieve',
        '/help',
        '/support',
        '/privacy',
        '/accessibility',
        '/venues',
        '/developers',
      ]) {
        const page = await get(`${prefix}${path}`)
        expect([path, page.statusCode, page.headers['content-language']]).toEqual([path, 200, locale])
        expect(page.body).toContain(`<html lang="${locale}">`)
        for (const other of catalogs.keys()) {
          const href = `${other === 'en' ? '' : `/${other}`}${path}`
          expect(page.body).toContain(`<a href="${href}" lang="${other}" hreflang="${other}"`)
        }
      }
    }
  })

  test('answer an unknown address with a page of their own', async () => {
    const page = await get('/nothing')
    expect(page.statusCode).toBe(404)
    expect(page.body).toContain('No such page')
  })

  test('answer a language without its slash by its first page, and what is unknown there in that language', async () => {
    const short = await get('/es')
    expect([short.statusCode, short.headers.location]).toEqual([301, '/es/'])
    expect((await get('/es/nothing')).body).toContain('<html lang="es"')
    expect((await get('/essay')).body).toContain('<html lang="en"')
  })

  test('tell of a form that was not taken in the language of its address', async () => {
    const large = await post('/ko/retrieve/questions', { ...DETAILS, given: 'a'.repeat(17_000) })
    expect(large.statusCode).toBe(413)
    expect(large.body).toContain('<html lang="ko"')
  })

  test('have neither inline styles nor inline scripts nor handlers', async () => {
    const cookie = await toPass()
    for (const path of ['/', '/retrieve', '/help', '/support', '/developers', '/pass', '/pass/print']) {
      const { body } = await get(path, { cookie })
      expect(body).not.toMatch(/ style=|<style| on\w+="|<script(?! type="module" src="\/)/)
    }
  })
})
