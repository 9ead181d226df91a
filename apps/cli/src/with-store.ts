import { type Installation, openInstallation } from '@excelsior/service'
import type { ExitCode, Terminal } from './command.ts'
import { isInstallationFault } from './installation-fault.ts'
import { configOf } from './own-trust.ts'

/** Runs `work` on this installation, and tells in one sentence where it cannot be had: exit code 1. */
export async function withInstallation(
  name: string,
  terminal: Terminal,
  work: (installation: Installation) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = configOf(terminal)
  try {
    const installation = await openInstallation(config, 'command', () => undefined)
    try {
      return await work(installation)
    } finally {
      await installation.close()
    }
  } catch (error) {
    if (!isInstallationFault(error)) throw error
    terminal.err(`excelsior ${name}: ${error.message}\n`)
    return 1
  }
}
