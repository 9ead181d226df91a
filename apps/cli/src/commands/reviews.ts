import { parseArgs } from 'node:util'
import { zone } from '@excelsior/domain'
import { type Installation, systemClock } from '@excelsior/service'
import type { PersonId, PersonOnFile } from '@excelsior/store'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { withInstallation } from '../with-store.ts'

const help = `Usage: excelsior reviews list [--json]
       excelsior reviews show PAIR --personal-data [--json]
       excelsior reviews decide PAIR --same|--different --reason WORDS [--json]

People on file who may be one person: somebody has to decide.

  list    the pairs, the newest first. Nothing personal
  show    why they wait: a merge that their source said and what stands against it, or that they are alike; and what
          each source says of the two, side by side. That it was shown is written into the audit log first
  decide  --same joins the two; --different keeps them apart, whatever comes. Written into the audit log, with
          the reason: yours, without personal data
  --json  prints one JSON object a line: {"pair","since"}; for show {"pair","people","merges"}, of
          which each is {"source","numbers","says","against","at"}; for decide {"pair","decided"}

A PAIR is written as list prints it, 1000-1004.

Exit codes: 0 done; 1 there is no such pair, or the database cannot be had; 2 wrong usage.

Example: excelsior reviews decide 1000-1004 --different --reason "twins, by their birth order"
`

const AT_MOST = 100_000

export const command: Command = {
  name: 'reviews',
  summary: 'lists, shows and decides about people who may be one',
  help,
  async run(args, terminal) {
    const asked = readArguments(args)
    return withInstallation('reviews', terminal, async (installation) => {
      if (asked.action === 'list') return list(installation, asked.values.json, terminal)
      return asked.action === 'show'
        ? show(installation, asked.pair, asked.values.json, terminal)
        : decide(installation, asked, terminal)
    })
  },
}

type Pair = readonly [PersonId, PersonId]

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args)
  const [action, text, ...rest] = positionals
  if (action !== 'list' && action !== 'show' && action !== 'decide')
    throw new UsageError('say what to do: list, show or decide')
  if (rest.length > 0 || (text === undefined) !== (action === 'list'))
    throw new UsageError(action === 'list' ? 'list takes no pair' : `${action} takes one pair, 1000-1004`)
  const [, one, other] = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? '') ?? []
  if (text !== undefined && other === undefined) throw new UsageError('a pair is two numbers, 1000-1004')
  const pair: Pair = [Number(one ?? 0) as PersonId, Number(other ?? 0) as PersonId]
  const { same, different, reason = '', 'personal-data': personal } = values
  if (action === 'show' && !personal)
    throw new UsageError('show shows personal data: --personal-data says that this is meant')
  if (action !== 'show' && personal) throw new UsageError('--personal-data goes with show')
  if ((same || different || reason !== '') && action !== 'decide')
    throw new UsageError('--same, --different and --reason go with decide')
  if (action === 'decide' && same === different) throw new UsageError('say --same or --different')
  if (action === 'decide' && reason.trim() === '')
    throw new UsageError('--reason is missing: say why, without personal data')
  return { action, pair, values, verdict: same ? ('same' as const) : ('different' as const), reason }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        same: { type: 'boolean', default: false },
        different: { type: 'boolean', default: false },
        reason: { type: 'string' },
        'personal-data': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

async function list({ store }: Installation, json: boolean, terminal: Terminal): Promise<ExitCode> {
  const reviews = await store.registry.reviews(AT_MOST)
  for (const { people, since } of reviews) {
    const line = { pair: people.join('-'), since: zone('UTC').format(since) }
    await terminal.out(json ? `${JSON.stringify(line)}\n` : `${line.pair}  since ${line.since}\n`)
  }
  if (!json && reviews.length === 0) terminal.err('Nobody waits for a decision.\n')
  return 0
}

async function show(
  { store }: Installation,
  pair: Pair,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  // First the trace, then the sight.
  const trace = { actor: 'command line', action: 'review-shown', subject: `people/${pair.join('-')}` }
  await store.audit.append([{ ...trace, at: systemClock() }])
  const people = (await Promise.all(pair.map((id) => store.registry.person(id)))).filter(
    (one) => one !== undefined,
  )
  if (people.length < 2) return noPair(pair, terminal)
  const sources = new Map((await store.sources.list()).map(({ id, name }) => [id, name] as const))
  const described = people.map(({ id, identities, records }: PersonOnFile) => ({
    id,
    identities: identities.map(({ source, details }) => ({ source: sources.get(source), ...details })),
    records: records.length,
  }))
  const merges = (await store.registry.waitingMerges(pair)).map(({ source, at, ...merge }) => ({
    source: sources.get(source),
    ...merge,
    at: zone('UTC').format(at),
  }))
  if (json) await terminal.out(`${JSON.stringify({ pair: pair.join('-'), people: described, merges })}\n`)
  else {
    for (const { source, numbers, says, at, against } of merges)
      await terminal.out(
        `${source} ${says} ${numbers.join(' and ')} on ${at}. It waits: ${AGAINST[against]}.\n`,
      )
    if (merges.length === 0) await terminal.out('No merge said it: they are alike in what they are called.\n')
    for (const { id, identities, records } of described) {
      await terminal.out(`${id}  (${records} records)\n`)
      for (const identity of identities) await terminal.out(`    ${JSON.stringify(identity)}\n`)
    }
  }
  return 0
}

const AGAINST = {
  'both-directions': 'it was said in both directions, so that one of them takes the other back',
  descriptions: 'what is known of the two contradicts it (sex, names and birth date, or birth order)',
  other: 'a number is borne by several people, or something else that was said keeps two of them apart',
} as const

async function decide(
  { store }: Installation,
  { pair, verdict, reason, values: { json } }: ReturnType<typeof readArguments>,
  terminal: Terminal,
): Promise<ExitCode> {
  // First the trace: nobody is joined without one.
  const trace = { actor: 'command line', action: `review-${verdict}`, subject: `people/${pair.join('-')}` }
  await store.audit.append([{ ...trace, detail: { reason }, at: systemClock() }])
  const decided = await store.registry.decide(pair, verdict)
  if (!decided) return noPair(pair, terminal)
  if (json) await terminal.out(`${JSON.stringify({ pair: pair.join('-'), decided: verdict })}\n`)
  return 0
}

function noPair(pair: Pair, terminal: Terminal): ExitCode {
  terminal.err(`excelsior reviews: there are no two people ${pair.join('-')} (any more).\n`)
  return 1
}
