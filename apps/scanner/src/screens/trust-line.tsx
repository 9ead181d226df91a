import type { Instant, Zone } from '@excelsior/domain'
import { clockInDoubt, type Stock, type TrustView } from '@excelsior/offline'
import { betweenSentences, momentInWords, type Translator, timeInWords } from '@excelsior/ui'

export interface TrustLineProps {
  readonly t: Translator
  readonly zone: Zone
  readonly now: Instant
  readonly trust: TrustView
  readonly stock: Stock
  onRefresh(): void
}

/** How old the trust lists are, and until when this device can check: always in sight. */
export function TrustLine(props: TrustLineProps) {
  return (
    <div class="scan__state">
      <span>{stateInWords(props)}</span>
      <RefreshButton {...props} class="scan__act" />
    </div>
  )
}

export function RefreshButton({
  t,
  trust,
  onRefresh,
  class: look,
}: Pick<TrustLineProps, 't' | 'trust' | 'onRefresh'> & { readonly class: string }) {
  const running = trust.refresh === 'running'
  return (
    <button class={look} type="button" onClick={onRefresh} aria-disabled={running ? 'true' : undefined}>
      {t(running ? 'scanner.refreshing' : 'scanner.refresh')}
    </button>
  )
}

/** Why nothing can be checked at all, and what to do; undefined: it can. */
export function hindranceInWords({ t, zone, now, trust: view }: TrustLineProps): string | undefined {
  const { trust } = view
  if (clockInDoubt(view.latestTime, now)) return t('scanner.trust-clock')
  if (!trust) return t('scanner.trust-none')
  const limit = trust.nextUpdate
  return limit !== null && now >= limit
    ? t('scanner.trust-over', { moment: momentInWords(limit, zone, t) })
    : undefined
}

function stateInWords(props: TrustLineProps): string {
  const { t, zone, now, trust: view, stock } = props
  const { trust } = view
  const hindrance = hindranceInWords(props)
  if (hindrance !== undefined || !trust) return hindrance ?? ''
  const limit = trust.nextUpdate
  const age =
    trust.issuedAt === null ? '' : t('scanner.trust-of', { moment: ageInWords(trust.issuedAt, now, zone, t) })
  const until =
    limit === null
      ? ''
      : t(stock === 'complete' ? 'scanner.offline-until' : 'scanner.online-until', {
          moment: momentInWords(limit, zone, t),
        })
  const stocked = stock === 'complete' ? '' : t(`scanner.stock-${stock}`)
  return [age, until, stocked].filter((part) => part !== '').join(betweenSentences(t))
}

function ageInWords(issuedAt: Instant, now: Instant, zone: Zone, t: Translator): string {
  const today = zone.dayAt(issuedAt) === zone.dayAt(now)
  return today
    ? t('scanner.today-at', { time: timeInWords(issuedAt, zone, t) })
    : momentInWords(issuedAt, zone, t)
}
