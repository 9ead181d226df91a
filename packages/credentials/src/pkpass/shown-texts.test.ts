import { expect, test } from 'vitest'
import { encodeUtf8 } from '../encoding/utf8.ts'
import { shownTexts, showSomebodyElse } from './shown-texts.ts'

const NOOR = { givenName: 'Noor', familyName: 'Haddad', birthDate: null }
const PASS = { generic: { primaryFields: [{ value: 'N' }, { value: 'N' }, { value: 'Noor Haddad' }] } }
const table = (text: string) => new Map([['ko.lproj/pass.strings', encodeUtf8(text)]])

test('a translation counts as far as any text: a small table cannot come to a hundred large ones', () => {
  const long = shownTexts(PASS, table(`"N" = "${'x'.repeat(60_000)}";`))
  expect(long[1]!.map((text) => text.length)).toEqual([2000, 2000, 11])
})

test('who is shown is looked for in each language', () => {
  expect(showSomebodyElse(shownTexts(PASS, table('"N" = "이름";')), NOOR)).toBe(false)
  expect(showSomebodyElse(shownTexts(PASS, table('"Noor Haddad" = "Somebody Else";')), NOOR)).toBe(true)
})
