import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReadItem } from '../report.ts'
import { type FramePart, FrameReader, headersOf, readFrame } from './frames.ts'
import { sampleOptions, sampleRxa, sampleVxu } from './samples.ts'
import { MAX_MESSAGE_BYTES } from './splitter.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = ({ raw }: FramePart): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw)
const framed = (text: string): string => `\v${text}\x1c\r`

function cut(bytes: Uint8Array, cuts: readonly number[] = []): FramePart[] {
  const reader = new FrameReader()
  const parts: FramePart[] = []
  let start = 0
  for (const next of [...cuts, bytes.length]) {
    parts.push(...reader.push(bytes.subarray(start, next)))
    start = next
  }
  return [...parts, ...reader.end()]
}

const told = (text: string): string[] =>
  cut(utf8(text)).map((part) => `${part.kind === 'fault' ? part.fault : 'frame'} ${textOf(part)}`)

const one = 'MSH|^~\\&|A\rPID|1||||Núñez\r'
const two = 'MSH|^~\\&|B\rPID|2||||李\r'

describe('cutting a stream into frames', () => {
  test('cut at every byte, also within a letter and between FS and CR, three messages stay three', () => {
    const stream = utf8(framed(one) + framed(two) + framed(one))
    for (let at = 0; at <= stream.length; at++) {
      expect(cut(stream, [at]).map(textOf), `cut at ${at}`).toEqual([one, two, one])
    }
    const everywhere = Array.from(stream.keys())
    expect(cut(stream, everywhere).map(textOf)).toEqual([one, two, one])
  })

  test('however a stream of frames is cut, it is read the same', () => {
    const bit = fc.constantFrom('\v', '\x1c', '\r', '\n', '\0', 'MSH|^~\\&|A\r', 'PID|1', 'log', '\ufeff')
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 30 }), fc.array(fc.nat(200)), (bits, cuts) => {
        const stream = utf8(bits.join(''))
        const places = cuts.map((place) => place % (stream.length + 1)).sort((a, b) => a - b)
        expect(cut(stream, places)).toEqual(cut(stream))
      }),
    )
  })

  test('a byte order mark stands in front of the start block, or behind it', () => {
    expect(told(`\ufeff${framed(one)}\v\ufeff${two}\x1c\r`)).toEqual([`frame ${one}`, `frame \ufeff${two}`])
  })

  test('between frames, line ends and NUL are nothing; log lines are skipped and counted', () => {
    const reader = new FrameReader()
    const parts = [...reader.push(utf8(`\0\r\n${framed(one)}\r\n\0started 12:00\n${framed(two)}`))]
    expect(parts.map(textOf)).toEqual([one, two])
    expect(reader.skipped).toBe('started 12:00\n'.length)
  })

  test('an end block may lack its CR where the next frame begins, the sender waits, or the stream ends', () => {
    expect(told(`\v${one}\x1c\v${two}\x1c`)).toEqual([`frame ${one}`, `frame ${two}`])
    const reader = new FrameReader()
    expect([...reader.push(utf8(`\v${one}\x1c`))]).toEqual([])
    expect(reader.state).toBe('ending')
    expect([...reader.settle()].map(textOf)).toEqual([one])
    // Late, and nothing of it is left over for the next frame.
    expect([...reader.push(utf8(`\r${framed(two)}`))].map(textOf)).toEqual([two])
  })

  test.each([
    ['no end', `\v${one}`, `unfinished ${one}`],
    ['no start', `${one}\x1c\r`, `no-start ${one}`],
    ['no frame at all', one, `no-start ${one}`],
    ['a message in front of a start', `${one}${framed(two)}`, `no-start ${one}`],
    ['another end', `\v${one}\x1c\n`, `wrong-end ${one}`],
    ['an end block inside', `\v${one}\x1cRXA|0\r\x1c\r`, `wrong-end ${one}`],
    ['the end of the first one missing', `\v${one}\v${two}\x1c\r`, `two-starts ${one}\v${two}`],
  ])('%s is a fault, and nothing is read behind it', (_, stream, fault) => {
    expect(told(framed('MSH|^~\\&|0') + stream)).toEqual(['frame MSH|^~\\&|0', fault])
    const reader = new FrameReader()
    for (const _ of reader.push(utf8(stream))); // to its end
    for (const _ of reader.end());
    expect(reader.state).toBe('broken')
    expect([...reader.push(utf8(framed(two))), ...reader.end()]).toEqual([])
  })

  test('a vertical tab in a text is no start, nor is a second start block in front of a message', () => {
    expect(told(framed(`${one}NTE|1||a\vb`))).toEqual([`frame ${one}NTE|1||a\vb`])
    expect(told(framed(`\v${one}`))).toEqual([`frame \v${one}`])
  })

  test('an end block too many, and a frame with nothing in it, are no fault', () => {
    expect(told(`\x1c\r${framed('')}${framed(one)}\x1c\r`)).toEqual(['frame ', `frame ${one}`])
  })

  test('a frame of 1 MiB is taken, one byte more is not, and no more than 1 MiB of it is held', () => {
    const filled = (length: number) => utf8(framed(`MSH|^~\\&|${'x'.repeat(length - 9)}`))
    const [most] = cut(filled(MAX_MESSAGE_BYTES))
    expect(most).toMatchObject({ kind: 'frame' })
    expect(most?.raw).toHaveLength(MAX_MESSAGE_BYTES)
    const over = filled(MAX_MESSAGE_BYTES + 1)
    const thousands = Array.from({ length: Math.floor(over.length / 1000) }, (_, index) => index * 1000)
    const [fault, ...more] = cut(over, thousands)
    expect([fault?.kind === 'fault' && fault.fault, fault?.raw.length, more]).toEqual([
      'too-large',
      MAX_MESSAGE_BYTES,
      [],
    ])
  })

  test('noise without a frame ends at 64 KiB', () => {
    expect(cut(utf8('x'.repeat(65_536)))).toEqual([])
    expect(cut(utf8('x'.repeat(65_537)))).toMatchObject([{ kind: 'fault', fault: 'noise' }])
  })
})

describe('reading a frame', () => {
  const read = (text: string): ReadItem[] => cut(utf8(text)).flatMap((part) => [...readFrame(part, options)])
  const message = sampleVxu([sampleRxa({ date: '20210401' }), sampleRxa({ date: '20210501' })], { id: 'A7' })

  test('gives its message, or all of a batch, one by one', () => {
    expect(read(framed(message))).toMatchObject([{ kind: 'report', report: { messageId: 'A7', message: 1 } }])
    expect(read(framed(message + message)).map(({ kind }) => kind)).toEqual(['report', 'report'])
    expect(read(framed(''))).toMatchObject([{ kind: 'notice' }])
  })

  test('cut after the first of two doses, it gives none, and the refusal knows whom to answer', () => {
    const half = message.slice(0, message.indexOf('RXA', message.indexOf('RXA') + 1))
    for (const stream of [`\v${half}`, `\v${half}\x1cx`, half]) {
      expect(read(stream)).toMatchObject([
        { kind: 'rejected', rejection: { code: 'unreadable', messageId: 'A7', raw: utf8(half) } },
      ])
    }
  })

  test('cut within its first line, it names nobody: the number may be half of one', () => {
    const [item] = read(`\v${message.slice(0, message.indexOf('A7') + 1)}`)
    expect(item).toMatchObject({ kind: 'rejected' })
    expect(item).not.toHaveProperty('rejection.header')
  })

  test('whom to answer is known without reading it', () => {
    const ids = (text: string) =>
      cut(utf8(text))
        .flatMap(headersOf)
        .map((header) => header?.controlId)
    expect(ids(framed(`\ufeff${message}${message.replace('A7', 'A8')}`))).toEqual(['A7', 'A8'])
    expect(ids(`\v${message}`)).toEqual(['A7'])
    expect(ids(framed('hello'))).toEqual([])
    expect(ids(`\v${message.slice(0, message.indexOf('A7') + 1)}`)).toEqual([undefined])
  })

  test('a refusal quotes nothing of what was sent', () => {
    for (const stream of [`\v${message}`, message, `\v${message}\x1cx`, `\v${message}\v${message}\x1c\r`]) {
      const [item] = read(stream)
      if (item?.kind !== 'rejected') throw new Error('taken')
      for (const word of ['Doe', 'Jane', '1980']) expect(item.rejection.reason).not.toContain(word)
    }
  })
})

describe('a frame in UTF-16', () => {
  /** Code units, the high byte first or last, perhaps with their mark in front. */
  function utf16(text: string, isBig: boolean, isMarked: boolean): Uint8Array {
    const bytes: number[] = []
    for (const unit of (isMarked ? '\ufeff' : '') + text) {
      const [high, low] = [unit.charCodeAt(0) >> 8, unit.charCodeAt(0) & 255]
      bytes.push(...(isBig ? [high, low] : [low, high]))
    }
    return Uint8Array.from(bytes)
  }
  const inFrame = (bytes: Uint8Array): Uint8Array => Uint8Array.from([0x0b, ...bytes, 0x1c, 0x0d])
  const message = (name: string): string =>
    `MSH|^~\\&|IIS|NYSIIS|EP|NYSDOH|20211001080000-0400||VXU^V04^VXU_V04|W1|P|2.5.1||||||UNICODE UTF-16\rPID|1||1^^^A^SR||${name}^Jane\rRXA|0|1|20210401||208^^CVX\r`
  const kinds = [
    [false, true],
    [true, true],
    [false, false],
    [true, false],
  ] as const

  test.each([
    ['without a byte that could be taken for an end', 'Doe'],
    ['with an end block in a letter (U+0D1C is 1C 0D)', 'A\u0d1cB'],
    ['with 1C in a quotation mark', 'A\u201cB'],
    ['with a start block in a letter', 'A\u0b1cB'],
  ])('is refused, %s: half of it could be taken for the whole', (_, name) => {
    for (const [isBig, isMarked] of kinds) {
      const parts = cut(inFrame(utf16(message(name), isBig, isMarked)))
      expect(parts.map((part) => (part.kind === 'fault' ? part.fault : 'frame'))).toEqual(['utf-16'])
      const [item] = parts.flatMap((part) => [...readFrame(part, options)])
      const rejection = item?.kind === 'rejected' ? item.rejection : undefined
      expect([rejection?.code, rejection?.messageId, rejection?.header?.characterSet]).toEqual([
        'character-set',
        'W1',
        'UNICODE UTF-8',
      ])
      expect(rejection?.reason).toContain('Send it as UNICODE UTF-8')
    }
  })

  test('is told from one in UTF-8 with a NUL in it', () => {
    expect(told(framed(`${one}\0`))).toEqual([`frame ${one}\0`])
  })
})
