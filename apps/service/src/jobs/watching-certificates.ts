import type { FastifyBaseLogger } from 'fastify'
import { systemClock } from '../installation.ts'
import type { AppleDesk } from '../phone-wallets.ts'

const DAY = 86_400_000

/** Says every day what the start said: a service may run for longer than a certificate lasts. */
export function startWatchingCertificates(
  desk: AppleDesk | undefined,
  log: Pick<FastifyBaseLogger, 'warn'>,
): { stop(): void } {
  const timer = setInterval(() => {
    const notice = desk?.notice(systemClock())
    if (notice !== undefined) log.warn({ event: 'apple-certificates', notice })
  }, DAY)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
