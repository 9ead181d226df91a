import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  PEOPLE_AT_MOST,
  type Places,
  parsePlaces,
  population,
  type ResidentJson,
  residentJson,
} from '@excelsior/demo'
import { type Instant, PASS_TYPES, parseInstant, policyInForce } from '@excelsior/domain'
import { type Command, UsageError } from '../command.ts'
import { complaint, OWN_POLICY, readPolicyFile } from '../policy-file.ts'

const help = `Usage: excelsior demo [--json] [--seed N] [--people N] [--now INSTANT]

Lists the invented residents that a demonstration is filled with: what to type, the right answers to the
challenge questions, and what should come of it. The same seed, number and moment give the same residents.

  --json          a JSON list, one resident a line:
                  [{"givenName","familyName","birthDate","postalCode","phone","answers":{"<question id>":"<value>"},
                    "expect":{"vaccination":{...},"pcr":{...},"antigen":{...}}}], where an expectation is
                  {"eligible":true,"expires"} or {"eligible":false,"reason"}; "note" says what to know beforehand
  --seed N        a whole number from 0 to 4294967295; otherwise 1
  --people N      how many, from 1 to 1000000; otherwise 1000
  --now INSTANT   RFC 3339 date-time: everything has happened up to then, and is judged then; otherwise the present

The first two dozen residents cover each main outcome and kind of person. Nobody in it exists: names are
put together by chance, and phone numbers are fictitious.

Exit code: 0 done; 2 wrong usage.

Example: excelsior demo --people 30
`

const PLACES = fileURLToPath(new URL('../../../../data/places/us-ny.json', import.meta.url))

export const command: Command = {
  name: 'demo',
  summary: 'lists the invented residents of a demonstration',
  help,
  async run(args, terminal) {
    const { json, seed, people, now } = readArguments(args)
    const file = await readPolicyFile(OWN_POLICY, terminal.cwd)
    if (file.state !== 'good') {
      terminal.err(complaint(OWN_POLICY, file))
      return 2
    }
    const policy = policyInForce(file.document, now)
    if (policy === undefined) throw new UsageError('no policy was in force at --now')
    const residents = population(seed, people, now, policy, await places())
    let text = json ? '[\n' : ''
    for (const [index, resident] of residents.entries()) {
      const known = residentJson(resident, policy, now)
      const isLast = index === residents.length - 1
      text += json ? `${JSON.stringify(known)}${isLast ? '' : ','}\n` : `${asText(known)}\n`
      if (text.length > 65_536) {
        await terminal.out(text)
        text = ''
      }
    }
    await terminal.out(json ? `${text}]\n` : text)
    return 0
  },
}

async function places(): Promise<Places> {
  return parsePlaces(JSON.parse(await readFile(PLACES, 'utf8')))
}

interface Arguments {
  readonly json: boolean
  readonly seed: number
  readonly people: number
  readonly now: Instant
}

function readArguments(args: readonly string[]): Arguments {
  let values: ReturnType<typeof parse>['values']
  try {
    values = parse(args).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
  const now = values.now === undefined ? (Date.now() as Instant) : parseInstant(values.now)
  if (now === undefined) throw new UsageError('--now is no RFC 3339 date-time with an offset')
  return {
    json: values.json,
    seed: wholeNumber('--seed', values.seed, 0, 0xffff_ffff),
    people: wholeNumber('--people', values.people, 1, PEOPLE_AT_MOST),
    now,
  }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      people: { type: 'string', default: '1000' },
      now: { type: 'string' },
    },
  })
}

function wholeNumber(name: string, text: string, from: number, to: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(number >= from && number <= to))
    throw new UsageError(`${name} must be a whole number from ${from} to ${to}`)
  return number
}

function asText({
  givenName,
  familyName,
  birthDate,
  postalCode,
  phone,
  answers,
  expect,
  note,
}: ResidentJson): string {
  const outcomes = PASS_TYPES.map((type) => {
    const expected = expect[type]
    return `${type}: ${expected.eligible ? `until ${expected.expires}` : expected.reason}`
  })
  const right = Object.entries(answers).map(([question, value]) => `${question} ${value}`)
  const lines = [
    [[givenName, familyName].filter(Boolean).join(' '), birthDate, postalCode, phone].join(', '),
    `  ${outcomes.join('; ')}`,
    `  ${right.join(', ')}`,
    ...(note === undefined ? [] : [`  ${note}`]),
  ]
  return lines.join('\n')
}
