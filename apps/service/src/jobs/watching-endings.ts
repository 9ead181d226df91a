import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Instant } from '@excelsior/domain'
import type { FastifyBaseLogger } from 'fastify'
import type { Config } from '../config.ts'
import { type CertificateSetting, endingInWords, endingSoon } from '../federation/ending.ts'
import { readTrustNotes } from '../federation/trust-notes.ts'
import { readTrustSources } from '../federation/trust-sources.ts'
import { type Installation, systemClock } from '../installation.ts'

const DAY = 86_400_000
/** Sentences a day: of hundreds of signers, those that end first. */
const MOST = 50

export interface WatchingEndings {
  /** How many things end soon, as it was last looked at: a number, and nothing of anybody. */
  count(): number
  stop(): void
}

/** Says at the start and every day which signers, keys and lists that we rely on end within thirty days. */
export function startWatchingEndings(
  { keyRing }: { readonly keyRing: Pick<Installation['keyRing'], 'documentSigners'> },
  { dataDir, verifier, mllp }: Pick<Config, 'dataDir' | 'verifier' | 'mllp'>,
  log: Pick<FastifyBaseLogger, 'warn'>,
  say: (message: string) => void,
  clock: () => Instant = systemClock,
): WatchingEndings & { readonly looked: Promise<void> } {
  let count = 0
  const look = async (tell: (sentence: string) => void) => {
    try {
      const now = clock()
      const sources = (await readTrustSources(dataDir)).map(async (source) => ({
        source,
        notes: await readTrustNotes(dataDir, source.id),
      }))
      const files = { VERIFIER_CERT: verifier?.certificateFile, MLLP_CERT: mllp?.tls?.certificateFile }
      const relied = {
        sources: await Promise.all(sources),
        own: keyRing.documentSigners.list(now),
        certificates: await endsOf(files),
      }
      const endings = endingSoon(relied, now)
      count = endings.length
      for (const ending of endings.slice(0, MOST)) tell(endingInWords(ending, now))
      if (endings.length > MOST)
        tell(`${endings.length - MOST} more end within thirty days: "excelsior trust list".`)
    } catch (error) {
      log.warn({ event: 'endings-not-known', kind: error instanceof Error ? error.name : 'unknown' })
    }
  }
  const looked = look(say)
  const timer = setInterval(() => void look((notice) => log.warn({ event: 'ends-soon', notice })), DAY)
  timer.unref()
  return { count: () => count, stop: () => clearInterval(timer), looked }
}

/** Of the first certificate in each file, which is ours. One that cannot be read was told of at the start. */
async function endsOf(files: Readonly<Record<CertificateSetting, string | undefined>>) {
  const found: { readonly setting: CertificateSetting; readonly ends: Instant }[] = []
  for (const setting of ['VERIFIER_CERT', 'MLLP_CERT'] as const) {
    const file = files[setting]
    const pem = file === undefined ? undefined : await readFile(file).catch(() => undefined)
    if (pem === undefined) continue
    try {
      found.push({ setting, ends: (Date.parse(new X509Certificate(pem).validTo) + 1000) as Instant })
    } catch {}
  }
  return found
}
