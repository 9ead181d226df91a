import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Decision, decide, type PolicyDocument, policyInForce, type Zone } from '@excelsior/domain'
import { type Command, type Terminal, UsageError } from '../command.ts'
import { parseCase } from '../eligibility-case.ts'
import { LineFault, lineBatches } from '../lines.ts'
import { complaint, OWN_POLICY, readPolicyFile } from '../policy-file.ts'

const help = `Usage: excelsior decide [--policy FILE] [CASES.jsonl or -]

Tells for each case whether these records earn this pass, and until when.
Reads standard input where no file is named, or "-".

  --policy FILE   policy document to decide by; otherwise data/policies/us-ny.json.
                  Each case is decided by the version in force at its "now".

A case is one JSON object on a line:
  {"id","now","pass":"vaccination|pcr|antigen","records":[...]}
with records
  {"kind":"immunization","cvx","date","jurisdiction"}
  {"kind":"lab","test":"pcr|antigen","result":"negative|positive|inconclusive","collected","jurisdiction"}
Dates are civil dates; "now" is, and "collected" may be, an RFC 3339 date-time. Other keys are
passed over, except "status" and "historical" of a dose, "status" and "review" of a result.
Empty lines are skipped.

Prints one line for each case, in the same order:
  {"id","eligible":true,"expires"} or {"id","eligible":false,"reason"}

Exit code: 0 all cases decided; 2 wrong usage, an unreadable file, or a line that is no case. All cases
before such a line are decided and printed; the message names the line.

Example: excelsior decide vectors/eligibility/cases.jsonl
`

export const command: Command = {
  name: 'decide',
  summary: 'tells which passes records earn, case by case',
  help,
  async run(args, terminal) {
    const { policy: policyName, cases } = readArguments(args)
    const policy = await readPolicyFile(policyName, terminal.cwd)
    if (policy.state !== 'good') {
      terminal.err(complaint(policyName, policy))
      return 2
    }
    const input =
      cases === '-'
        ? terminal.stdin
        : createReadStream(resolve(terminal.cwd, cases), { highWaterMark: CHUNK })
    try {
      await decideAll(policy.document, input, terminal)
      return 0
    } catch (error) {
      if (!(error instanceof LineFault) && !isSystemError(error)) throw error
      terminal.err(`excelsior decide: ${cases === '-' ? 'standard input' : cases}: ${error.message}\n`)
      return 2
    }
  },
}

function readArguments(args: readonly string[]): { readonly policy: string; readonly cases: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { policy: { type: 'string', default: OWN_POLICY } },
      allowPositionals: true,
    })
    if (positionals.length > 1) throw new UsageError('one file of cases at a time')
    return { policy: values.policy, cases: positionals[0] ?? '-' }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

async function decideAll(
  document: PolicyDocument,
  input: AsyncIterable<Uint8Array>,
  terminal: Terminal,
): Promise<void> {
  for await (const { first, lines } of lineBatches(input)) {
    let decided = ''
    try {
      for (const [index, line] of lines.entries()) {
        if (line.trim() !== '') decided += decideLine(document, line, first + index)
      }
    } finally {
      await terminal.out(decided) // what came before a faulty line is not lost
    }
  }
}

function decideLine(document: PolicyDocument, line: string, number: number): string {
  const read = parseCase(line)
  if (typeof read === 'string') throw new LineFault(number, read)
  const policy = policyInForce(document, read.now)
  if (!policy) throw new LineFault(number, 'no policy was in force at "now"')
  return `{"id":${JSON.stringify(read.id)},${written(decide(policy, read.pass, read.records, read.now), policy.zone)}}\n`
}

function written(decision: Decision, zone: Zone): string {
  return decision.eligible
    ? `"eligible":true,"expires":"${zone.format(decision.expires)}"`
    : `"eligible":false,"reason":"${decision.reason}"`
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error

const CHUNK = 256 * 1024
