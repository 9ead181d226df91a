import { nodeChecker } from '@excelsior/keys'
import { fuzz } from '../tools/fuzz/fuzz.ts'
import { seedsOfAll } from '../tools/fuzz/seeds.ts'
import type { Bench } from './figure.ts'

const CODES = 1_000_000
const SEED = 1
const MB = 1024 * 1024

export const bench: Bench = {
  figures: [
    {
      name: 'fuzz-false',
      what: `of ${CODES.toLocaleString('en')} changed codes of all formats, how many come out as genuine and say what no good one says`,
      unit: 'codes',
      goal: { of: 'value', atMost: 0 },
    },
    {
      name: 'fuzz-broken',
      what: 'of those, how many bring the checking itself down',
      unit: 'codes',
      goal: { of: 'value', atMost: 0 },
    },
    {
      name: 'fuzz-longest',
      what: 'the one that is checked longest, the best of three where it is long',
      unit: 'ms',
      goal: { of: 'value', atMost: 100 },
    },
    {
      name: 'fuzz-heap',
      what: 'the heap after all of them',
      beside: 'the heap after the first tenth',
      unit: 'MB',
      goal: { of: 'ratio', atMost: 1.1 },
    },
  ],
  async measure(progress) {
    const seeds = await seedsOfAll()
    progress(`fuzz: ${CODES} changed codes of ${seeds.map(({ format }) => format).join(', ')} …`)
    const part = await fuzz(seeds, CODES / 10, SEED + 1, { checker: nodeChecker })
    const before = heap()
    const all = await fuzz(seeds, CODES, SEED, {
      checker: nodeChecker,
      progress: (done) => {
        if (done % 200_000 === 0 && done > 0) progress(`fuzz: ${done} …`)
      },
    })
    for (const text of [...part.falselyGenuine, ...all.falselyGenuine, ...all.brokeDown].slice(0, 5)) {
      progress(`fuzz: ${JSON.stringify(text)}`)
    }
    return {
      'fuzz-false': { value: part.falselyGenuine.length + all.falselyGenuine.length },
      'fuzz-broken': { value: part.brokeDown.length + all.brokeDown.length },
      'fuzz-longest': { value: Math.max(part.longest, all.longest) },
      'fuzz-heap': { value: heap() / MB, limit: before / MB },
    }
  },
}

function heap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
