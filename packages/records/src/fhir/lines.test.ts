import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sampleOptions } from '../hl7v2/samples.ts'
import type { ReadItem } from '../report.ts'
import { Companions } from './companions.ts'
import { gatherFhir, type LineOptions, readFhirLines, readFhirStream } from './lines.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)
const patient = (id: string, change: object = {}): object => ({
  resourceType: 'Patient',
  id,
  name: [{ family: `Doe${id}`, given: ['Jane'] }],
  birthDate: '1980-01-01',
  ...change,
})
const dose = (id: string, person: string, change: object = {}): object => ({
  resourceType: 'Immunization',
  id,
  status: 'completed',
  vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208' }] },
  patient: { reference: `Patient/${person}` },
  occurrenceDateTime: '2021-04-01',
  ...change,
})

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
async function readBytes(bytes: Uint8Array, size: number, line: LineOptions = {}): Promise<ReadItem[]> {
  const items: ReadItem[] = []
  for await (const item of readFhirLines(inPieces(bytes, size), options, line)) items.push(item)
  return items
}
const textOf = (lines: readonly (object | string)[]): string =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
const read = (lines: readonly (object | string)[], line: LineOptions = {}): Promise<ReadItem[]> =>
  readBytes(new TextEncoder().encode(textOf(lines)), 65_536, line)

/** `3 Doep` is a dose of Doep in line 3, `3 unresolved-reference` a refusal. */
const told = (items: readonly ReadItem[]): readonly string[] =>
  items.map((item) =>
    item.kind === 'report'
      ? `${item.report.message} ${item.report.person.familyName}`
      : item.kind === 'rejected'
        ? `${item.rejection.message} ${item.rejection.code}`
        : item.notice.code,
  )

describe('resources one a line', () => {
  test('cut at every byte, also within a letter, say the same; blank lines, CR and a byte order mark are none', async () => {
    const lines = [patient('p', { name: [{ family: 'Doé', given: ['Zoë'] }] }), '', dose('1', 'p'), '  ']
    const bytes = new TextEncoder().encode(`\ufeff${textOf(lines).replaceAll('\n', '\r\n')}\r\n`)
    for (let size = 1; size < 64; size++)
      expect(told(await readBytes(bytes, size)), `${size}`).toEqual(['3 Doé'])
  })

  test('that come byte by byte are held as few parts, and say the same', async () => {
    const lines = [patient('p'), dose('1', 'p', { note: [{ text: 'x'.repeat(5000) }] })]
    expect(told(await readBytes(new TextEncoder().encode(textOf(lines)), 1))).toEqual(['2 Doep'])
  })

  test('may name whom an earlier or a later line brings', async () => {
    const lines = [dose('1', 'p'), dose('2', 'q'), patient('p'), dose('3', 'p'), patient('q')]
    expect(told(await read(lines))).toEqual(['1 Doep', '4 Doep', '2 Doeq'])
  })

  test('whoever is nowhere is never the only patient around: refused, with the line, and readable later', async () => {
    const items = await read([patient('p'), dose('1', 'nobody')])
    expect(told(items)).toEqual(['2 unresolved-reference'])
    const [item] = items
    const companions = new Companions()
    companions.add(new TextEncoder().encode(JSON.stringify(patient('nobody'))))
    const raw = item?.kind === 'rejected' ? item.rejection.raw : new Uint8Array(0)
    const again: ReadItem[] = []
    for await (const each of readFhirStream(inPieces(raw, 100), { ...options, companions })) again.push(each)
    expect(again).toMatchObject([{ report: { person: { familyName: 'Doenobody' } } }])
  })

  test('a place that comes later is the place', async () => {
    const place = { resourceType: 'Location', id: 'l', address: { state: 'NJ' } }
    const items = await read([patient('p'), dose('1', 'p', { location: { reference: 'Location/l' } }), place])
    expect(items).toMatchObject([{ report: { records: [{ record: { jurisdiction: 'US-NJ' } }] } }])
  })

  test('what is said of one resource stays in its order, though the first word waits', async () => {
    const items = await read([
      patient('q'),
      dose('1', 'p'),
      dose('1', 'q', { status: 'entered-in-error' }),
      dose('2', 'q'),
      patient('p'),
    ])
    expect(told(items)).toEqual(['4 Doeq', '2 Doep', '3 Doeq'])
  })

  test('two of one id who differ are nobody from the second on; the very same again is the same', async () => {
    const other = patient('p', { birthDate: '1990-01-01' })
    const items = await read([
      patient('p'),
      dose('1', 'p'),
      patient('p'),
      dose('2', 'p'),
      other,
      dose('3', 'p'),
    ])
    expect(told(items)).toEqual(['2 Doep', '4 Doep', '6 unresolved-reference'])
  })

  test('whoever was longest not named is forgotten first, where there is no room for all', async () => {
    const room = 3 * (JSON.stringify(patient('a')).length + 'Patient/a'.length)
    const lines = [patient('a'), patient('b'), patient('c'), dose('1', 'a'), patient('d')]
    const items = await read([...lines, dose('2', 'a'), dose('3', 'b'), dose('4', 'd')], { kept: room })
    expect(told(items)).toEqual(['4 Doea', '6 Doea', '8 Doed', '7 unresolved-reference'])
  })

  test('a broken line, one too long, one that is no UTF-8: each is refused for itself', async () => {
    const long = `{"resourceType":"Patient","id":"${'x'.repeat(1_048_576)}"}`
    const before = new TextEncoder().encode(textOf([patient('p'), '{"resourceType":', long, '']))
    const after = new TextEncoder().encode(`\n${textOf(['[]', dose('1', 'p')])}`)
    const items = await readBytes(Buffer.concat([before, Buffer.from([0x7b, 0xff, 0x7d]), after]), 65_536)
    expect(told(items)).toEqual(['2 unreadable', '3 too-large', '4 character-set', '5 unreadable', '6 Doep'])
    expect(items.every((item) => item.kind !== 'rejected' || item.rejection.raw.length <= 65_536)).toBe(true)
    expect(items[1]).toMatchObject({ rejection: { reason: expect.stringContaining('Line 3') } })
  })

  test('beyond the bound of the whole: what stood before is taken, and it is said that there was more', async () => {
    const first = textOf([patient('p'), dose('1', 'p'), ''])
    const bytes = new TextEncoder().encode(first + textOf([dose('2', 'p'), '']))
    expect(told(await readBytes(bytes, 1, { most: first.length }))).toEqual(['2 Doep', '0 too-large'])
    expect(told(await readBytes(bytes, 1, { most: bytes.length }))).toEqual(['2 Doep', '3 Doep'])
  })

  test('a Bundle in a line is read with its own patients, and may name those of other lines', async () => {
    const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: dose('1', 'p') }] }
    expect(told(await read([bundle, patient('p')]))).toEqual(['1 Doep'])
  })

  test('one that waits keeps all of its line in memory, and so counts as that: few long lines wait', async () => {
    const long = (id: string) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: dose(id, 'p') }, { resource: patient(`of ${id}`, { note: 'x'.repeat(900_000) }) }],
    })
    const lines = [...Array.from({ length: 6 }, (_, nr) => long(`${nr}`)), patient('p')]
    const refused = ['1 unresolved-reference', '2 unresolved-reference']
    expect(told(await read(lines))).toEqual([...refused, '3 Doep', '4 Doep', '5 Doep', '6 Doep'])
  })

  test('thousands of words on one resource wait, and come, in their order', { timeout: 20_000 }, async () => {
    const length = 6000
    const lines = Array.from({ length }, (_, nr) => dose('1', 'p', { lotNumber: `${nr}` }))
    const items = await read([...lines, patient('p')])
    expect(told(items)).toEqual(lines.map((_, nr) => `${nr + 1} Doep`))
  })

  test('nothing in it is said', async () => {
    expect(told(await read(['', '  ', '']))).toEqual(['no-messages'])
  })
})

describe('what is long', () => {
  const filler = ' '.repeat(1024 * 1024 - 1)
  const mebibytes = async function* (first: string, count: number) {
    yield new TextEncoder().encode(first)
    for (let at = 0; at < count; at++) yield new TextEncoder().encode(`${filler}\n`)
  }
  test('is a stream where it is lines, and is refused where it is one document', async () => {
    const { kind } = await gatherFhir(mebibytes(textOf([patient('p'), dose('1', 'p'), '']), 17))
    expect(kind).toBe('lines')
    expect((await gatherFhir(mebibytes('{"resourceType":"Bundle",\n"entry":[\n', 17))).kind).toBe('long')
    expect((await gatherFhir(mebibytes(textOf([patient('p'), dose('1', 'p'), '']), 15))).kind).toBe('whole')
  })

  test('also by more lines than one document may have', async () => {
    const many = [patient('p'), ...Array.from({ length: 20_000 }, (_, nr) => dose(`${nr}`, 'p'))]
    const bytes = new TextEncoder().encode(textOf(many))
    expect(bytes.length).toBeLessThan(16 * 1024 * 1024)
    let reports = 0
    for await (const { kind } of readFhirStream(inPieces(bytes, 65_536), options))
      reports += Number(kind === 'report')
    expect(reports).toBe(20_000)
  })
})
