import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { CsvFault, csvRows } from '../csv-rows.ts'
import { runCommand } from '../testing/run-command.ts'
import { command } from './match.ts'

const folder = mkdtempSync(join(tmpdir(), 'match-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return runCommand(command, args, { cwd: folder })
}

const PEOPLE = `\ufeffid,givenName,familyName,birthDate,phone,notes
1,Ana,"Vega, Castillo",1979-10-23,(718) 555-0142,"said ""yes""
on paper"
2,Joe,Brown,1950-02-30,,
3,ANA,Vega Castillo,1979-10-23,7185550142,
`

describe('linking the rows of a file', () => {
  test('rows of one person get the same number', async () => {
    expect(await run(['p.csv'], { 'p.csv': PEOPLE })).toEqual({
      code: 0,
      out: 'id,person\n1,0\n2,1\n3,0\n',
      err: '',
    })
    expect((await run(['--json', 'p.csv'])).out).toBe(
      '{"id":"1","person":0}\n{"id":"2","person":1}\n{"id":"3","person":0}\n',
    )
  })

  test('with the truth it is told how well it was done', async () => {
    const { out } = await run(['--truth', 't.csv', 'p.csv'], {
      'p.csv': PEOPLE,
      't.csv': 'id,person\n1,a\n2,a\n3,a\n',
    })
    expect(JSON.parse(out)).toMatchObject({ rows: 3, links: 1, precision: 1, recall: 0.333333, f1: 0.5 })
  })

  test('a file without a needed column is refused whole', async () => {
    expect(await run(['p.csv'], { 'p.csv': 'name,born\nx,y\n' })).toMatchObject({ code: 2, out: '' })
    expect((await run(['p.csv'], { 'p.csv': 'id,born\n1,y\n' })).err).toContain('"givenName" or "familyName"')
    expect(await run(['nowhere.csv'])).toMatchObject({ code: 2, out: '' })
    await expect(run([])).rejects.toThrow(UsageError)
    await expect(run(['--pair', 'x'])).rejects.toThrow(UsageError)
  })
})

describe('comparing pairs', () => {
  const one =
    '{"id":"1","a":{"givenName":"Ana","familyName":"Vega","birthDate":"1979-10-23","sex":"F","phone":"7185550142"},"b":{"givenName":"ANA","familyName":"Vega","birthDate":"1979-10-23","phone":"(718)555-0142"}}'

  test('gives a verdict and a score a line, in the same order', async () => {
    const { code, out } = await run(['--pairs', 'q.jsonl'], {
      'q.jsonl': `${one}\n{"id":"2","a":{},"b":{"sex":3}}\n`,
    })
    expect(code).toBe(0)
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toEqual([
      { id: '1', match: 'match', score: expect.any(Number) },
      { id: '2', match: 'no-match', score: expect.any(Number) },
    ])
  })

  test('a faulty line ends it, after all before it, without being repeated', async () => {
    const { code, out, err } = await run(['--pairs', 'q.jsonl'], { 'q.jsonl': `${one}\n{"id":"secret"}\n` })
    expect(code).toBe(2)
    expect(out.split('\n')).toHaveLength(2)
    expect(err).toContain('line 2')
    expect(err).not.toContain('secret')
  })
})

describe('explaining a pair', () => {
  const ana = {
    givenName: 'Ana',
    familyName: 'Vega',
    birthDate: '1979-10-23',
    phone: '7185550142',
    suffix: 'Sr',
  }
  const files = {
    'a.json': JSON.stringify(ana),
    'b.json': JSON.stringify({ ...ana, givenName: 'Anna', suffix: 'Jr' }),
    'same.json': JSON.stringify({ ...ana, phone: '9175550100', postalCode: '10027' }),
    'q.jsonl': `${JSON.stringify({ id: 'one', a: ana, b: ana })}\n`,
  }

  test('says which fields agree, what each weighs, and which rule decided', async () => {
    const { code, out } = await run(['--explain', 'a.json', 'b.json'], files)
    expect(code).toBe(0)
    expect(out).toBe(
      `no-match, 36.1 bits
  given name              short form or other spelling       +5.60
  family name             agrees                             +9.50
  birth date              agrees                            +13.00
  phone                   agrees                             +8.00
  together                possible from 10, match from 32   +36.10
  One is senior and the other junior (or II and III): two people, whatever else agrees.
`.replace('39.8', '37.6'),
    )
  })

  test('as JSON, of two files and of pairs', async () => {
    const { out } = await run(['--explain', '--json', 'a.json', 'same.json'])
    expect(JSON.parse(out)).toEqual({
      match: 'possible',
      score: 28.5,
      fields: [
        { field: 'givenName', level: 'same', bits: 7 },
        { field: 'familyName', level: 'same', bits: 9.5 },
        { field: 'birthDate', level: 'same', bits: 13 },
        { field: 'phone', level: 'differs', bits: -1 },
      ],
      householdCut: 0,
      doubt: 'nothing-beside',
      remarks: [],
      possibleFrom: 10,
      matchFrom: 32,
    })
    const { out: line } = await run(['--explain', '--json', '--pairs', 'q.jsonl'])
    expect(JSON.parse(line)).toMatchObject({ id: 'one', match: 'match' })
    expect((await run(['--explain', '--pairs', 'q.jsonl'])).out).toContain('one: match')
  })

  test('a byte order mark in front of a person, as Windows writes it, says nothing', async () => {
    const marked = await run(['--explain', 'a.json', 'c.json'], { 'c.json': '\ufeff{"givenName":"Ana"}' })
    expect(marked).toMatchObject({ code: 0, err: '' })
  })

  test('repeats no personal data, in an explanation or of a faulty file', async () => {
    const { out } = await run(['--explain', 'a.json', 'same.json'])
    for (const value of ['Ana', 'Vega', '1979', '7185550142', '10027']) expect(out).not.toContain(value)
    const faulty = await run(['--explain', 'a.json', 'c.json'], { 'c.json': '{"givenName":"Ana"' })
    expect(faulty).toEqual({ code: 2, out: '', err: 'excelsior match: c.json: It is not JSON.\n' })
    expect(await run(['--explain', 'a.json', 'c.json'], { 'c.json': '["Ana"]' })).toMatchObject({ code: 2 })
    await expect(run(['--explain', 'a.json'])).rejects.toThrow(UsageError)
  })
})

describe('weights', () => {
  const pair = (id: number, one: boolean) => {
    const a = {
      givenName: `Given${id}`,
      familyName: `Family${id}`,
      birthDate: `19${10 + (id % 80)}-03-04`,
      phone: `71855${10_000 + id}`,
    }
    const b = one
      ? { ...a, phone: id % 4 === 0 ? '9175550100' : a.phone }
      : { ...a, givenName: `Other${id}`, birthDate: '2001-05-06' }
    return JSON.stringify({ id: `${id}`, a, b, expect: one ? 'match' : 'no-match' })
  }
  const learning = {
    'learn.jsonl': Array.from({ length: 200 }, (_, id) => pair(id, id % 2 === 0)).join('\n'),
  }

  test('are learned from pairs, written to a file, and used from there', async () => {
    const { code, out } = await run(['--learn', 'learn.jsonl', '--out', 'w.json'], learning)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ pairs: 200, ofOnePerson: 100 })
    const written = JSON.parse((await run(['--learn', 'learn.jsonl'])).out)
    expect(written.fields.phone.differs).toBeLessThan(0)
    expect(written.learned.chances.phone.same.m).toBeCloseTo(0.5, 1)
    expect((await run(['--weights', 'w.json', '--pairs', 'learn.jsonl'])).code).toBe(0)
  })

  test('are learned from rows, with and without the truth', async () => {
    const rows = Array.from({ length: 120 }, (_, id) =>
      [`a${id}`, `b${id}`].map(
        (row) => `${row},Given${id},Family${id},19${10 + (id % 80)}-03-04,71855${10_000 + id}`,
      ),
    )
    const files = {
      'rows.csv': `id,givenName,familyName,birthDate,phone\n${rows.flat().join('\n')}\n`,
      'rows-truth.csv': `id,person\n${rows.flatMap((_, id) => [`a${id},${id}`, `b${id},${id}`]).join('\n')}\n`,
    }
    const summary = async (...args: string[]) =>
      JSON.parse((await run(['--learn', 'rows.csv', '--out', 'r.json', ...args], files)).out)
    expect((await summary()).ofOnePerson).toBeGreaterThan(100)
    expect((await summary('--truth', 'rows-truth.csv')).ofOnePerson).toBe(120)
    expect((await run(['--weights', 'r.json', 'rows.csv'])).code).toBe(0)
  })

  test('given, they change the verdict', async () => {
    const { out } = await run(['--weights', 'strict.json', '--pairs', 'learn.jsonl'], {
      'strict.json': '{"matchFrom":90}',
    })
    expect(out).not.toContain('"match":"match"')
  })

  test('that make no sense are refused with the place', async () => {
    const { code, out, err } = await run(['--weights', 'bad.json', '--pairs', 'learn.jsonl'], {
      'bad.json': '{"fields":{"phone":{"same":"much"}},"matchFrom":5}',
    })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toBe(
      'excelsior match: bad.json: fields.phone.same must be a number from -40 to 40; possibleFrom must not be above matchFrom\n',
    )
  })

  test('too few pairs teach nothing, and options that do not go together are wrong usage', async () => {
    expect(await run(['--learn', 'few.jsonl'], { 'few.jsonl': `${pair(0, true)}\n` })).toEqual({
      code: 1,
      out: '',
      err: 'excelsior match: too few of them are one person to learn from\n',
    })
    await expect(run(['--learn', 'x.csv', 'y.csv'])).rejects.toThrow(UsageError)
    await expect(run(['--out', 'w.json', 'y.csv'])).rejects.toThrow(UsageError)
    await expect(run(['--learn', 'x.jsonl', '--truth', 't.csv'])).rejects.toThrow(UsageError)
  })
})

describe('CSV', () => {
  const rows = (text: string) => [...csvRows(Buffer.from(text))]
  test('line ends of all kinds, quotes and empty fields', () => {
    expect(rows('a,b\r\n"1,2","x""y"\n,\r\n\n"l\r\nm",z')).toEqual([
      ['a', 'b'],
      ['1,2', 'x"y'],
      ['', ''],
      ['l\r\nm', 'z'],
    ])
  })
  test('a quote left open, a field too long and a row too wide are refused', () => {
    expect(() => rows('a\n"b')).toThrow(CsvFault)
    expect(() => rows('x'.repeat(1_048_577))).toThrow(CsvFault)
    expect(() => rows(','.repeat(500))).toThrow(CsvFault)
    expect(rows(','.repeat(499))[0]).toHaveLength(500)
  })
})
