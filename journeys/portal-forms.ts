import { expect } from 'vitest'
import { ask, newAddress, type Reply } from './ask.ts'
import { type Answers, answersTo, outboxOf, type TypedDetails } from './retrieve.ts'
import type { Service } from './service.ts'

type Fields = Readonly<Record<string, string>>

/** Sends a form of the portal, as a browser without script does. */
export function submit({ origin }: Service, path: string, fields: Fields, from?: string): Promise<Reply> {
  return ask(origin, path, {
    body: new URLSearchParams(fields).toString(),
    type: 'application/x-www-form-urlencoded',
    ...(from !== undefined && { from }),
  })
}

/** What a page carries on in hidden fields. */
export function hiddenFields({ body }: Reply): Fields {
  const inputs = body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  return Object.fromEntries([...inputs].map(([, name, value]) => [name, unescaped(value ?? '')]))
}

/** From the details to the page of the code, in forms; what that page carries on. */
export async function toTheCode(
  service: Service,
  typed: TypedDetails,
  answers: Answers,
  from = newAddress(),
): Promise<Fields> {
  const [year = '', month = '', day = ''] = typed.birthDate.split('-')
  const asked = await submit(
    service,
    '/retrieve/questions',
    {
      pass: 'vaccination',
      whom: 'me',
      given: typed.givenName,
      family: typed.familyName,
      'birth-year': year,
      'birth-month': month,
      'birth-day': day,
      zip: typed.postalCode,
      phone: typed.phone,
    },
    from,
  )
  expect(asked.status, asked.body).toBe(200)
  const questions = [...asked.body.matchAll(/type="radio"[^>]*name="([^"]+)"/g)].map(([, id = '']) => ({
    id,
  }))
  const answered = await submit(
    service,
    '/retrieve/code',
    { ...hiddenFields(asked), ...answersTo({ questions }, answers) },
    from,
  )
  expect(answered.body).toMatch(/<input[^>]* name="code"/)
  return hiddenFields(answered)
}

/** Asks for a code by letter; the code of the letter that came of it, if any did. */
export async function askForLetter(
  service: Service,
  typed: TypedDetails,
  answers: Answers,
): Promise<string | undefined> {
  const before = new Set((await outboxOf(service)).map(({ code }) => code))
  const carried = await toTheCode(service, typed, answers)
  const asked = await submit(service, '/retrieve/resend', { ...carried, channel: 'letter' })
  expect(asked.body).toContain('letter')
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
