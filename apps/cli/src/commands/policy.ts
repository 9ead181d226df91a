import { parseArgs } from 'node:util'
import {
  type AcceptancePolicy,
  type CivilDate,
  type Instant,
  type PassType,
  type Policy,
  type PolicyDocument,
  parseCivilDate,
  policyInForce,
  type Reason,
} from '@excelsior/domain'
import { acceptanceRows } from '../acceptance-file.ts'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { complaint, OWN_POLICY, readPolicyFile } from '../policy-file.ts'
import { type PreviewRow, previewRows } from '../policy-preview.ts'

const help = `Usage: excelsior policy check [FILE] [--json]
       excelsior policy list [FILE] [--json]
       excelsior policy preview [FILE] [--on DATE] [--json]

Looks at a policy document, the numbers by which passes are decided, or at a file of acceptance, which says which
credentials of others stand for a pass; both as a department may change them. FILE is data/policies/us-ny.json
where none is named.

  check     finds every fault of the file, and tells where it is and what is expected there. Rules of countries in
            a file of acceptance are run over samples of every kind with every optional field absent
  list      lists the versions with the days on which they come into force
  preview   shows which passes would come of doses and tests: single doses, pairs of products at the
            least distance that counts and one day earlier, tests; day 0 is DATE. Of a file of acceptance:
            what comes of EU certificates from 1/1 to 4/4, by product, 0, 13, 14 and 15 days after the dose
  --on      the day to look at, YYYY-MM-DD; otherwise today
  --json    prints one JSON object (check), or one a line (list, preview)

Exit code: 0 done; 1 the file has faults; 2 wrong usage or an unreadable file.

Example: excelsior policy preview --on 2021-04-01
`

const ACTIONS = { check, list, preview } as const

export const command: Command = {
  name: 'policy',
  summary: 'checks, lists and tries out the rules for passes',
  help,
  async run(args, terminal) {
    const { action, file, on, json } = readArguments(args)
    const policy = await readPolicyFile(file, terminal.cwd)
    if (policy.state === 'unreadable') {
      terminal.err(`excelsior policy: ${complaint(file, policy)}`)
      return 2
    }
    if (policy.state === 'faulty') {
      if (json && action === 'check')
        await terminal.out(`${JSON.stringify({ ok: false, faults: policy.faults })}\n`)
      else terminal.err(complaint(file, policy))
      return 1
    }
    if (policy.state === 'acceptance') return acceptance(policy.policy, action, { file, on, json, terminal })
    return ACTIONS[action]({ document: policy.document, file, on, json, terminal })
  },
}

interface Request {
  readonly document: PolicyDocument
  readonly file: string
  readonly on: CivilDate | undefined
  readonly json: boolean
  readonly terminal: Terminal
}

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { on: { type: 'string' }, json: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    const [action, file, ...rest] = positionals
    if (!isAction(action)) throw new UsageError(`say one of ${Object.keys(ACTIONS).join(', ')}`)
    if (rest.length > 0) throw new UsageError('one policy file at a time')
    const on = values.on === undefined ? undefined : parseCivilDate(values.on)
    if (values.on !== undefined && !on) throw new UsageError('--on takes a real day, YYYY-MM-DD')
    return { action, file: file ?? OWN_POLICY, on, json: values.json }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

const isAction = (text: string | undefined): text is keyof typeof ACTIONS =>
  text !== undefined && Object.hasOwn(ACTIONS, text)

/** The same three of a file of acceptance, by the numbers of the own policy in force. */
async function acceptance(
  policy: AcceptancePolicy,
  action: keyof typeof ACTIONS,
  { file, on, json, terminal }: Omit<Request, 'document'>,
): Promise<ExitCode> {
  if (action === 'check') {
    await terminal.out(
      json
        ? `${JSON.stringify({ ok: true, name: policy.name, entries: policy.accepts.length })}\n`
        : `${file}: good (${policy.name})\n`,
    )
    return 0
  }
  if (action === 'list') {
    const rows = policy.accepts.map(({ format, kind, issuers, rules }) => ({ format, kind, issuers, rules }))
    if (json) await terminal.out(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    else {
      const cells = rows.map(({ format, kind, issuers, rules }) => {
        return [format, kind, issuers === 'listed' ? issuers : issuers.join(', '), rules]
      })
      await terminal.out(table([['FORMAT', 'KIND', 'ISSUERS', 'RULES'], ...cells]))
    }
    return 0
  }
  const own = await readPolicyFile(OWN_POLICY, terminal.cwd)
  const now = Date.now() as Instant
  const rules = own.state === 'good' ? versionOn(own.document, on, now) : undefined
  if (!rules) throw new UsageError('no version of the own policy is in force on that day')
  const rows = acceptanceRows(policy, rules, on ?? rules.zone.dateAt(now)).map(({ until, ...row }) => ({
    ...row,
    until: until === null ? null : rules.zone.format(until),
  }))
  if (json) await terminal.out(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  else {
    const cells = rows.map(({ product, doses, days, until }) => [
      product,
      doses,
      String(days),
      until ?? 'not accepted',
    ])
    await terminal.out(table([['PRODUCT', 'DOSES', 'DAYS', 'ACCEPTED UNTIL'], ...cells]))
  }
  return 0
}

async function check({ document, file, json, terminal }: Request): Promise<ExitCode> {
  const versions = document.versions.length
  await terminal.out(
    json
      ? `${JSON.stringify({ ok: true, name: document.name, versions })}\n`
      : `${file}: good (${document.name}, ${versions === 1 ? '1 version' : `${versions} versions`})\n`,
  )
  return 0
}

async function list({ document, json, terminal }: Request): Promise<ExitCode> {
  const inForce = policyInForce(document, Date.now() as Instant)
  const rows = document.versions.map((policy, index) => ({
    version: policy.version,
    from: policy.zone.dateAt(policy.inForceFrom),
    until: until(document.versions[index + 1]),
    inForce: policy === inForce,
  }))
  if (json) {
    await terminal.out(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  } else {
    const cells = rows.map((row) => [row.version, row.from, row.until ?? '', row.inForce ? 'in force' : ''])
    await terminal.out(table([['VERSION', 'FROM', 'UNTIL', ''], ...cells]))
  }
  return 0
}

/** The day before which a version holds: the first day of the next. */
function until(next: Policy | undefined): CivilDate | undefined {
  return next?.zone.dateAt(next.inForceFrom)
}

async function preview({ document, on, json, terminal }: Request): Promise<ExitCode> {
  const now = Date.now() as Instant
  const policy = versionOn(document, on, now)
  if (!policy) throw new UsageError('no version of this policy is in force on that day')
  const rows = previewRows(policy, on ?? policy.zone.dateAt(now))
  if (json) {
    await terminal.out(rows.map((row) => `${JSON.stringify(printed(policy, row))}\n`).join(''))
  } else {
    const cells = rows.map((row) => {
      const { pass, records, from, expires, reason } = printed(policy, row)
      return [pass, records, from ?? reason ?? '', expires ?? '']
    })
    await terminal.out(table([['PASS', 'RECORDS', 'FROM', 'EXPIRES'], ...cells]))
  }
  return 0
}

/** The version in force at the end of the day asked for, in whichever zone that version counts its days. */
function versionOn(document: PolicyDocument, on: CivilDate | undefined, now: Instant): Policy | undefined {
  if (on === undefined) return policyInForce(document, now)
  return document.versions.findLast((policy) => policy.inForceFrom <= policy.zone.midnightStarting(on))
}

/** A row as it is printed: instants as text in the policy's zone; `reason` where there is no pass. */
interface PrintedRow {
  readonly pass: PassType
  readonly records: string
  readonly from?: string
  readonly expires?: string
  readonly reason?: Reason
}

function printed({ zone }: Policy, { pass, records, decision, from }: PreviewRow): PrintedRow {
  if (!decision.eligible) return { pass, records, reason: decision.reason }
  return {
    pass,
    records,
    ...(from !== undefined && { from: zone.format(from) }),
    expires: zone.format(decision.expires),
  }
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
