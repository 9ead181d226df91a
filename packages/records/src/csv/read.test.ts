import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleOptions } from '../hl7v2/samples.ts'
import type { ReadItem } from '../report.ts'
import { readCsv } from './read.ts'
import { CsvSplitter } from './rows.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

async function read(...lines: readonly string[]): Promise<ReadItem[]> {
  const items: ReadItem[] = []
  for await (const item of readCsv([utf8(`${lines.join('\r\n')}\r\n`)], options)) items.push(item)
  return items
}

const header =
  'kind,familyName,givenName,birthDate,cvx,date,status,historical,test,result,collected,id,corrects'
const lab = (status: string, more = ',,'): string =>
  `lab,Doe,Jane,1980-01-01,,,${status},,pcr,negative,2021-09-04${more}`
const recordOf = ([item]: readonly ReadItem[]): unknown =>
  item?.kind === 'report' ? item.report.records[0]?.record : undefined
const faultOf = ([item]: readonly ReadItem[]): unknown =>
  item?.kind === 'rejected' ? [item.rejection.code, item.rejection.path] : undefined

test('a name holds no control characters and starts no line of its own', async () => {
  const items = await read(
    'kind,familyName,givenName,birthDate,cvx,date,status',
    'immunization,"Doe\n9 Elm St\u001b[31m",Jo,1980-01-01,208,2021-04-01,completed',
  )
  expect(items).toMatchObject([{ kind: 'report', report: { person: { familyName: 'Doe 9 Elm St[31m' } } }])
})

describe('the header', () => {
  test('may be in any order, and hold columns that are not known here, which is told', async () => {
    const items = await read(
      'date,cvx,kind,shoe,status,familyName,givenName,birthDate',
      '2021-04-01,03,immunization,9,completed,Doe,,',
    )
    expect(items[0]).toMatchObject({ kind: 'notice', notice: { code: 'unknown-columns' } })
    expect(recordOf(items.slice(1))).toMatchObject({ cvx: '03', date: '2021-04-01' })
  })

  test.each([
    ['a needed column is missing', 'kind,familyName,givenName,birthDate,cvx,status', 'date'],
    ['the kind is missing', 'familyName,givenName,birthDate,cvx,date,status', 'kind'],
    ['a column is there twice', `${header},date`, 'date'],
  ])('the file is refused where %s', async (_, columns, path) => {
    const items = await read(columns, 'immunization,Doe,Jane,1980-01-01,208,completed')
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ kind: 'rejected', rejection: { message: 0, path } })
  })
})

describe('rows', () => {
  test('values are text, also where they look like numbers; empty is absent', async () => {
    const [item] = await read(
      `${header},postalCode,phone,sex`,
      'immunization,Doe,,,03,1999-01-01,completed,,,,,,,02139,,',
    )
    expect(item).toMatchObject({ report: { person: { familyName: 'Doe', postalCode: '02139' } } })
    expect(item?.kind === 'report' && Object.keys(item.report.person)).toEqual(['familyName', 'postalCode'])
  })

  test.each([
    ['final', 'final'],
    ['corrected', 'corrected'],
    ['preliminary', 'preliminary'],
    ['wrong', 'wrong'],
    ['', 'unknown'],
  ])('status "%s" is %s', async (status, expected) => {
    expect(recordOf(await read(header, lab(status)))).toMatchObject({ status: expected })
  })

  test('a row that names the result it corrects is a correction, whatever the status column was set to', async () => {
    const [first, second] = await read(header, lab('final', ',7,'), lab('final', ',8,7'))
    expect(recordOf(second ? [second] : [])).toMatchObject({ status: 'corrected' })
    const key = (item: ReadItem | undefined) => item?.kind === 'report' && item.report.records[0]?.key
    expect(key(second)).toBe(key(first))
  })

  test.each([
    ['a status word that is not known', lab('done'), ['invalid-value', 'status']],
    ['no kind', lab('final').replace('lab', 'x'), ['invalid-value', 'kind']],
    ['a day that does not exist', lab('final').replace('09-04', '02-30'), ['invalid-value', 'collected']],
    [
      'a birth date that does not exist',
      lab('final').replace('1980-01-01', '1980-02-30'),
      ['invalid-value', 'birthDate'],
    ],
    ['too few columns', 'lab,Doe', ['unreadable', undefined]],
    ['a quote out of place', lab('final').replace('Doe', 'D"oe'), ['unreadable', undefined]],
  ])('%s rejects the row, and the next one is read', async (_, row, fault) => {
    const items = await read(header, row, lab('final'))
    expect(items.map(({ kind }) => kind)).toEqual(['rejected', 'report'])
    expect(faultOf(items)).toEqual(fault)
  })

  test('a time without an offset is the sender\u2019s clock', async () => {
    const at = async (stamp: string) =>
      recordOf(await read(header, lab('final').replace('2021-09-04', stamp)))
    expect(await at('2021-09-04T10:15:00')).toMatchObject({ collected: '2021-09-04T10:15:00-04:00' })
    expect(await at('2021-09-04 10:15')).toMatchObject({ collected: '2021-09-04T10:15:00-04:00' })
    expect(await at('2021-09-04T14:15:00Z')).toMatchObject({ collected: '2021-09-04T14:15:00Z' })
    expect(await at('2021-09-04T24:00:00-04:00')).toMatchObject({ collected: '2021-09-05T00:00:00-04:00' })
  })
})

describe('splitting', () => {
  const split = (bytes: Uint8Array, size: number): unknown[] => {
    const splitter = new CsvSplitter()
    const rows: unknown[] = []
    for (let start = 0; start < bytes.length; start += size)
      rows.push(...splitter.push(bytes.subarray(start, start + size)))
    return [...rows, ...splitter.end()]
  }

  test('quotes hold commas, quotes and line ends', () => {
    expect(split(utf8('\ufeffa,"b,""c""\r\nd",\r\n\r\n"",e\n'), 1000)).toMatchObject([
      { values: ['a', 'b,"c"\r\nd', ''] },
      { values: ['', 'e'] },
    ])
  })

  test('a stream cut anywhere gives the same rows', () => {
    const piece = fc.constantFrom('a', '"', ',', '\r', '\n', 'é', '\ufeff', '""')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (pieces, size) => {
        const bytes = utf8(pieces.join(''))
        expect(split(bytes, size)).toEqual(split(bytes, 1000))
      }),
    )
  })

  test('a quote that is never closed is told once, and nothing of it is held', () => {
    const rows = split(utf8(`a,"${'x'.repeat(3_000_000)}`), 65_536)
    expect(rows).toMatchObject([{ kind: 'fault' }])
  })

  test('rows behind a quote that is never closed are not read, and the reason says so', () => {
    const [, row, ...more] = split(utf8('a,b\n"x,1\ny,2\n'), 65_536)
    expect(row).toMatchObject({ kind: 'fault', reason: expect.stringContaining('all behind it in the file') })
    expect(more).toEqual([])
  })

  test.each([
    ['a spreadsheet', [0x50, 0x4b, 3, 4, 20, 0], 'a ZIP archive, as spreadsheets are'],
    ['a compressed file', [0x1f, 0x8b, 8, 0], 'a compressed file (gzip)'],
  ])('%s is told to be one', async (_, bytes, name) => {
    const { value: item } = await readCsv([Uint8Array.from(bytes)], options).next()
    expect(item).toMatchObject({ rejection: { reason: expect.stringContaining(name) } })
  })

  test('a row that is not UTF-8 spoils no other', () => {
    expect(split(Uint8Array.of(0xff, 10, 97, 10), 10)).toMatchObject([{ kind: 'fault' }, { values: ['a'] }])
  })
})
