import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { Bench, Line } from './figure.ts'
import { table } from './table.ts'

const HELP = `Usage: npm run bench [-- NAME… --json]
       npm run bench:web [-- NAME… --json]   pages and scanner in Chromium

Measures, in about four minutes; with names, only the figures that begin with one of them. Some take long and are
measured by name alone: kills, mixed, away, retrieval-errors. Each of the others is measured beside a limit: what the same work costs at the least, or a peer, in the same run, by turns.

  --json   one line a figure on standard output, and nothing else there:
           {"name","value","unit","limit","ratio","goal","met"}
           "value" and "limit" are in "unit", "ratio" is value to limit, null stands for none
  --list   the figures, and what each means

Progress goes to standard error. Exit codes: 0 every goal is met; 1 one is missed; 2 wrong usage, or a figure
could not be measured.
`

interface Found {
  readonly file: string
  readonly bench: Bench
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals: names } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      in: { type: 'string', default: '.' },
      json: { type: 'boolean' },
      list: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const found = await benches(values.in)
  const isWanted = (name: string) => names.length === 0 || names.some((wanted) => name.startsWith(wanted))
  const wanted = found.filter(
    ({ bench }) =>
      bench.figures.some(({ name }) => isWanted(name)) &&
      !(bench.onlyByName && names.length === 0 && !values.list),
  )
  if (wanted.length === 0) {
    say(`There is no figure of that name: ${found.flatMap(figureNames).join(', ')} there are.`)
    return 2
  }
  if (values.list) {
    for (const { name, what, beside } of wanted.flatMap(({ bench }) => bench.figures))
      process.stdout.write(`${name}: ${what}${beside ? `; beside it, ${beside}` : ''}\n`)
    return 0
  }

  const lines: Line[] = []
  for (const { file } of wanted) {
    for await (const line of measured(file)) {
      if (!isWanted(line.name)) continue
      lines.push(line)
      if (values.json) process.stdout.write(`${JSON.stringify(line)}\n`)
    }
  }
  if (!values.json) process.stdout.write(table(lines))
  const missing = wanted
    .flatMap(figureNames)
    .filter((name) => isWanted(name) && !lines.some((line) => line.name === name))
  if (missing.length > 0) {
    say(`Could not be measured: ${missing.join(', ')}.`)
    return 2
  }
  return lines.every(({ met }) => met !== false) ? 0 : 1
}

const figureNames = ({ bench }: Found): string[] => bench.figures.map(({ name }) => name)

/** The files of a folder beside this file whose names end in `.bench.ts`. */
async function benches(folder: string): Promise<readonly Found[]> {
  const files = readdirSync(join(import.meta.dirname, folder))
    .filter((name) => name.endsWith('.bench.ts'))
    .map((name) => join(folder, name))
  return Promise.all(
    files.map(async (file) => ({
      file,
      bench: (await import(join(import.meta.dirname, file))).bench as Bench,
    })),
  )
}

let running: ChildProcess | undefined

/** Each in a process of its own: what one leaves in memory, or taught the compiler, does not touch the next. */
async function* measured(file: string): AsyncGenerator<Line> {
  const [guard, program] = [join(import.meta.dirname, '../tools/end-with-parent.mjs'), 'measure.ts']
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', guard, join(import.meta.dirname, program), file],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  )
  running = child
  if (!child.stdout) return
  for await (const line of createInterface(child.stdout)) yield JSON.parse(line) as Line
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    // It clears its folder and its processes away, and with it goes the reason to wait.
    if (running?.exitCode === null) running.once('exit', () => process.exit(1)).kill('SIGTERM')
    else process.exit(1)
  })
}

process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  say(error.message)
  return 2
})
