import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sampleOptions } from './hl7v2/samples.ts'
import { type ReadItem, type Rejection, readRecords } from './index.ts'

const root = new URL('../../../', import.meta.url)
const options = sampleOptions((name) => readFileSync(new URL(`data/codes/${name}.json`, root), 'utf8'))

interface Expected {
  readonly file: string
  readonly none?: true
  readonly person?: Readonly<Record<string, unknown>>
  readonly record?: Readonly<Record<string, unknown>>
  readonly rejected?: readonly string[]
}

const place = ({ segment, field }: Rejection): string =>
  [segment, field].filter((part) => part !== undefined).join('-')

function rejectionsOf(item: ReadItem): readonly Rejection[] {
  if (item.kind === 'rejected') return [item.rejection]
  return item.kind === 'report' ? item.report.setAside : []
}

function recordsOf(item: ReadItem): readonly { readonly person: object; readonly record: object }[] {
  if (item.kind !== 'report') return []
  const { person, records } = item.report
  return records.flatMap(({ record }) => (record === undefined ? [] : [{ person, record }]))
}

/** The given keys of `actual`, null where absent: what `expected` can be compared with. */
function given(actual: object | undefined, expected: Readonly<Record<string, unknown>> = {}): object {
  const entries: Readonly<Record<string, unknown>> = { ...actual }
  return Object.fromEntries(Object.keys(expected).map((key) => [key, entries[key] ?? null]))
}

// Beside this project there may be a folder of further files of the same kinds.
for (const folder of [
  'vectors/records/',
  'vectors/records-field/',
  '../shared/vectors/records/',
  '../shared/vectors/records-field/',
]) {
  const expectations = new URL(`${folder}expected.jsonl`, root)
  const lines = existsSync(expectations) ? readFileSync(expectations, 'utf8').trim().split('\n') : []
  const byFile = new Map<string, Expected[]>()
  for (const line of lines) {
    const expected: Expected = JSON.parse(line)
    byFile.set(expected.file, [...(byFile.get(expected.file) ?? []), expected])
  }

  describe.skipIf(lines.length === 0)(folder, () => {
    test.each([...byFile])('%s', async (file, expected) => {
      const items: ReadItem[] = []
      const chunks = createReadStream(new URL(folder + file, root), { highWaterMark: 100 })
      for await (const item of readRecords(chunks, options)) items.push(item)
      const records = items.flatMap(recordsOf)
      const wanted = expected.filter(({ none }) => none !== true)
      expect(records).toHaveLength(wanted.length)
      for (const [index, { person, record }] of wanted.entries()) {
        expect(given(records[index]?.person, person)).toEqual(person)
        expect(given(records[index]?.record, record)).toEqual(record)
      }
      const [{ rejected } = { rejected: undefined }] = expected
      if (rejected !== undefined) expect(items.flatMap(rejectionsOf).map(place)).toEqual(rejected)
    })
  })
}
