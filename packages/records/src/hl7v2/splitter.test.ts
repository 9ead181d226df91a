import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_MESSAGE_BYTES, MessageSplitter, type SplitPart } from './splitter.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (part: SplitPart): string =>
  'raw' in part ? new TextDecoder().decode(part.raw) : part.trailer

function split(bytes: Uint8Array, cuts: readonly number[] = []): SplitPart[] {
  const splitter = new MessageSplitter()
  const parts: SplitPart[] = []
  let start = 0
  for (const cut of [...cuts, bytes.length]) {
    parts.push(...splitter.push(bytes.subarray(start, cut)))
    start = cut
  }
  return [...parts, ...splitter.end()]
}

const told = (text: string): string[] => split(utf8(text)).map((part) => `${part.kind} ${textOf(part)}`)

const one = 'MSH|^~\\&|A\rPID|1'
const two = 'MSH|^~\\&|B\rPID|2'

describe('cutting a file into messages', () => {
  test('only MSH begins one; blank lines and batch segments end it and make none', () => {
    expect(told(`FHS|^~\\&\rBHS|^~\\&\r\r${one}\r\r\n\n${two}\rBTS|2\rFTS|1\r`)).toEqual([
      `message ${one}`,
      `message ${two}`,
    ])
  })

  test.each(['\r', '\n', '\r\n'])('lines may end with %j', (end) => {
    const messages = `${one}\r${two}\r`.replaceAll('\r', end)
    expect(told(messages)).toEqual([one, two].map((text) => `message ${text.replaceAll('\r', end)}`))
  })

  test('a line feed inside a note begins no message, whatever it says', () => {
    for (const note of ['MSH-7 was empty', 'MSH', 'MSH is', 'BTS is 3', 'MSHX|a', 'xMSH|^~\\&|']) {
      const text = `${one}\rNTE|1||first\n${note}`
      expect(told(`${text}\r${two}`)).toEqual([`message ${text}`, `message ${two}`])
    }
  })

  test('a message after a line feed may have delimiters of its own', () => {
    expect(told(`${one}\nMSH#@~\\&#B`)).toEqual([`message ${one}`, 'message MSH#@~\\&#B'])
  })

  test('byte order marks and frame bytes around a header are no part of a line', () => {
    expect(told(`\ufeff${one}\r\u000b${two}\u001c\r\u000b\ufeff${one}\r\ufeff\u000b${two}`)).toEqual([
      `message ${one}`, // the decoder drops the mark that stays in front
      `message ${two}`,
      `message ${one}`,
      `message ${two}`,
    ])
  })

  test('text in front of the first message, or behind a batch, is told', () => {
    expect(told(`log line\r${one}\rBTS|1\rPID|9\r`)).toEqual([
      'stray log line',
      `message ${one}`,
      'stray PID|9',
    ])
    expect(told('\r\n \0 \r')).toEqual([])
  })

  test('a count that differs is told, and nothing is lost', () => {
    expect(told(`BHS|\r${one}\r${two}\rBTS|3\rFTS|1`)).toEqual([
      `message ${one}`,
      `message ${two}`,
      'count BTS',
    ])
    expect(split(utf8(`BHS|\r${one}\rBTS|1\rBHS|\r${one}\r${two}\rBTS|2|note\rFTS|3`))).toMatchObject([
      { kind: 'message', message: 1 },
      { kind: 'message', message: 2 },
      { kind: 'message', message: 3 },
      { kind: 'count', trailer: 'FTS', said: 3, seen: 2 },
    ])
  })

  test('UTF-16 with a byte order mark, of either kind', () => {
    for (const [littleEndian, mark] of [
      [true, [0xff, 0xfe]],
      [false, [0xfe, 0xff]],
    ] as const) {
      const text = `${one}\u0a0d\r${two}`
      const bytes = new Uint8Array(2 + 2 * text.length)
      bytes.set(mark)
      const view = new DataView(bytes.buffer)
      for (let index = 0; index < text.length; index++)
        view.setUint16(2 + 2 * index, text.charCodeAt(index), littleEndian)
      const decode = (part: SplitPart) =>
        'raw' in part && new TextDecoder(littleEndian ? 'utf-16le' : 'utf-16be').decode(part.raw)
      expect(split(bytes).map(decode)).toEqual([`${one}\u0a0d`, two])
    }
  })
})

describe('however a stream is cut', () => {
  const file = utf8(
    `\ufeffBHS|^~\\&\r\n${one}|Thị Ánh\rNTE|1||a\nMSH-b\n${two}\r\n\r\nBTS|7\nstray\r\n${one}\n`,
  )

  test('at every byte, the parts are the same', () => {
    const whole = split(file)
    expect(whole).toHaveLength(5)
    for (let cut = 0; cut <= file.length; cut++) expect(split(file, [cut])).toEqual(whole)
    expect(
      split(
        file,
        Array.from(file, (_, index) => index),
      ),
    ).toEqual(whole)
  })

  test('of any bytes, every one is in some part or is blank', () => {
    const piece = fc.constantFrom(
      'MSH',
      'BHS',
      'BTS',
      '|',
      '^~\\&',
      '\r',
      '\n',
      '\ufeff',
      '\u000b',
      'é',
      '1',
      ' ',
      '#',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.array(fc.nat(80), { maxLength: 5 }),
        (pieces, cuts) => {
          const bytes = utf8(pieces.join(''))
          const sorted = cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b)
          expect(split(bytes, sorted)).toEqual(split(bytes))
        },
      ),
    )
  })
})

describe('what is too long', () => {
  const long = (length: number): string => 'MSH|^~\\&|'.padEnd(length, 'x')

  test('1 MiB is a message, one byte more is told and left out, and the next message is read', () => {
    const kinds = (length: number) => split(utf8(`${long(length)}\r${one}`)).map((part) => part.kind)
    expect(kinds(MAX_MESSAGE_BYTES - 1)).toEqual(['message', 'message'])
    expect(kinds(MAX_MESSAGE_BYTES + 1)).toEqual(['too-large', 'message'])
  })

  test('it is told once, with its beginning, and nothing of it is held', () => {
    const splitter = new MessageSplitter()
    const chunk = new Uint8Array(65_536).fill(65)
    const parts = splitter.push(utf8(long(100)))
    for (let index = 0; index < 100; index++) parts.push(...splitter.push(chunk))
    parts.push(...splitter.push(utf8(`\r${one}`)), ...splitter.end())
    expect(parts.map((part) => part.kind)).toEqual(['too-large', 'message'])
    expect('raw' in (parts[0] as SplitPart) && parts[0]).toMatchObject({
      message: 1,
      raw: { length: MAX_MESSAGE_BYTES },
    })
  })
})
