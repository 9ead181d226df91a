import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decide, type HealthRecord, PASS_TYPES, type PassType } from '@excelsior/domain'
import { temporaryFolder } from './clear-away.ts'
import { excelsior, plainLines } from './command.ts'
import type { Bench } from './figure.ts'
import { NOW, ownPolicy, residents } from './residents.ts'
import { sideBySide } from './rounds.ts'

const PEOPLE = 5_000
const LINES = 300_000

interface Case {
  readonly pass: PassType
  readonly records: readonly HealthRecord[]
}

export const bench: Bench = {
  figures: [
    {
      name: 'decide',
      what: 'pass decisions in process, over the records of invented residents',
      beside: 'a plain loop that reads the day of each of the same records',
      unit: 'cases/s',
      goal: { of: 'value', atLeast: 500_000 },
    },
    {
      name: 'decide-command',
      what: 'the command "excelsior decide" on a file of cases, its start included',
      beside: 'a program that only parses and writes the same lines',
      unit: 'cases/s',
      goal: { of: 'value', atLeast: 100_000 },
    },
  ],
  async measure(progress) {
    const policy = ownPolicy()
    const cases = residents(PEOPLE).flatMap(({ records }) =>
      PASS_TYPES.map((pass): Case => ({ pass, records })),
    )
    progress(`decide: ${cases.length} cases by turns with a plain loop …`)
    let eligible = 0
    const inProcess = await sideBySide(
      () => {
        for (const { pass, records } of cases) if (decide(policy, pass, records, NOW).eligible) eligible++
        return cases.length
      },
      () => {
        for (const { records } of cases) for (const record of records) days += dayIn(record)
        return cases.length
      },
      { rounds: 61, warmUp: 20 },
    )
    if (eligible === 0 || days === 0) throw new Error('nobody was eligible')

    progress(`decide: the command on ${LINES} lines, three times …`)
    const folder = await temporaryFolder()
    const [file, out, plain] = ['cases.jsonl', 'decided.jsonl', 'plain.jsonl'].map((name) =>
      join(folder, name),
    )
    writeFileSync(file!, linesOf(cases))
    const command = await sideBySide(
      () => excelsior(['decide', file!], out!).then(() => LINES),
      () => plainLines(file!, plain!).then(() => LINES),
      { rounds: 3, warmUp: 0 },
    )
    return { decide: inProcess, 'decide-command': command }
  },
}

let days = 0

/** YYYYMMDD of the text, digit by digit. */
function dayIn(record: HealthRecord): number {
  const text = record.kind === 'lab' ? record.collected : record.date
  let number = 0
  for (let index = 0; index < 10; index++) {
    if (index !== 4 && index !== 7) number = number * 10 + text.charCodeAt(index) - 48
  }
  return number
}

function linesOf(cases: readonly Case[]): string {
  const now = new Date(NOW).toISOString()
  return Array.from({ length: LINES }, (_, index) => {
    const { pass, records } = cases[index % cases.length]!
    return `${JSON.stringify({ id: `case-${index}`, now, pass, records: records.map(published) })}\n`
  }).join('')
}

/** A record as case files have it. */
function published(record: HealthRecord) {
  const { kind, jurisdiction } = record
  return kind === 'lab'
    ? { kind, test: record.test, result: record.result, collected: record.collected, jurisdiction }
    : { kind, cvx: record.cvx, date: record.date, jurisdiction }
}
