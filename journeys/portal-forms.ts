import { expect } from 'vitest'
import { ask, headerOf, newAddress, type Reply } from './ask.ts'
import { type Answers, answersTo, outboxOf, type TypedDetails } from './retrieve.ts'
import type { Service } from './service.ts'

type Fields = Readonly<Record<string, string>>

/** A browser without script, styles and pictures: it sends forms, keeps cookies and goes where it is sent. */
interface Visitor {
  /** The page that a form leads to. */
  submit(path: string, fields: Fields): Promise<Reply>
}

function visitor({ origin }: Service, from = newAddress()): Visitor {
  const cookies = new Map<string, string>()
  async function go(path: string, form?: string): Promise<Reply> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await ask(origin, path, {
      from,
      headers: cookie === '' ? {} : { cookie },
      ...(form !== undefined && { body: form, type: 'application/x-www-form-urlencoded' }),
    })
    for (const header of reply.headers) {
      const [, name, value] = /^set-cookie: ([^=]+)=([^;]*)/i.exec(header) ?? []
      if (name !== undefined) cookies.set(name, value ?? '')
    }
    const elsewhere = headerOf(reply, 'location')
    return reply.status === 303 && elsewhere !== undefined ? go(elsewhere) : reply
  }
  return { submit: (path, fields) => go(path, new URLSearchParams(fields).toString()) }
}

/** What a page carries on in hidden fields. */
function hiddenFields({ body }: Reply): Fields {
  const inputs = body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  return Object.fromEntries([...inputs].map(([, name, value]) => [name, unescaped(value ?? '')]))
}

/** Asks for a code by letter, in the forms of the portal; the code of the letter that came of it, if any did. */
export async function askForLetter(
  service: Service,
  typed: TypedDetails,
  answers: Answers,
): Promise<string | undefined> {
  const before = new Set((await outboxOf(service)).map(({ code }) => code))
  const { submit } = visitor(service)
  const [year = '', month = '', day = ''] = typed.birthDate.split('-')
  const asked = await submit('/retrieve/questions', {
    pass: 'vaccination',
    whom: 'me',
    given: typed.givenName,
    family: typed.familyName,
    'birth-year': year,
    'birth-month': month,
    'birth-day': day,
    zip: typed.postalCode,
    phone: typed.phone,
  })
  expect(asked.status).toBe(200)
  const questions = [...asked.body.matchAll(/type="radio"[^>]*name="([^"]+)"/g)].map(([, id = '']) => ({
    id,
  }))
  const carried = { ...hiddenFields(asked), ...answersTo({ questions }, answers) }
  const answered = await submit('/retrieve/code', carried)
  expect(answered.body).toMatch(/<input[^>]* name="code"/)
  const again = await submit('/retrieve/resend', { ...hiddenFields(answered), channel: 'letter' })
  expect(again.status).toBe(200)
  const letters = (await outboxOf(service)).filter(({ channel }) => channel === 'letter')
  return letters.find(({ code, address }) => !before.has(code) && address?.startsWith(typed.givenName))?.code
}

const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
