import { join } from 'node:path'
import { renderToString } from 'preact-render-to-string'
import { expect, test } from 'vitest'
import { readLocales } from '../i18n/locale-files.ts'
import { createTranslator } from '../i18n/translator.ts'
import { PinField } from './pin-field.tsx'

const t = createTranslator(
  'en',
  readLocales(join(import.meta.dirname, '../../../../data/locales')).get('en') ?? {},
)
const field = { t, id: 'pin', label: 'PIN', use: 'new-password' } as const
const inputOf = (html: string) => /<input[^>]*id="pin"[^>]*>/.exec(html)?.[0]

test('a PIN is covered at first, asks for digits, and lets stores of passwords fill it in', () => {
  const input = inputOf(renderToString(<PinField {...field} />))
  for (const part of ['type="password"', 'inputmode="numeric"', 'autocomplete="new-password"'])
    expect(input).toContain(part)
  expect(input).not.toContain('aria-describedby')
})

test('hint and error belong to the field, and the error says that it is one', () => {
  const html = renderToString(<PinField {...field} hint="Six digits." error="Too short." />)
  expect(inputOf(html)).toContain('aria-describedby="pin-error pin-hint"')
  expect(inputOf(html)).toContain('aria-invalid="true"')
  expect(html).toMatch(/id="pin-error".*<span class="hidden-visually">Error: <\/span>Too short\./s)
})

test('the box that uncovers it names itself, beside the field, and says which of two it is for', () => {
  expect(renderToString(<PinField {...field} />)).toMatch(
    /<input[^>]*id="pin-show"[^>]*aria-describedby="pin-label"/,
  )
  expect(renderToString(<PinField {...field} />)).toMatch(/<label[^>]*for="pin-show">Show the PIN<\/label>/)
})
