import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_MESSAGE_BYTES, type ReadItem, readHl7, readHl7Stream, readMessage } from '../index.ts'
import {
  bytesOf,
  PID,
  sampleMsh,
  sampleObr,
  sampleObx,
  sampleOptions,
  sampleOru,
  sampleRxa,
  sampleVxu,
} from './samples.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

const nameIn = ([item]: readonly ReadItem[]): string | undefined =>
  item?.kind === 'report' ? item.report.person.familyName : undefined
const rejectionIn = ([item]: readonly ReadItem[]) => (item?.kind === 'rejected' ? item.rejection : undefined)

describe('character sets', () => {
  const withName = (name: string, label: string): string =>
    sampleVxu([sampleRxa()], { rest: `AL|NE||${label}` }, PID.replace('Doe', name))

  function utf16(text: string, littleEndian: boolean): Uint8Array {
    const view = new DataView(new ArrayBuffer(2 + 2 * text.length))
    view.setUint16(0, 0xfeff, littleEndian)
    for (let index = 0; index < text.length; index++)
      view.setUint16(2 + 2 * index, text.charCodeAt(index), littleEndian)
    return new Uint8Array(view.buffer)
  }

  test('one name in many encodings is one name', () => {
    const sent: Uint8Array[] = [
      utf8(withName('Nuñez', 'UNICODE UTF-8')),
      utf8(withName('Nuñez', 'UNICODE')),
      utf8(withName('Nuñez', '')),
      utf8(`\ufeff${withName('Nuñez', 'UTF-8')}`),
      bytesOf(withName('Nu\xf1ez', '8859/1')),
      bytesOf(withName('Nu\xf1ez', 'WINDOWS-1252')),
      bytesOf(withName('Nu\xf1ez', '')),
      utf16(withName('Nuñez', 'UNICODE'), true),
      utf16(withName('Nuñez', 'UNICODE UTF-16'), false),
      utf16(withName('Nuñez', ''), true),
    ]
    for (const bytes of sent) {
      expect(nameIn(readMessage(bytes, options))).toBe('Nuñez')
      expect(nameIn([...readHl7(bytes, options)])).toBe('Nuñez')
    }
  })

  test('other sets of table 0211', () => {
    expect(nameIn(readMessage(bytesOf(withName('Dvo\xf8\xe1k', '8859/2')), options))).toBe('Dvořák')
    expect(nameIn(readMessage(bytesOf(withName('\x80uro', 'windows-1252')), options))).toBe('€uro')
  })

  test.each([
    ['an unknown label', 'EBCDIC', 'Doe'],
    ['UTF-8 that is none', 'UNICODE UTF-8', 'Nu\xf1ez'],
    ['ASCII that is none', 'ASCII', 'Nu\xf1ez'],
    ['8859/1 that is UTF-8', '8859/1', 'Nu\xc3\xb1ez'],
    ['UTF-16 without its mark', 'UNICODE UTF-16', 'Doe'],
    ['no label, and no character of windows-1252', '', 'Nu\x81ez'],
  ])('%s is refused by name', (_, label, name) => {
    const rejection = rejectionIn(readMessage(bytesOf(withName(name, label)), options))
    expect(rejection).toMatchObject({
      code: 'character-set',
      segment: 'MSH',
      field: 18,
      header: { controlId: 'M1' },
    })
    expect(rejection?.reason).toContain(label)
    expect(rejection?.reason).not.toContain(name)
  })

  test('a mark that contradicts the label is refused, and so is a name that was damaged before', () => {
    expect(rejectionIn(readMessage(utf8(`\ufeff${withName('Doe', '8859/1')}`), options))?.code).toBe(
      'character-set',
    )
    expect(rejectionIn(readMessage(utf16(withName('Doe', '8859/1'), true), options))?.code).toBe(
      'character-set',
    )
    for (const label of ['', 'UNICODE UTF-8']) {
      expect(rejectionIn(readMessage(utf8(withName('Nu\ufffdez', label)), options))?.code).toBe(
        'character-set',
      )
    }
  })

  test('escaped bytes are of the message\u2019s own set', () => {
    expect(nameIn(readMessage(utf8(withName('Nu\\XC3B1\\ez', 'UNICODE UTF-8')), options))).toBe('Nuñez')
    expect(nameIn(readMessage(bytesOf(withName('Nu\\XF1\\ez', '8859/1')), options))).toBe('Nuñez')
    expect(nameIn(readMessage(utf8(withName('Nu\\XF1\\ez', 'UNICODE UTF-8')), options))).toBe('Nu\\XF1\\ez')
  })
})

describe('lines and delimiters', () => {
  test.each(['\r', '\n', '\r\n'])(
    'a note with a line feed in it cuts nothing, where lines end with %j',
    (end) => {
      const text = sampleVxu([
        sampleRxa(),
        'NTE|1||one\ntwo | three',
        sampleRxa({ date: '20210501' }),
      ]).replaceAll('\r', end)
      const items = [...readHl7(utf8(text), options)]
      expect(items).toMatchObject([{ kind: 'report', report: { records: [{}, {}], setAside: [] } }])
    },
  )

  test('a line end inside a record is no half record', () => {
    const items = readMessage(bytesOf(sampleVxu([sampleRxa().replace('STREET', 'STR\rEET')])), options)
    expect(rejectionIn(items)).toMatchObject({ code: 'unreadable', header: { controlId: 'M1' } })
  })

  test('text cut off from a note is let go', () => {
    const items = readMessage(bytesOf(sampleVxu([sampleRxa(), 'NTE|1||one', 'two', sampleRxa()])), options)
    expect(items).toMatchObject([{ report: { records: [{}, {}] } }])
  })

  test('an undeclared delimiter is an ordinary character', () => {
    const named = (encoding: string, name: string) =>
      nameIn(
        readMessage(
          bytesOf(sampleVxu([sampleRxa()], {}, PID.replace('Doe', name)).replace('^~\\&', encoding)),
          options,
        ),
      )
    expect(named('^~\\', 'Smith & Sons')).toBe('Smith & Sons')
    expect(named('^~', 'Back\\T\\slash')).toBe('Back\\T\\slash')
    expect(named('^~\\&#', 'Dunn#3')).toBe('Dunn#3')
  })

  test('delimiters that are none are refused', () => {
    for (const encoding of ['', '^^~\\', 'abc']) {
      const text = sampleVxu([sampleRxa()]).replace('^~\\&', encoding)
      expect(rejectionIn(readMessage(bytesOf(text), options))).toMatchObject({ segment: 'MSH', field: 2 })
    }
  })
})

describe('files', () => {
  test('each message of a batch has its own fate', () => {
    const good = sampleVxu([sampleRxa()])
    const file = `BHS|^~\\&\r${good}${good.replace('VXU^V04', 'ADT^A08')}MSH|\r${good}BTS|4\r`
    expect([...readHl7(bytesOf(file), options)].map((item) => item.kind)).toEqual([
      'report',
      'rejected',
      'rejected',
      'report',
    ])
  })

  test('a batch without a message says so', () => {
    for (const file of ['FHS|^~\\&\rBHS|^~\\&\rBTS|0\rFTS|1\r', '']) {
      expect([...readHl7(bytesOf(file), options)]).toMatchObject([
        { kind: 'notice', notice: { code: 'no-messages' } },
      ])
    }
  })

  test('a count that differs warns', () => {
    const file = `BHS|^~\\&\r${sampleVxu([sampleRxa()])}BTS|2\r`
    expect([...readHl7(bytesOf(file), options)]).toMatchObject([
      { kind: 'report' },
      { kind: 'notice', notice: { code: 'batch-count' } },
    ])
  })

  test('a stream gives the same as the file, and the message\u2019s own bytes', async () => {
    const one = sampleVxu([sampleRxa()])
    const file = bytesOf(`BHS|^~\\&\r${one}${sampleOru([sampleObr(), sampleObx()])}`)
    const streamed: ReadItem[] = []
    const chunks = Array.from(file, (byte) => Uint8Array.of(byte))
    for await (const item of readHl7Stream(chunks, options)) streamed.push(item)
    expect(streamed).toEqual([...readHl7(file, options)])
    expect(streamed[0]).toMatchObject({ report: { message: 1, raw: bytesOf(one.slice(0, -1)) } })
  })

  test('MSH-11 T and D are trials, by their first component', () => {
    const trial = (processing: string) => readMessage(bytesOf(sampleVxu([], { processing })), options)
    for (const processing of ['T', 'D', 'T^I'])
      expect(trial(processing)).toMatchObject([{ report: { trial: true } }])
    for (const processing of ['P', 'P^T', ''])
      expect(trial(processing)).toMatchObject([{ report: { trial: false } }])
  })

  test('what is no VXU, no ORU and no merge, or no HL7 2, is kept with its reason', () => {
    const rejected = (text: string) => rejectionIn(readMessage(bytesOf(text), options))
    for (const type of ['ADT^A08', 'ADT^A43', 'ADT', 'MFN^M01', 'ACK^V04']) {
      expect(rejected(sampleVxu([]).replace('VXU^V04', type))).toMatchObject({
        code: 'unsupported-message',
        field: 9,
      })
    }
    expect(rejected(sampleVxu([]).replace('|2.5.1', '|3.0'))).toMatchObject({
      code: 'unsupported-message',
      field: 12,
    })
    expect(rejected(`${sampleMsh('VXU^V04')}\r`)).toMatchObject({ code: 'missing', segment: 'PID' })
    expect(rejected('hello')).toMatchObject({ code: 'unreadable' })
  })
})

describe('limits', () => {
  test('a message of 10,000 segments is read, one more is refused', () => {
    const notes = (count: number) =>
      readMessage(bytesOf(sampleVxu(Array.from({ length: count - 2 }, () => 'NTE|1'))), options)
    expect(notes(10_000)).toMatchObject([{ kind: 'report' }])
    expect(notes(10_001)).toMatchObject([{ kind: 'rejected', rejection: { code: 'too-large' } }])
  })

  test('1 MiB in whatever shape is judged quickly', () => {
    const head = sampleVxu([sampleRxa()])
    const fill = MAX_MESSAGE_BYTES - head.length - 10
    const shapes = [
      '\n',
      '\r',
      '\\',
      '\\T',
      '~',
      '^',
      '&',
      '|',
      '""~',
      'OBX|\r',
      'NK1|\r',
      '\nNTE',
      'x\n',
    ].map((unit) => unit.repeat(Math.floor(fill / unit.length)))
    for (const shape of shapes) {
      for (const bytes of [
        `${head}NTE|1||${shape}`,
        `${head}PID|1|||||${shape}`,
        `${head}PID|1||||^${shape}`,
      ].map(bytesOf)) {
        // The thread's own time: whatever else the machine does is not counted. What backtracks takes minutes.
        const before = process.threadCpuUsage()
        readMessage(bytes, options)
        const { user, system } = process.threadCpuUsage(before)
        expect((user + system) / 1000, JSON.stringify(shape.slice(0, 6))).toBeLessThan(1000)
      }
    }
  })

  test('no bytes make it throw', () => {
    const parts = [
      ...sampleOru([sampleObr(), sampleObx(), sampleRxa()]).split('|'),
      '\\',
      '\n',
      '\r',
      '^',
      '~',
      '&',
      '""',
      '\u0000',
      '\u00e9',
    ]
    const mangled = fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 3 })), {
      maxLength: 120,
    })
    fc.assert(
      fc.property(
        mangled,
        (pieces) => [...readHl7(utf8(`MSH|^~\\&|${pieces.join('|')}`), options)].length > 0,
      ),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => [...readHl7(bytes, options)].length > 0),
    )
  })

  test('a message cut anywhere never gives more records than the whole, and never throws', () => {
    const whole = bytesOf(sampleVxu([sampleRxa(), sampleRxa({ date: '20210501', action: 'D' })]))
    for (let cut = 0; cut <= whole.length; cut++) {
      const records = [...readHl7(whole.subarray(0, cut), options)].flatMap((item) =>
        item.kind === 'report' ? item.report.records : [],
      )
      expect(records.length).toBeLessThanOrEqual(3)
    }
  })
})
