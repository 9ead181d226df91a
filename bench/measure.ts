// Measures one file of this folder and prints its figures, a JSON line each. Started by main.ts.
import { join } from 'node:path'
import { clearAway } from './clear-away.ts'
import { type Bench, lineOf } from './figure.ts'

const say = (text: string): void => void process.stderr.write(`${text}\n`)

const [, , file = ''] = process.argv
const { bench } = (await import(join(import.meta.dirname, file))) as { readonly bench: Bench }

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void clearAway().finally(() => process.exit(1)))

try {
  const measured = await bench.measure(say)
  for (const figure of bench.figures) {
    const one = measured[figure.name]
    if (one) process.stdout.write(`${JSON.stringify(lineOf(figure, one))}\n`)
  }
} catch (error) {
  say(`${file}: ${error instanceof Error ? error.stack : error}`)
  process.exitCode = 1
} finally {
  await clearAway()
  process.disconnect?.()
}
