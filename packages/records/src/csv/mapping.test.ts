import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sampleOptions } from '../hl7v2/samples.ts'
import type { ReadItem } from '../report.ts'
import { type CsvMapping, parseCsvMapping } from './mapping.ts'
import { readCsv } from './read.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)

const MAPPING = {
  delimiter: ';',
  encoding: 'windows-1252',
  fields: {
    kind: { value: 'immunization' },
    familyName: 'Apellido',
    givenName: 'Nombre',
    birthDate: { column: 'Nacimiento', format: 'DD/MM/YYYY' },
    cvx: { column: 'Vacuna', codes: { Comirnaty: '208', Spikevax: '207' } },
    date: { column: 'Fecha', format: 'DD/MM/YYYY' },
    status: { value: 'completed' },
    street: 'Calle',
    apartment: 5,
  },
}
const HEADER = 'Apellido;Nombre;Nacimiento;Calle;Piso;Vacuna;Fecha'
const ROW = 'Peña;José;30/04/1980;9 Elm St;Apt 4;Comirnaty;01/05/2021'

function mappingOf(mapping: unknown): CsvMapping {
  const parsed = parseCsvMapping(JSON.stringify(mapping))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.mapping
}
const faultsOf = (mapping: unknown): readonly string[] => {
  const parsed = parseCsvMapping(typeof mapping === 'string' ? mapping : JSON.stringify(mapping))
  return parsed.ok ? [] : parsed.faults.map(({ path, message }) => `${path}: ${message}`)
}
async function read(mapping: unknown, bytes: Uint8Array | string): Promise<ReadItem[]> {
  const items: ReadItem[] = []
  const chunk = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  for await (const item of readCsv([chunk], options, mappingOf(mapping))) items.push(item)
  return items
}
const withFields = (fields: object) => ({ ...MAPPING, fields: { ...MAPPING.fields, ...fields } })

describe('a file as its mapping declares it', () => {
  test('columns, dates, codes, fixed values, the delimiter and the encoding', async () => {
    const [item, ...others] = await read(MAPPING, Buffer.from(`${HEADER}\r\n${ROW}\r\n`, 'latin1'))
    expect(others).toEqual([])
    expect(item).toMatchObject({
      kind: 'report',
      report: {
        message: 1,
        person: {
          familyName: 'Peña',
          givenName: 'José',
          birthDate: '1980-04-30',
          street: '9 Elm St',
          streetInFull: '9 Elm St, Apt 4',
        },
        records: [{ record: { kind: 'immunization', cvx: '208', date: '2021-05-01', status: 'completed' } }],
      },
    })
  })

  test('without a header its columns go by number, and the first row counts', async () => {
    const fields = Object.fromEntries(
      Object.entries(MAPPING.fields).map(([field, source], index) =>
        typeof source === 'string' ? [field, index] : [field, source],
      ),
    )
    const mapping = {
      delimiter: ';',
      header: false,
      fields: {
        ...fields,
        familyName: 1,
        givenName: 2,
        birthDate: { column: 3, format: 'DD/MM/YYYY' },
        street: 4,
        cvx: { column: 6, codes: { Comirnaty: '208' } },
        date: { column: 7, format: 'DD/MM/YYYY' },
      },
    }
    const items = await read(mapping, `${ROW}\n${ROW}\n`)
    expect(items.map((item) => item.kind === 'report' && item.report.message)).toEqual([1, 2])
  })

  test.each([
    ['a date in another format', ROW.replace('30/04/1980', '1980-04-30'), 'birthDate'],
    ['a day that there is not', ROW.replace('01/05/2021', '31/02/2021'), 'date'],
    ['a value without a translation', ROW.replace('Comirnaty', 'Vaxzevria'), 'cvx'],
    ['too few columns', 'Peña;José', undefined],
  ])('%s rejects the row with its place, without repeating it', async (_, row, path) => {
    const items = await read({ ...MAPPING, encoding: 'utf-8' }, `${HEADER}\n${row}\n${ROW}\n`)
    expect(items.map(({ kind }) => kind)).toEqual(['rejected', 'report'])
    const rejection = items[0]?.kind === 'rejected' ? items[0].rejection : undefined
    expect(rejection?.path).toBe(path)
    expect(rejection?.reason).not.toMatch(/Peña|José|1980|Vaxzevria|31/)
    // It is kept so that it can be read again: its header stands in front.
    expect(new TextDecoder().decode(rejection?.raw)).toBe(`${HEADER}\n${row}`)
  })

  test('a value that is kept as it is where the mapping says so', async () => {
    const cvx = { column: 'Vacuna', codes: { Comirnaty: '208' }, others: 'keep' }
    const items = await read(
      { ...withFields({ cvx }), encoding: 'utf-8' },
      `${HEADER}\n${ROW.replace('Comirnaty', '212')}\n`,
    )
    expect(items).toMatchObject([{ report: { records: [{ record: { cvx: '212' } }] } }])
  })

  test('a column that is not there, or twice, refuses the file', async () => {
    const mapping = { ...MAPPING, encoding: 'utf-8' }
    const lacking = await read(mapping, `${HEADER.replace('Fecha', 'Dia')}\n${ROW}\n`)
    expect(lacking).toMatchObject([{ kind: 'rejected', rejection: { message: 0, path: 'date' } }])
    const twice = await read(mapping, `${HEADER};Fecha\n${ROW};x\n`)
    expect(twice).toMatchObject([{ kind: 'rejected', rejection: { message: 0, path: 'date' } }])
  })

  test('cells that look like formulas are data', async () => {
    const row = ROW.replace('Peña', '=HYPERLINK("http://x")').replace('José', '@SUM(A1)')
    const quoted = row.replace('=HYPERLINK("http://x")', '"=HYPERLINK(""http://x"")"')
    const items = await read({ ...MAPPING, encoding: 'utf-8' }, `${HEADER}\n${quoted}\n`)
    expect(items).toMatchObject([
      { report: { person: { familyName: '=HYPERLINK("http://x")', givenName: '@SUM(A1)' } } },
    ])
  })

  test.each([
    ['M/D/YYYY h:mm A', '9/4/2021 1:05 PM', '2021-09-04T13:05:00-04:00'],
    ['M/D/YYYY h:mm A', '9/4/2021 12:30 AM', '2021-09-04T00:30:00-04:00'],
    ['YYYYMMDDHHmmss', '20210904130507', '2021-09-04T13:05:07-04:00'],
    ['YYYY-MM-DDTHH:mm', '2021-09-04T13:05', '2021-09-04T13:05:00-04:00'],
    ['DD.MM.YYYY', '04.09.2021', '2021-09-04'],
  ])('%s reads %s', async (format, text, collected) => {
    const fields = {
      kind: { value: 'lab' },
      familyName: 'a',
      givenName: 'a',
      birthDate: { value: '' },
      test: { value: 'pcr' },
      result: { value: 'negative' },
      status: { value: 'final' },
      collected: { column: 'at', format },
    }
    const items = await read({ fields }, `a,at\nx,${text}\n`)
    expect(items).toMatchObject([{ report: { records: [{ record: { collected } }] } }])
  })
})

test('the example in the documents reads the rows beside it', async () => {
  const text = readFileSync(new URL('../../../../docs/records.md', import.meta.url), 'utf8')
  const block = (language: string) => text.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? ''
  const items = await read(JSON.parse(block('json')), block('csv'))
  expect(items).toMatchObject([
    {
      report: {
        person: {
          familyName: 'Doe',
          birthDate: '1980-04-30',
          street: '9 Elm St',
          state: 'NY',
          postalCode: '12207',
        },
        records: [{ record: { cvx: '208', date: '2021-05-01', status: 'completed' } }],
      },
    },
  ])
})

describe('a mapping is checked when it is read', () => {
  test.each<[string, unknown, RegExp]>([
    ['no JSON', '{"fields":', /^fields: is not JSON/],
    ['a key twice', '{"header":true,"header":false}', /^header: is not JSON: the key is there twice/],
    ['a word that is not known', { ...MAPPING, seperator: ',' }, /^seperator: is not known/],
    ['a delimiter of two characters', { ...MAPPING, delimiter: '||' }, /^delimiter: /],
    ['a letter between values', { ...MAPPING, delimiter: 'x' }, /^delimiter: /],
    ['an encoding that is not known', { ...MAPPING, encoding: 'ebcdic' }, /^encoding: is none of utf-8/],
    ['a field of no record', withFields({ shoe: 'Zapato' }), /^fields\.shoe: is no field/],
    ['a needed field that is missing', withFields({ date: undefined }), /^fields\.date: is missing/],
    [
      'a format without a year',
      withFields({ date: { column: 'Fecha', format: 'DD/MM' } }),
      /^fields\.date: format is none/,
    ],
    [
      'a year of two digits',
      withFields({ date: { column: 'Fecha', format: 'DD/MM/YY' } }),
      /^fields\.date: format is none/,
    ],
    [
      'a format of a name',
      withFields({ familyName: { column: 'a', format: 'YYYY-MM-DD' } }),
      /^fields\.familyName: format goes/,
    ],
    [
      'a word in a field',
      withFields({ cvx: { column: 'a', code: {} } }),
      /^fields\.cvx\.code: is not known; there are column/,
    ],
    ['a number from 0', withFields({ cvx: 0 }), /^fields\.cvx: names no column/],
    ['a name without a header', { ...MAPPING, header: false }, /^fields\.familyName: names a column, but/],
    ['__proto__', '{"fields":{"__proto__":"a"}}', /^fields\.__proto__: is no field/],
  ])('%s', (_, mapping, expected) => expect(faultsOf(mapping).join('\n')).toMatch(expected))

  test('all faults are told at once', () => {
    expect(faultsOf({ ...MAPPING, delimiter: '', encoding: 'x', more: 1 })).toHaveLength(3)
  })

  test('a field whose format is wrong is not told as missing, too', () => {
    const faults = faultsOf(withFields({ date: { column: 'Fecha', format: 'MM-QQ' } }))
    expect(faults).toEqual([expect.stringMatching(/^fields\.date\.?.*format/)])
  })
})
