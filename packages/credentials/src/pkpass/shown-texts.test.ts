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

test.each([
  ['with a comment before', '/* " */ "Noor Haddad" = "Somebody Else"; // "', true],
  ['with no quotes about a word', 'N = Somebody; "Noor Haddad" = Else;', true],
  ['with letters as numbers', '"\\U004Eoor Haddad" = "Somebody Else";', true],
  ['with other escapes', '"\\116oor Haddad" = "Somebody Else";', true],
  [
    'of another kind',
    '<plist><dict><key>Noor Haddad</key><string>Somebody Else</string></dict></plist>',
    true,
  ],
  ['that ends within', '"Noor Haddad" = "Somebody', true],
  ['too large', `/*${'x'.repeat(70_000)}*/`, true],
  ['with nothing in it', '', false],
  ['of comments and blanks', '\ufeff/* Names stay: "Noor Haddad" = "X"; */\n// none\n', false],
  ['with signs in it', '"N" = "\\"N\\" \\\\ \\n";', false],
] as const)('a table %s is told of where it could show somebody else', (_, text, told) => {
  expect(showSomebodyElse(shownTexts(PASS, table(text)), NOOR)).toBe(told)
})

test('more tables than are looked at are told of', () => {
  const tables = (count: number) =>
    new Map(Array.from({ length: count }, (_, index) => [`l${index}.lproj/pass.strings`, new Uint8Array()]))
  expect(showSomebodyElse(shownTexts(PASS, tables(64)), NOOR)).toBe(false)
  expect(showSomebodyElse(shownTexts(PASS, tables(65)), NOOR)).toBe(true)
})
