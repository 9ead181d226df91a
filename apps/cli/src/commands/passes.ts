import { parseArgs } from 'node:util'
import { zone } from '@excelsior/domain'
import { systemClock } from '@excelsior/service'
import { type Command, UsageError } from '../command.ts'
import { withInstallation } from '../with-store.ts'

export const command: Command = {
  name: 'passes',
  summary: 'withdraws a pass',
  help: `Usage: excelsior passes revoke --pass ID --reason WORDS [--json]

Withdraws one pass for good. Scanners refuse it after their next refresh of the trust list, phones' own wallets
are told. Whoever holds it may retrieve another.

  --pass ID       the pass's own number, 16 hexadecimal digits, as "excelsior issue" prints it
  --reason WORDS  why; written into the audit log. No personal data
  --json          prints one JSON object: {"passId","outcome"}, which is "revoked", "revoked-before" or "unknown"

Exit codes: 0 revoked, now or before; 1 there is no such pass, or the database cannot be had; 2 wrong usage.

Example: excelsior passes revoke --pass 5f3a09c2b17d48e6 --reason "signed for the wrong person"
`,
  async run(args, terminal) {
    const { passId, reason, json } = readArguments(args)
    return withInstallation('passes', terminal, async ({ store }) => {
      const id = Buffer.from(passId, 'hex')
      const onFile = await store.passes.find(id)
      const at = systemClock()
      if (onFile && onFile.revoked === undefined) {
        // First the trace: a pass is never withdrawn without one.
        const detail = { passId, type: onFile.type, reason }
        await store.audit.append([{ actor: 'command line', action: 'pass-revoked', detail, at }])
      }
      const revoked = onFile ? await store.passes.revoke(id, at) : false
      const outcome = revoked ? 'revoked' : onFile ? 'revoked-before' : 'unknown'
      if (json) await terminal.out(`${JSON.stringify({ passId, outcome })}\n`)
      else if (outcome === 'unknown') terminal.err(`excelsior passes: there is no pass ${passId}.\n`)
      else if (onFile)
        await terminal.out(
          `${passId} ${outcome === 'revoked' ? 'is revoked' : 'was revoked before'} (${onFile.type}, until ${zone('UTC').format(onFile.expires)})\n`,
        )
      return outcome === 'unknown' ? 1 : 0
    })
  },
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args)
  const { pass: passId, reason = '', json } = values
  if (positionals.length !== 1 || positionals[0] !== 'revoke') throw new UsageError('say what to do: revoke')
  if (passId === undefined || !/^[0-9a-f]{16}$/.test(passId))
    throw new UsageError('--pass takes the 16 hexadecimal digits of a pass')
  if (reason.trim() === '')
    throw new UsageError('--reason is missing: say why it is withdrawn, without personal data')
  return { passId, reason, json }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        pass: { type: 'string' },
        reason: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}
