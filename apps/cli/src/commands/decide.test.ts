import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command } from './decide.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const CASES = 'vectors/eligibility/cases.jsonl'

async function run(args: readonly string[], input = '') {
  return runCommand(command, args, { cwd: ROOT, input })
}

const expected = (file: string): string =>
  readFileSync(new URL(file, new URL('../../../../', import.meta.url)), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { id, expect: outcome } = JSON.parse(line)
      return `${JSON.stringify({ id, ...outcome })}\n`
    })
    .join('')

const good = JSON.stringify({
  id: 'good "one"',
  now: '2021-06-01t16:00:00.5z',
  pass: 'pcr',
  records: [{ kind: 'lab', test: 'pcr', result: 'negative', collected: '2021-06-01', jurisdiction: 'US-NY' }],
})
const goodAnswer = '{"id":"good \\"one\\"","eligible":true,"expires":"2021-06-05T00:00:00-04:00"}\n'

describe('decide', () => {
  test.each([CASES, 'vectors/eligibility/edges.jsonl'])('answers %s as expected, in order', async (file) => {
    expect(await run([file])).toEqual({ code: 0, out: expected(file), err: '' })
  })

  test.each(['UTC', 'Asia/Tokyo', 'America/Los_Angeles'])('answers alike on a machine in %s', (TZ) => {
    const out = execFileSync(process.execPath, ['apps/cli/src/excelsior.ts', 'decide', CASES], {
      cwd: ROOT,
      env: { ...process.env, TZ },
      encoding: 'utf8',
    })
    expect(out).toBe(expected(CASES))
  })

  test('reads standard input, with or without "-", and passes over empty lines', async () => {
    const input = `\n${good}\r\n\n${good}`
    expect(await run([], input)).toEqual({ code: 0, out: goodAnswer + goodAnswer, err: '' })
    expect(await run(['-'], input)).toEqual({ code: 0, out: goodAnswer + goodAnswer, err: '' })
  })

  test.each([
    ['{"id":', 'is not JSON'],
    ['[]', 'is not a JSON object'],
    ['{"id":7}', '"id" must be text'],
    [good.replace('t16', 'x16'), '"now" must be an RFC 3339 date-time with an offset'],
    [good.replace('"pcr"', '"recovery"'), '"pass" must be one of vaccination, pcr, antigen'],
    [
      good.replace('2021-06-01"', '2021-06-31"'),
      'records[0]: "collected" must be a real day, or an RFC 3339 date-time with an offset',
    ],
    [
      good.replace('negative', 'NEGATIVE'),
      'records[0]: "result" must be one of negative, positive, inconclusive',
    ],
    [good.replace('lab', 'laboratory'), 'records[0]: "kind" must be immunization or lab'],
    [good.replace('"US-NY"', '7'), 'records[0]: "jurisdiction" must be text'],
    [good.replace('2021-06-01t', '2019-06-01t'), 'no policy was in force at "now"'],
  ])('of a faulty line %s names number and fault, after deciding all before it', async (line, fault) => {
    expect(await run([], `${good}\n${line}\n${good}\n`)).toEqual({
      code: 2,
      out: goodAnswer,
      err: `excelsior decide: standard input: line 2: ${fault}\n`,
    })
  })

  test('never repeats what a faulty line holds', async () => {
    const { err } = await run([], '{"id":"Ann Example","now":"1956-03-31"}\n{"id":"Ann Example" 1956-03-31')
    expect(err).not.toMatch(/Ann|1956/)
  })

  test('of a file that is not there says so', async () => {
    const { code, out, err } = await run(['nowhere.jsonl'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^excelsior decide: nowhere\.jsonl: ENOENT/)
  })

  test('decides by the policy that is named, and by none that has faults', async () => {
    expect(await run(['--policy', 'data/policies/us-ny.json'], good)).toMatchObject({
      code: 0,
      out: goodAnswer,
    })
    expect(await run(['--policy', 'package.json'], good)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('package.json: $.versions: missing: expected a list of 1 to 1000 entries'),
    })
    expect(await run(['--policy', 'README.nowhere'], good)).toMatchObject({ code: 2, out: '' })
  })

  test.each([[['--polcy', 'x']], [['a.jsonl', 'b.jsonl']], [['--policy']]])(
    'called with %j is wrong usage',
    async (args) => {
      await expect(run(args)).rejects.toThrow(UsageError)
    },
  )
})
