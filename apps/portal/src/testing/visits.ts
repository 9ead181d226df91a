import { RIGHT_CODE } from './fake-flow.ts'
import type { Served } from './serve.ts'

export const DETAILS = {
  pass: 'vaccination',
  whom: 'me',
  given: 'Rosa',
  family: 'Quiñones',
  'birth-month': 'mar',
  'birth-day': '4',
  'birth-year': '1988',
  zip: '10001',
  phone: '718 555 0123',
}
export const ANSWERS = { 'dose-region': 'queens', 'dose-month': '3', 'dose-product': 'pfizer' }

export interface Asked {
  readonly cookie?: string | undefined
  readonly headers?: Record<string, string>
  readonly from?: Served
}

export type Form = Readonly<Record<string, string>>
export type Sent = Awaited<ReturnType<ReturnType<typeof createVisits>['post']>>

/** Requests as a browser makes them, one by one, to the portal that is served. */
export function createVisits(servedNow: () => Served) {
  function post(url: string, form: Form, { cookie, headers = {}, from = servedNow() }: Asked = {}) {
    return from.app.inject({
      method: 'POST',
      url,
      headers: {
        host: 'localhost',
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        ...(cookie ? { cookie } : {}),
        ...headers,
      },
      payload: new URLSearchParams(form).toString(),
    })
  }

  function get(url: string, { cookie, headers = {}, from = servedNow() }: Asked = {}) {
    return from.app.inject({ url, headers: { host: 'localhost', ...(cookie ? { cookie } : {}), ...headers } })
  }

  /** Sends a form and fetches the page that the answer leads to. */
  async function send(url: string, form: Form, asked: Asked = {}) {
    const answer = await post(url, form, asked)
    if (answer.statusCode !== 303) throw new Error(`${url} leads nowhere: ${answer.statusCode}`)
    const cookie = jarAfter(answer, asked.cookie)
    const page = await get(String(answer.headers.location), { ...asked, cookie })
    return Object.assign(page, { at: answer.headers.location, cookie, answer })
  }

  /** Up to the questions. */
  const toQuestions = (details: Form = DETAILS, asked: Asked = {}) =>
    send('/retrieve/questions', details, asked)

  /** Up to the page that asks for the code. */
  async function toCodePage(details: Form = DETAILS, asked: Asked = {}) {
    const questions = await toQuestions(details, asked)
    const form = { ...carriedBy(questions.body, '/retrieve/code'), ...ANSWERS }
    const code = await send('/retrieve/code', form, { ...asked, cookie: questions.cookie })
    if (code.at !== '/retrieve/code' || code.statusCode !== 200) throw new Error(`no code at ${code.at}`)
    return code
  }

  /** The same: what its form carries. */
  const toCode = async (details: Form = DETAILS, from = servedNow()) =>
    carriedBy((await toCodePage(details, { from })).body, '/retrieve/pass')

  /** Up to the pass: the cookie that holds it. */
  async function toPass(details: Form = DETAILS, from = servedNow()): Promise<string> {
    const form = { ...(await toCode(details, from)), code: RIGHT_CODE }
    const pass = await post('/retrieve/pass', form, { from })
    if (pass.headers.location !== '/pass') throw new Error(`no pass: ${pass.statusCode}`)
    return jarAfter(pass)
  }

  return { post, get, send, toQuestions, toCodePage, toCode, toPass }
}

export const cookiesOf = ({ headers }: Sent): string[] => [headers['set-cookie'] ?? []].flat()

/** What the browser keeps after an answer, beside what it had: name and value. */
function jarAfter(answer: Sent, before = ''): string {
  const jar = new Map(before.split('; ').flatMap((pair) => (pair ? [parted(pair)] : [])))
  for (const cookie of cookiesOf(answer)) {
    const [name, value] = parted(cookie.split(';')[0] ?? '')
    if (value === '') jar.delete(name)
    else jar.set(name, value)
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
}

function parted(pair: string): [string, string] {
  const at = pair.indexOf('=')
  return [pair.slice(0, at), pair.slice(at + 1)]
}

/** The hidden fields of the page's form that goes to `action`. */
export function carriedBy(html: string, action: string): Record<string, string> {
  const form = html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? ''
  const [inside = ''] = form.split('</form>')
  const fields = [...inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  return Object.fromEntries(fields.map(([, name, value]) => [name ?? '', value ?? '']))
}
