import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './clear-away.ts'
import { excelsior, plainLines } from './command.ts'
import type { Bench } from './figure.ts'
import { residents } from './residents.ts'
import { sideBySide } from './rounds.ts'

const PAIRS = 150_000

export const bench: Bench = {
  figures: [
    {
      name: 'match-pairs',
      what: 'the command "excelsior match --pairs" on pairs of people, a third of them one person twice, its start included',
      beside: 'a program that only parses and writes the same lines',
      unit: 'pairs/s',
      goal: { of: 'value', atLeast: 50_000 },
    },
  ],
  async measure(progress) {
    const folder = await temporaryFolder()
    const [file, out, plain] = ['pairs.jsonl', 'matched.jsonl', 'plain.jsonl'].map((name) =>
      join(folder, name),
    )
    const people = residents(10_000).map(({ person }) => person)
    const lines = Array.from({ length: PAIRS }, (_, index) => {
      const a = people[index % people.length]
      const b = index % 3 === 0 ? a && { ...a, phone: undefined } : people[(index * 7 + 1) % people.length]
      return `${JSON.stringify({ id: `pair-${index}`, a, b })}\n`
    })
    writeFileSync(file!, lines.join(''))
    progress(`match: the command on ${PAIRS} pairs, three times …`)
    const rates = await sideBySide(
      () => excelsior(['match', '--pairs', file!], out!).then(() => PAIRS),
      () => plainLines(file!, plain!).then(() => PAIRS),
      { rounds: 3, warmUp: 0 },
    )
    return { 'match-pairs': rates }
  },
}
