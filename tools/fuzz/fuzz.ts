import { type SignatureChecker, type Verdict, verify } from '@excelsior/credentials'
import { seeded } from './chance.ts'
import { mutated } from './mutate.ts'
import type { Seeds } from './seeds.ts'

export interface Fuzzed {
  readonly codes: number
  /** Of which a trusted key signed all that is said: the change was to what nobody signs, as blanks around a code. */
  readonly stillGenuine: number
  /** Genuine by their verdict, and saying what no good code says. */
  readonly falselyGenuine: readonly string[]
  /** Codes that brought the checking itself down. */
  readonly brokeDown: readonly string[]
  /** Milliseconds of the code that took longest; measured thrice where it was long, for the machine has other work. */
  readonly longest: number
}

/** Above it a code is checked again: what holds a scanner up does so each time. */
const LONG = 50

/** Changes good codes of all formats in turn, `count` of them, and checks each. The same seed gives the same codes. */
export async function fuzz(
  all: readonly Seeds[],
  count: number,
  seed: number,
  options: { readonly checker?: SignatureChecker; readonly progress?: (done: number) => void } = {},
): Promise<Fuzzed> {
  const { checker, progress } = options
  const chance = seeded(seed)
  const others = all.flatMap(({ texts }) => texts)
  const good = await Promise.all(all.map((seeds) => sayings(seeds, checker)))
  const falselyGenuine: string[] = []
  const brokeDown: string[] = []
  let stillGenuine = 0
  let longest = 0
  for (let done = 0; done < count; done++) {
    const index = done % all.length
    const { texts, trust, now } = all[index]!
    const text = mutated(texts[Math.floor(chance() * texts.length)]!, chance, others)
    const check = () => timed(() => verify(text, trust, now, checker ? { checker } : {}))
    const { verdict, took } = await check()
    if (verdict === undefined || verdict.reason === 'check-failed') brokeDown.push(text)
    else if (verdict.genuine === true) {
      if (good[index]!.has(saying(verdict))) stillGenuine++
      else falselyGenuine.push(text)
    }
    if (took > longest)
      longest = took > LONG ? Math.min(took, (await check()).took, (await check()).took) : took
    // What may be collected only between two turns of the event loop is not to be taken for a leak.
    if (done % 1000 === 0) await new Promise((resolve) => setImmediate(resolve))
    if (done % 10_000 === 0) progress?.(done)
  }
  return { codes: count, stillGenuine, falselyGenuine, brokeDown, longest }
}

async function timed(
  check: () => Promise<Verdict>,
): Promise<{ readonly verdict?: Verdict; readonly took: number }> {
  const started = performance.now()
  try {
    return { verdict: await check(), took: performance.now() - started }
  } catch {
    return { took: performance.now() - started } // `verify` never throws
  }
}

/** What the good codes say, whatever comes of them at a door. */
async function sayings(
  { texts, trust, now }: Seeds,
  checker: SignatureChecker | undefined,
): Promise<ReadonlySet<string>> {
  const verdicts = await Promise.all(
    texts.map((text) => verify(text, trust, now, checker ? { checker } : {})),
  )
  return new Set(verdicts.filter(({ genuine }) => genuine === true).map(saying))
}

/** SD-JWT: what a holder keeps back is theirs to choose, so a part of what a good one says is no other saying. */
function saying({ format, kind, holder, expires, issuer }: Verdict): string {
  return JSON.stringify(
    format === 'sd-jwt' ? [format, issuer, expires] : [format, kind, holder, expires, issuer],
  )
}
