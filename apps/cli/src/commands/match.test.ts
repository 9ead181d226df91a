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
