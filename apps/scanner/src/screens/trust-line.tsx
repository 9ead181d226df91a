import type { Instant, Zone } from '@excelsior/domain'
import { clockInDoubt, type Stock, type TrustView } from '@excelsior/offline'
import { momentInWords, type Translator, timeInWords } from '@excelsior/ui'

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
  const { t, trust, onRefresh } = props
  return (
    <div class="scan__state">
      <span>{stateInWords(props)}</span>
      <button
        class="scan__act"
        type="button"
        onClick={onRefresh}
        aria-disabled={trust.refresh === 'running' ? 'true' : undefined}
      >
        {t(trust.refresh === 'running' ? 'scanner.refreshing' : 'scanner.refresh')}
      </button>
    </div>
  )
}

function stateInWords({ t, zone, now, trust: view, stock }: TrustLineProps): string {
  const { trust } = view
  if (clockInDoubt(view.latestTime, now)) return t('scanner.trust-clock')
  if (!trust) return t('scanner.trust-none')
  const limit = trust.nextUpdate
  if (limit !== null && now >= limit)
    return t('scanner.trust-over', { moment: momentInWords(limit, zone, t) })
  const age =
    trust.issuedAt === null ? '' : t('scanner.trust-of', { moment: ageInWords(trust.issuedAt, now, zone, t) })
  const until =
    limit === null
      ? ''
      : t(stock === 'complete' ? 'scanner.offline-until' : 'scanner.online-until', {
          moment: momentInWords(limit, zone, t),
        })
  const stocked = stock === 'complete' ? '' : t(`scanner.stock-${stock}`)
  return [age, until, stocked].filter((part) => part !== '').join(' ')
}

function ageInWords(issuedAt: Instant, now: Instant, zone: Zone, t: Translator): string {
  const today = zone.dayAt(issuedAt) === zone.dayAt(now)
  return today
    ? t('scanner.today-at', { time: timeInWords(issuedAt, zone, t) })
    : momentInWords(issuedAt, zone, t)
}
