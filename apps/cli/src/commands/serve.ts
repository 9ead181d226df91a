import { serve } from '@excelsior/service/serve'
import { type Command, UsageError } from '../command.ts'

export const command: Command = {
  name: 'serve',
  summary: 'run the service',
  help: `Usage: excelsior serve

Runs the service until it is interrupted. "npm start" does the same, and installs and builds what is missing first.
Settings come from the environment; "npm start -- --help" explains each.

Exit codes: 0 stopped as asked, 1 it could not go on, 2 a setting is wrong.
`,
  async run(args) {
    if (args.length > 0) throw new UsageError(`serve takes no arguments, and was given "${args[0]}"`)
    return serve()
  },
}
