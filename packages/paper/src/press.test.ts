import { readFileSync } from 'node:fs'
import { qrCode } from '@excelsior/credentials'
import { carrierReader } from '@excelsior/credentials/carriers'
import { PDFIUM_WASM, ZXING_WASM } from '@excelsior/credentials/carriers/files'
import type { SheetWords } from '@excelsior/domain'
import { afterAll, describe, expect, test } from 'vitest'
import { createPress, type LetterPage, type PassPage, type Printed } from './index.ts'
import { printed } from './testing/office-printer.ts'

const CODE = readFileSync(
  new URL('../../../vectors/pass/codes/vaccination.txt', import.meta.url),
  'utf8',
).trim()

const ENGLISH: SheetWords = {
  locale: 'en',
  title: 'Vaccination – Excelsior Pass',
  service: 'Excelsior Pass',
  printed: 'Printed 14 June 2021',
  type: 'Vaccination',
  name: 'Name',
  birthDate: 'Birth date',
  born: '4 March 1988',
  validUntil: 'Valid until',
  until: 'Friday, 12 November 2021, 23:59',
  howToUse: 'How to use it',
  howToUseText: 'Show the code at the door, with a photo ID if you are 18 or older.',
  howToKeep: 'How to keep it',
  howToKeepText: 'Cut out the card and fold it on the line.',
  codeOf: 'Code of the pass of Rosa Quiñones Delgado',
  codeSmaller: 'The same code, smaller',
  showIt: 'Show it with a photo ID.',
  fold: 'Fold',
}
const SPANISH: SheetWords = {
  ...ENGLISH,
  locale: 'es',
  type: 'Vacunación',
  name: 'Nombre',
  until: 'viernes 12 de noviembre de 2021, 23:59',
}
const page = (change: Partial<PassPage> = {}): PassPage => ({
  paper: 'us-letter',
  words: [SPANISH, ENGLISH],
  name: 'Rosa Quiñones Delgado',
  share: 0.8,
  modules: qrCode(CODE).modules,
  ...change,
})
const LETTER: LetterPage = {
  paper: 'us-letter',
  words: [
    {
      locale: 'en',
      title: 'Your code',
      service: 'Excelsior Pass',
      lead: 'You asked for a pass.',
      code: 'Code',
      until: 'It works once, until Monday, 5 July 2021.',
      how: 'How to use it',
      steps: ['Begin again.', 'Type the code.'],
      notAsked: 'If you did not ask, do nothing.',
      help: 'Help: 844-699-7277',
    },
  ],
  address: ['Rosa Quiñones Delgado', '12 Elm Street, Apt 4', 'Albany, NY 12207'],
  date: '14 June 2021',
  code: '1234 5678 9012',
}

const press = createPress()
afterAll(() => press.close())

function bytesOf(done: Printed): Uint8Array {
  if (done.kind !== 'pdf') throw new Error(done.kind)
  return done.bytes
}
const textOf = async (done: Printed) => (await printed(bytesOf(done))).text
/** Blanks and line ends are the reader's affair. */
const plain = (text: string) => text.replace(/[\s\p{Cc}\p{Cf}\p{Cn}]/gu, '')

describe('a pass on paper', () => {
  test.each(['a4', 'us-letter'] as const)(
    'is one page of %s, its code 60 to 80 mm wide and 15 mm or more from every edge',
    async (paper) => {
      const { pages, code } = await printed(bytesOf(await press.pass(page({ paper }))))
      expect([pages, code?.text]).toEqual([1, CODE])
      expect(code?.width).toBeGreaterThanOrEqual(60)
      expect(code?.width).toBeLessThanOrEqual(80)
      expect(code?.margin).toBeGreaterThanOrEqual(15)
    },
  )

  test.each(
    (['a4', 'us-letter'] as const).flatMap((paper) => [0.9, 1, 1.05].map((scale) => [paper, scale] as const)),
  )('of %s still reads where a printer scales it by %d and cuts 5 mm off all round', async (paper, scale) => {
    const { code, onCard } = await printed(bytesOf(await press.pass(page({ paper }))), scale, 5)
    expect([code?.text, onCard?.text]).toEqual([CODE, CODE])
  })

  test('bears the same code twice, for the sheet and for the card', async () => {
    const wasm = async (url: string) => Uint8Array.from(readFileSync(new URL(url))).buffer
    const reader = carrierReader({ zxingWasm: () => wasm(ZXING_WASM), pdfiumWasm: () => wasm(PDFIUM_WASM) })
    const found = await reader.findCodes(Uint8Array.from(bytesOf(await press.pass(page()))))
    expect(found.ok && [...new Set(found.codes)]).toEqual([CODE])
  })

  test('says all in the reader’s language and in English, and in English once where that is the reader’s', async () => {
    const both = await textOf(await press.pass(page()))
    for (const words of ['Vacunación', 'Vaccination', SPANISH.until, ENGLISH.until, 'Nombre / Name'])
      expect(both).toContain(words)
    const once = await textOf(await press.pass(page({ words: [ENGLISH] })))
    expect(once.split(ENGLISH.howToUseText.slice(0, 20))).toHaveLength(2)
  })

  test('breaks Korean between words alone', async () => {
    const howToUseText =
      '입구에서 QR 코드를 보여 주세요. 18세 이상이면 사진이 있는 신분증도 함께 보여 주세요. 업소에는 이 페이지에 있는 내용만 보이며, 아무것도 남지 않습니다.'
    const korean = await textOf(
      await press.pass(page({ words: [{ ...ENGLISH, locale: 'ko', howToUseText }, ENGLISH] })),
    )
    expect(howToUseText.split(' ').filter((word) => !korean.includes(word))).toEqual([])
  })

  test('is tagged for screen readers (PDF/UA-1), in its language, with a title, and says no more than its page', async () => {
    const file = Buffer.from(bytesOf(await press.pass(page()))).toString('latin1')
    expect(file).toContain('<pdfuaid:part>1</pdfuaid:part>')
    expect(file).toMatch(/\/Marked true/)
    expect(file).toMatch(/\/StructTreeRoot \d+ 0 R/)
    expect(file).toMatch(/\/Lang \(es\)/)
    const metadata = /<rdf:RDF.*<\/rdf:RDF>/s.exec(file)?.[0] ?? ''
    expect(metadata).toContain('Vaccination')
    for (const word of ['Rosa', 'Delgado', '1988', 'creator>', 'CreateDate'])
      expect(metadata).not.toContain(word)
  })

  test.each([
    ['one letter', 'O'],
    ['Latin with marks', 'Łukasz Żółć-Őry Nguyễn Thị Ánh'],
    ['Cyrillic', 'Щукин Їжакевич Ѓорѓи'],
    ['Greek', 'Ξένια Ωνάση'],
    ['Han, traditional, simplified and rare', '張偉 张伟 𠮷田 祎'],
    ['kana', 'あゆみ サクラ'],
    ['Hangul', '김민준 똠방'],
    ['what would be commands', '#panic("x") $1$ *a* _b_ @c <d> `raw` \\f // g /* h'],
    ['what would end a string', '"],"x":"\\u0022 {{7*7}} #{1}'],
  ])('shows a name in %s', async (_script, name) => {
    expect(plain(await textOf(await press.pass(page({ name }))))).toContain(plain(name))
  })

  test.each([
    ['Hebrew', 'שרה כהן'],
    ['Arabic', 'محمد الأحمدي'],
    ['Devanagari', 'प्रज्ञा श्रीवास्तव'],
    ['Bengali', 'ক্ষেত্রমোহন শ্রীবাস্তব'],
  ])('has every letter of a name in %s', async (_script, name) => {
    expect((await press.pass(page({ name }))).kind).toBe('pdf')
  })

  test.each([
    ['of 100 letters without a blank', 'Wolfeschlegelsteinhausen'.repeat(5).slice(0, 100)],
    ['of 100 wide letters', 'W'.repeat(100)],
    ['of two times 200 letters', `${'Ana María '.repeat(20)}${'Gutiérrez '.repeat(20)}`.trim()],
  ])('holds a whole name %s on its one page', async (_what, name) => {
    const { pages, text, code } = await printed(bytesOf(await press.pass(page({ name }))))
    expect(pages).toBe(1)
    expect(plain(text).split(plain(name))).toHaveLength(3) // the sheet and the card
    expect(code?.text).toBe(CODE)
  })

  test('is none where a letter is missing in the fonts, or where the name fits no page', async () => {
    expect(await press.pass(page({ name: 'ᏣᎳᎩ' }))).toEqual({ kind: 'cannot' })
    // A blank that is drawn: OGHAM SPACE MARK.
    expect(await press.pass(page({ name: 'Ada\u1680Lovelace' }))).toEqual({ kind: 'cannot' })
    expect(await press.pass(page({ name: 'x'.repeat(20_000) }))).toEqual({ kind: 'cannot' })
    expect((await press.pass(page({ modules: [[true], [true, false]] }))).kind).toBe('failed')
  })
})

describe('a letter with a code', () => {
  test('holds address, code and words on one page, in both languages', async () => {
    const english = LETTER.words[0]
    if (!english) throw new Error('no words')
    const words = [{ ...english, locale: 'zh-Hant', title: '您的驗證碼' }, english]
    for (const paper of ['a4', 'us-letter'] as const) {
      const text = await textOf(await press.letter({ ...LETTER, words, paper }))
      for (const line of [...LETTER.address, '1234 5678 9012', '您的驗證碼', 'Your code', 'Begin again.'])
        expect(text).toContain(line)
    }
  })

  test('is none where its words fit no page', async () => {
    const words = LETTER.words.map((each) => ({ ...each, lead: 'You asked for a pass. '.repeat(400) }))
    expect(await press.letter({ ...LETTER, words })).toEqual({ kind: 'cannot' })
  })

  test('is none for an address in letters that no font has, which somebody has to see to', async () => {
    expect(await press.letter({ ...LETTER, address: ['ᏣᎳᎩ'] })).toEqual({ kind: 'cannot' })
  })
})

describe('a press', () => {
  test('turns away what is too much at once, and goes on', async () => {
    const small = createPress({ queue: 2 })
    const all = await Promise.all(Array.from({ length: 5 }, () => small.pass(page())))
    expect(all.map(({ kind }) => kind)).toEqual(['pdf', 'pdf', 'pdf', 'busy', 'busy'])
    expect((await small.pass(page())).kind).toBe('pdf')
    await small.close()
  })

  test('gives up on a page that takes too long, and begins anew', async () => {
    const hasty = createPress({ patience: 1 })
    expect((await hasty.pass(page())).kind).toBe('failed')
    expect((await hasty.pass(page())).kind).toBe('failed')
    await hasty.close()
  })
})
