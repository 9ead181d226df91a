import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPassPainter } from '../picture/pass-picture.ts'
import { renderPage } from '../render.tsx'
import { type Served, servePortal } from '../testing/serve.ts'
import { cookiesOf, createVisits } from '../testing/visits.ts'
import { ASSETS_PATH } from './asset-files.ts'

const client = mkdtempSync(join(tmpdir(), 'excelsior-portal-'))
mkdirSync(join(client, ASSETS_PATH), { recursive: true })

let served: Served
beforeAll(async () => {
  served = await servePortal({
    renderPage,
    client,
    painter: createPassPainter(),
    assets: { script: '/portal.js', icon: '/mark.svg', styles: ['/portal.css'] },
  })
})
afterAll(async () => {
  await served.stop()
  rmSync(client, { recursive: true })
})

const { post, get, send } = createVisits(() => served)
const MESSAGE = { topic: 'scanner', text: 'It stays dark.', contact: 'ada@example.org' }

describe('a message to the help desk', () => {
  test('is answered with its number, on a page that can be loaded again', async () => {
    const page = await send('/support', MESSAGE)
    expect(page.at).toBe('/support/sent')
    expect(served.support.taken.at(-1)).toEqual({ ...MESSAGE, language: 'en' })
    const number = `7K3-9Q${served.support.taken.length}`
    for (const shown of [page, await get('/support/sent', { cookie: page.cookie })]) {
      expect(shown.body).toContain(number)
      expect(shown.headers['cache-control']).toBe('no-store')
    }
    expect((await get('/support', { cookie: page.cookie })).body).not.toContain('It stays dark.')
  })

  test('says nothing of it in an address, and keeps it where no script can read', async () => {
    const answer = await post('/support', MESSAGE)
    expect(answer.headers.location).toBe('/support/sent')
    expect(cookiesOf(answer)).toEqual([
      expect.stringMatching(/^__Host-support=[\w-]+; Path=\/; HttpOnly; SameSite=Strict/),
    ])
  })

  test('needs no way to answer', async () => {
    await send('/support', { ...MESSAGE, text: 'No answer needed.', contact: ' ' })
    expect(served.support.taken.at(-1)).toEqual({
      topic: 'scanner',
      text: 'No answer needed.',
      language: 'en',
    })
  })

  test.each([
    [{ topic: '' }, 'topic', 'Choose what it is about'],
    [{ topic: 'elsewhere' }, 'topic', 'Choose what it is about'],
    [{ text: ' \r\n ' }, 'text', 'Write what happened'],
    [{ text: 'x'.repeat(1501) }, 'text', 'Write no more than 1,500 characters'],
    [{ contact: 'call me' }, 'contact', 'Type an email address or a phone number'],
    [{ contact: `${'a'.repeat(120)}@example.org` }, 'contact', 'Type an email address or a phone number'],
  ])('with a fault keeps what was typed, and leads to the field: %j', async (change, field, words) => {
    const before = served.support.taken.length
    const form = { ...MESSAGE, ...change }
    const page = await send('/support', form)
    expect([page.at, page.statusCode]).toEqual(['/support', 422])
    expect(page.body).toContain('<title>Error: Write to us')
    expect(page.body).toMatch(new RegExp(`<a href="#${field}">${words}`))
    if (field !== 'text') expect(page.body).toContain('It stays dark.</textarea>')
    expect(served.support.taken).toHaveLength(before)
  })

  test('of fifteen hundred letters of any script is taken, and given back where something is missing', async () => {
    const text = 'ক'.repeat(1500)
    expect((await send('/support', { ...MESSAGE, text })).at).toBe('/support/sent')
    const answer = await post('/support', { ...MESSAGE, text, topic: '' })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain(`${text}</textarea>`)
  })

  test('waits where too many came from a network, and is still there', async () => {
    const page = await send('/support', { ...MESSAGE, text: 'Busy' })
    expect(page.statusCode).toBe(429)
    expect(page.headers['retry-after']).toBe('360')
    expect(page.body).toContain('Many messages came from this network')
    expect(page.body).toContain('Busy</textarea>')
  })

  test('is still there when the service cannot take it', async () => {
    const page = await send('/support', { ...MESSAGE, text: 'Unavailable' })
    expect(page.statusCode).toBe(503)
    expect(page.body).toContain('Unavailable</textarea>')
  })

  test('sent twice at once is one', async () => {
    const before = served.support.taken.length
    const twice = { ...MESSAGE, text: 'Twice.' }
    await Promise.all([post('/support', twice), post('/support', twice)])
    expect(served.support.taken).toHaveLength(before + 1)
  })

  test('loses characters that a terminal would obey, and not its lines', async () => {
    await send('/support', { ...MESSAGE, text: 'One\r\n\u001b[2Jtwo\u202e', contact: '212 555 0142\u0007' })
    expect(served.support.taken.at(-1)).toMatchObject({ text: 'One\n [2Jtwo', contact: '212 555 0142' })
  })

  test('from another site is not taken', async () => {
    const before = served.support.taken.length
    const answer = await post('/support', MESSAGE, { headers: { 'sec-fetch-site': 'cross-site' } })
    expect(answer.headers.location).toBe('/support')
    expect(served.support.taken).toHaveLength(before)
  })

  test('has no number to show where none was sent', async () => {
    expect((await get('/support/sent')).headers.location).toBe('/support')
  })

  test('is gone from the browser after "Finish"', async () => {
    const answer = await post('/pass/finish', {})
    expect(cookiesOf(answer).join()).toContain('__Host-support=; ')
  })
})

describe('a search without script', () => {
  const searched = (search: string) => post('/help', { search })
  const found = (body: string) =>
    [...body.matchAll(/<details class="more" id="([^"]+)"/g)].map(([, id]) => id)

  test('shows the questions that have all of its words, and says how many', async () => {
    const page = await searched('parent CHILD')
    expect(found(page.body)).toContain('child')
    expect(found(page.body)).not.toContain('cost')
    expect(page.body).toMatch(/Questions found: \d of 59/)
    expect(page.body).toContain('value="parent CHILD"')
  })

  test('stands in no address and is kept nowhere', async () => {
    const page = await searched('positive')
    expect([page.statusCode, page.headers['cache-control'], cookiesOf(page)]).toEqual([200, 'no-store', []])
    expect(page.body).not.toMatch(/href="[^"]*positive/)
  })

  test('that finds nothing says so, and how to ask', async () => {
    const page = await searched('<b>xylophone')
    expect(found(page.body)).toEqual([])
    expect(page.body).toContain('No question has all of these words')
    expect(page.body).toContain('&lt;b>xylophone')
    expect(page.body).toContain('href="/support"')
  })

  test('all answers can be opened for printing', async () => {
    const { body } = await get('/help?open')
    expect(body.match(/<details[^>]* open/g)?.length).toBe(found(body).length)
    expect((await get('/help')).body).not.toMatch(/<details[^>]* open/)
  })
})
