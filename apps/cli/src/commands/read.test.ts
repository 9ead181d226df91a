import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command } from './read.ts'

const vectors = fileURLToPath(new URL('../../../../vectors/', import.meta.url))

async function run(args: readonly string[], stdin: readonly Uint8Array[] = []) {
  const { code, out, err } = await runCommand(command, args, { cwd: vectors, input: stdin })
  return {
    code,
    out,
    err,
    lines: out
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line)),
  }
}

describe('with --json', () => {
  test('a line for each record, and nothing else', async () => {
    const { code, out, err } = await run(['records/vxu-covid-historical-and-refused.hl7', '--json'])
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(out.split('\n').slice(0, 2)).toEqual([
      '{"file":"records/vxu-covid-historical-and-refused.hl7","person":{"givenName":"Ayesha","familyName":"Chowdhury","birthDate":"2012-05-17","sex":"female","postalCode":"11372","phone":"7185550111"},"record":{"kind":"immunization","cvx":"207","date":"2021-03-01","status":"completed","historical":true}}',
      '{"file":"records/vxu-covid-historical-and-refused.hl7","person":{"givenName":"Ayesha","familyName":"Chowdhury","birthDate":"2012-05-17","sex":"female","postalCode":"11372","phone":"7185550111"},"record":{"kind":"immunization","cvx":"998","date":"2021-04-15","status":"not-done"}}',
    ])
  })

  test('HL7, FHIR and CSV in one run, in order', async () => {
    const files = ['vxu-utf8-bom.hl7', 'fhir-official-name-cvx-oid.json', 'csv-bom-crlf-quoted-comma.csv']
    const { code, lines } = await run([...files.map((file) => `records-field/${file}`), '--json'])
    expect(code).toBe(0)
    expect(lines.map(({ person }) => person.familyName)).toEqual([
      'Nguyễn',
      'Lam-Ortega',
      'Ruiz, Jr.',
      'Ruiz',
    ])
  })

  test('from standard input, in any chunks', async () => {
    const bytes = readFileSync(`${vectors}records/vxu-covid-two-doses.hl7`)
    const { lines } = await run(
      ['-', '--json'],
      Array.from(bytes, (byte) => Uint8Array.of(byte)),
    )
    expect(lines).toMatchObject([
      { file: '-', record: { date: '2021-03-25' } },
      { file: '-', record: { date: '2021-04-15' } },
    ])
  })
})

test('a merge is no record and no fault: it is told in words, with the numbers in the table only', async () => {
  const file = 'records-field/adt-merge-no-records.hl7'
  expect(await run([file, '--json'])).toMatchObject({
    code: 0,
    out: '',
    err: `${file}: message 1: it says who is one person or two; it holds no record.\n`,
  })
  const { code, out, err } = await run([file])
  expect([code, out.split('\n')[2], err]).toEqual([
    0,
    'one person: CLINIC|D1599, who goes on as CLINIC|D1501',
    '',
  ])
})

test('times are the sender’s, whatever zone the machine is in', () => {
  const files = ['oru-time-without-zone.hl7', 'oru-clocks-go-back.hl7']
  const outputs = ['UTC', 'Asia/Tokyo', 'America/Los_Angeles'].map((TZ) =>
    execFileSync(
      process.execPath,
      ['../apps/cli/src/excelsior.ts', 'read', '--json', ...files.map((file) => `records/${file}`)],
      { cwd: vectors, env: { ...process.env, TZ }, encoding: 'utf8' },
    ),
  )
  expect(new Set(outputs).size).toBe(1)
  const collected = outputs[0]
    ?.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).record.collected)
  expect(collected).toEqual([
    '2021-09-04T23:30:00-04:00',
    '2021-11-07T01:30:00-04:00',
    '2021-11-07T01:30:00-05:00',
  ])
})

describe('what is not taken', () => {
  test('is told with file, message, segment, field and reason; the rest is printed; the exit code is 1', async () => {
    const { code, err, lines } = await run(['records/vxu-status-outside-table.hl7', '--json'])
    expect(code).toBe(1)
    expect(lines).toMatchObject([{ record: { date: '2021-04-30' } }])
    expect(err).toBe(
      'records/vxu-status-outside-table.hl7: message 1, RXA 1, field 20: The completion status is none of CP, PA, RE, NA. Send one of these.\n',
    )
  })

  test('names nobody', async () => {
    const { err } = await run([
      'records/vxu-label-contradicted.hl7',
      'records/vxu-line-end-inside-dose.hl7',
      'records-field/adt-merge-no-records.hl7',
      '--json',
    ])
    expect(err.split('\n')).toHaveLength(4)
    for (const name of ['Robin', 'Vale', 'Bauer', 'Tilda', 'D1599']) expect(err).not.toContain(name)
  })

  test('a batch without messages says so, and is no fault', async () => {
    const { code, out, err } = await run(['records/batch-without-messages.hl7', '--json'])
    expect([code, out]).toEqual([0, ''])
    expect(err).toContain('There is no message in it')
  })
})

test('without --json it is a table for people', async () => {
  const { out } = await run(['records/oru-status-empty.hl7'])
  const [file, header, row] = out.split('\n')
  expect(file).toBe('records/oru-status-empty.hl7')
  expect(header?.split(/ {2,}/)).toEqual(['Name', 'Born', 'Record', 'What', 'When', 'Where', 'Status'])
  expect(row?.split(/ {2,}/).slice(0, 5)).toEqual([
    'Vale, Robin',
    '1981-02-15',
    'result',
    'pcr negative',
    '2021-09-04T10:15:00-04:00',
  ])
  expect(row).toContain('unknown (to look at: status-unknown)')
})

test('a file that cannot be read is exit code 2, and the others are read', async () => {
  const { code, lines, err } = await run(['nowhere.hl7', 'records/vxu-covid-deleted.hl7', '--json'])
  expect(code).toBe(2)
  expect(lines).toHaveLength(1)
  expect(err).toContain('nowhere.hl7 cannot be read')
})

test('no file, or an unknown option, is wrong usage', async () => {
  await expect(run([])).rejects.toThrow(UsageError)
  await expect(run(['--jsn'])).rejects.toThrow(UsageError)
})
