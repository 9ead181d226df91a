import { parseArgs } from 'node:util'
import { type Command, UsageError } from '../command.ts'
import { withInstallation } from '../with-store.ts'

export const command: Command = {
  name: 'audit',
  summary: 'checks that the audit log is whole',
  help: `Usage: excelsior audit verify [--head HASH] [--json]

Walks the chain of the audit log from its first row to its last: a row that was changed, or taken out, breaks it.
A cut-off end does not: keep the printed head elsewhere, and hand it in the next time.

  --head HASH  the head that an earlier check printed: it must still be a link of the chain
  --json       prints one JSON object: {"intact":true,"rows","head"}, or {"intact":false,"at","fault"} with the
               number of the row and "changed", "missing" or "cut-off"

Exit codes: 0 whole; 1 broken, or the database cannot be had; 2 wrong usage.

Example: excelsior audit verify --json
`,
  async run(args, terminal) {
    const { json, head } = readArguments(args)
    return withInstallation('audit', terminal, async ({ store }) => {
      const walked = await store.audit.verify(head)
      if (json) await terminal.out(`${JSON.stringify(walked)}\n`)
      else if (walked.intact) await terminal.out(`whole: ${walked.rows} rows, head ${walked.head}\n`)
      else if (walked.fault === 'cut-off')
        await terminal.out(`BROKEN: the head that was handed in is no link any more\n`)
      else await terminal.out(`BROKEN at row ${walked.at}: ${walked.fault}\n`)
      return walked.intact ? 0 : 1
    })
  },
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args)
  if (positionals.length !== 1 || positionals[0] !== 'verify') throw new UsageError('say what to do: verify')
  if (values.head !== undefined && !/^[0-9a-f]{64}$/.test(values.head))
    throw new UsageError('--head takes the 64 hexadecimal digits that an earlier check printed')
  return values
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, head: { type: 'string' } },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}
