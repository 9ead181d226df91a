import type { Instant, Zone } from '@excelsior/domain'
import { momentInWords, type Translator, timeLeftInWords, untilInWords } from '@excelsior/ui'
import { drawnAs, type WalletPass } from '../passes/kept-pass.ts'

export interface StandingInWords {
  readonly label: string
  /** What is left, where something is. */
  readonly left?: string
  readonly date: string
}

/**
 * "Valid until", "151 days left", "Friday, 12 November 2027, 23:59"; for a pass that is over, since when or why; for
 * what counts for none here, that, and how long it lasts by itself.
 */
export function standingInWords(pass: WalletPass, now: Instant, zone: Zone, t: Translator): StandingInWords {
  const { standing, expires } = pass
  const until = expires === null ? t('wallet.no-end') : untilInWords(expires, zone, t)
  const lasts = expires === null ? until : t('wallet.lasts-until', { moment: until })
  if (standing === 'not-yet-valid') {
    return { label: t('wallet.valid-from'), date: momentInWords(pass.from, zone, t) }
  }
  switch (drawnAs(pass)) {
    case 'pass': {
      const left = expires === null ? {} : { left: timeLeftInWords(expires, now, t) }
      return { label: t('pass.valid-until'), ...left, date: until }
    }
    case 'other':
      return { label: t(`wallet.other-${standing}`), date: lasts }
    case 'over':
      if (standing === 'ended') return { label: t('wallet.standing-ended'), date: until }
      return {
        label: t(`wallet.standing-${standing}`),
        date: expires === null ? until : t('wallet.until', { moment: until }),
      }
  }
}

/** "Vaccination" of what counts as a pass here; "EU certificate, vaccination" of what does not. */
export const titleInWords = (pass: WalletPass, t: Translator): string =>
  pass.type === undefined ? kindInWords(pass, t) : t(`pass.type-${pass.type}`)

/** "EU certificate, vaccination" */
export const kindInWords = ({ format, kind }: Pick<WalletPass, 'format' | 'kind'>, t: Translator): string =>
  t('wallet.kind', { format: t(`wallet.format-${format}`), kind: t(`wallet.kind-${kind}`) })
