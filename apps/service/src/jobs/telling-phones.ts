import type { Instant } from '@excelsior/domain'
import { pushToApple } from '@excelsior/phone-wallets'
import type { FastifyBaseLogger } from 'fastify'
import { type Installation, systemClock } from '../installation.ts'
import type { AppleDesk } from '../phone-wallets.ts'
import { withdrawnKeys } from '../withdrawn-keys.ts'

const MINUTE = 60_000
/** Phones that are told at a time: each soon asks for its pass, which is signed anew. */
const AT_A_TIME = 200

type Parts = Pick<Installation, 'store' | 'keyRing'>

/** Tells, by Apple's push service, phones whose pass was withdrawn. What fails comes again later: the store keeps count. */
export async function tellPhones(
  { store: { phonePasses }, keyRing }: Parts,
  { identity, pushUrl }: AppleDesk & { readonly pushUrl: string },
  log: Pick<FastifyBaseLogger, 'warn'>,
  now: () => Instant = systemClock,
  push: typeof pushToApple = pushToApple,
): Promise<void> {
  const phones = await phonePasses.toTell(withdrawnKeys(keyRing, now()), AT_A_TIME, now())
  if (phones.length === 0) return
  const tokens = phones.map(({ pushToken }) => pushToken)
  const outcomes = await push(tokens, { url: pushUrl, identity })
  for (const [index, phone] of phones.entries()) {
    if (outcomes[index] === 'sent') await phonePasses.told(phone, now())
    else if (outcomes[index] === 'gone') await phonePasses.gone(phone)
  }
  const failed = outcomes.filter((outcome) => outcome === 'failed').length
  if (failed > 0) log.warn({ event: 'phones-not-told', failed, of: phones.length })
}

/** Does so at the start and every minute; never where no push service is set. */
export function startTellingPhones(
  desk: AppleDesk | undefined,
  installation: Parts,
  log: FastifyBaseLogger,
): { stop(): Promise<void> } {
  const pushUrl = desk?.pushUrl
  if (desk === undefined || pushUrl === undefined) return { stop: async () => undefined }
  let turn: Promise<void> | undefined
  const take = () => {
    turn ??= tellPhones(installation, { ...desk, pushUrl }, log)
      .catch((error: unknown) => {
        log.error({ event: 'telling-failed', kind: error instanceof Error ? error.name : 'unknown' })
      })
      .finally(() => {
        turn = undefined
      })
  }
  take()
  const timer = setInterval(take, MINUTE)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await turn
    },
  }
}
