/** How a command ended: done or valid; a negative answer; wrong usage or an unreadable file. */
export type ExitCode = 0 | 1 | 2

/** The outside world as a command sees it; tests hand in their own. */
export interface Terminal {
  /** Standard output: results only. */
  out(text: string): void | Promise<void>
  /** Standard error: messages, progress, questions. */
  err(text: string): void
  readonly stdin: AsyncIterable<Uint8Array>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where relative file names start from. */
  readonly cwd: string
}

export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** The whole `--help` text: usage, options, what is printed, exit codes, an example. */
  readonly help: string
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>
}

/** Wrong usage: printed with a pointer to `--help`, exit code 2. */
export class UsageError extends Error {}
