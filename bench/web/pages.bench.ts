import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { environment } from '../command.ts'
import type { Bench, Figure, Measured } from '../figure.ts'
import { median } from '../rounds.ts'
import { startedService } from '../service-process.ts'
import { CHROMIUM } from './chromium.ts'

/** First pages of the three apps, the portal's longest, and one in a script with many letters. */
const PAGES = {
  home: '/',
  form: '/retrieve',
  help: '/help',
  'home-bn': '/bn/',
  wallet: '/wallet/',
  scanner: '/scanner/',
} as const
const RUNS = 3

/** What Lighthouse gives for a page, and what SCREENS asks of it. Milliseconds; scores of 100. */
const FIGURES = {
  performance: { unit: 'of 100', goal: { of: 'value', atLeast: 95 } },
  accessibility: { unit: 'of 100', goal: { of: 'value', atLeast: 100 } },
  cls: { unit: 'shift', goal: { of: 'value', atMost: 0.02 } },
  lcp: { unit: 'ms', goal: { of: 'value', atMost: 1800 } },
  tbt: { unit: 'ms', goal: { of: 'value', atMost: 100 } },
} as const satisfies Readonly<Record<string, Pick<Figure, 'unit' | 'goal'>>>

type Seen = Readonly<Record<keyof typeof FIGURES, number>>

const kinds = Object.keys(FIGURES) as (keyof typeof FIGURES)[]

export const bench: Bench = {
  figures: Object.entries(PAGES).flatMap(([page, path]) =>
    kinds.map((kind) => ({
      name: `${page}-${kind}`,
      what: `${kind} of ${path} by Lighthouse as on a phone, the median of ${RUNS} runs`,
      ...FIGURES[kind],
    })),
  ),
  async measure(progress) {
    const service = await startedService({ DEMO_PEOPLE: '20' })
    const measured: Record<string, Measured> = {}
    for (const [page, path] of Object.entries(PAGES)) {
      progress(`pages: ${path} ${RUNS} times …`)
      const seen: Seen[] = []
      for (let run = 0; run < RUNS; run++)
        seen.push(await lighthouse(`http://127.0.0.1:${service.port}${path}`))
      for (const kind of kinds) measured[`${page}-${kind}`] = { value: median(seen.map((one) => one[kind])) }
    }
    return measured
  },
}

/** Now and then the browser records no trace: then nothing was measured, and it is asked once more. */
const lighthouse = (address: string): Promise<Seen> =>
  measuredOnce(address).catch(() => measuredOnce(address))

/** In a process of its own, as it is a package of its own: nobody else has to install it. */
async function measuredOnce(address: string): Promise<Seen> {
  const program = join(import.meta.dirname, 'lighthouse.mjs')
  const { stdout } = await promisify(execFile)(process.execPath, [program, address, CHROMIUM], {
    env: environment(),
    maxBuffer: 2 ** 24,
  })
  return JSON.parse(stdout) as Seen
}
