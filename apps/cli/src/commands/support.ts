import { parseArgs } from 'node:util'
import { zone } from '@excelsior/domain'
import { openInstallation, PROJECT_ROOT, readConfig, systemClock } from '@excelsior/service'
import type { SupportMessage } from '@excelsior/store'
import { type Command, UsageError } from '../command.ts'
import { isInstallationFault } from '../installation-fault.ts'

const help = `Usage: excelsior support list [--contact] [--json]

Lists what people wrote to the help desk, the newest first: number, time, topic and text, as they wrote it.
Messages are kept for 90 days. No health record is read.

  --contact  also how to answer, where somebody gave a way: mail address or phone number. That they were
             looked at is written into the audit log
  --json     prints one JSON object a line: {"number","at","topic","language","text"} and, with --contact
             where there is one, "contact"

Exit codes: 0 done; 1 the messages cannot be had; 2 wrong usage.

Example: excelsior support list --contact
`

/** More than the budgets of all networks of a busy day. */
const AT_MOST = 100_000

export const command: Command = {
  name: 'support',
  summary: 'lists the messages to the help desk',
  help,
  async run(args, terminal) {
    const { contact, json } = readArguments(args)
    const read = readConfig(terminal.env, PROJECT_ROOT)
    if (!read.ok) throw new UsageError(read.faults.join('; '))
    try {
      const installation = await openInstallation(read.config, 'command', () => undefined)
      try {
        const { store, policy } = installation
        const messages = await store.support.list(AT_MOST)
        if (contact) {
          // First the trace, then the sight.
          const detail = { messages: messages.length, contacts: messages.filter((one) => one.contact).length }
          const action = 'support-contacts-shown'
          await store.audit.append([{ actor: 'command line', action, detail, at: systemClock() }])
        }
        const zoneOfPolicy = policy().zone
        for (const message of messages) {
          await terminal.out(json ? line(message, contact) : paragraph(message, contact, zoneOfPolicy))
        }
        if (!json) terminal.err(messages.length === 0 ? 'Nobody wrote.\n' : '')
        return 0
      } finally {
        await installation.close()
      }
    } catch (error) {
      if (!isInstallationFault(error)) throw error
      terminal.err(`excelsior support: ${error.message}\n`)
      return 1
    }
  },
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args)
  if (positionals.length !== 1 || positionals[0] !== 'list') throw new UsageError('say what to do: list')
  return values
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false }, contact: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

const utc = zone('UTC')

function line({ number, at, topic, language, text, contact }: SupportMessage, withContact: boolean): string {
  const shown = withContact && contact !== undefined ? { contact } : {}
  return `${JSON.stringify({ number, at: utc.format(at), topic, language, text, ...shown })}\n`
}

function paragraph(
  { number, at, topic, language, text, contact }: SupportMessage,
  withContact: boolean,
  { format }: Pick<typeof utc, 'format'>,
): string {
  const head = `${number}  ${format(at)}  ${topic}  (${language})\n`
  const answer = withContact ? `    Answer to: ${contact ?? 'no way given'}\n` : ''
  return `${head}${answer}${text.replace(/^/gm, '    ')}\n\n`
}
