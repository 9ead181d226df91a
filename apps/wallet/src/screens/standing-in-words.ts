import type { Instant, Zone } from '@excelsior/domain'
import { momentInWords, type Translator, timeLeftInWords, untilInWords } from '@excelsior/ui'
import type { WalletPass } from '../passes/kept-pass.ts'

export interface StandingInWords {
  readonly label: string
  /** What is left, where something is. */
  readonly left?: string
  readonly date: string
}

/** "Valid until", "151 days left", "Friday, 12 November 2027, 23:59"; for a pass that is over, since when or why. */
export function standingInWords(pass: WalletPass, now: Instant, zone: Zone, t: Translator): StandingInWords {
  const until = untilInWords(pass.expires, zone, t)
  switch (pass.standing) {
    case 'valid':
    case 'unchecked':
      return { label: t('pass.valid-until'), left: timeLeftInWords(pass.expires, now, t), date: until }
    case 'not-yet-valid':
      return { label: t('wallet.valid-from'), date: momentInWords(pass.from, zone, t) }
    case 'ended':
      return { label: t('wallet.standing-ended'), date: until }
    case 'withdrawn':
    case 'not-accepted':
    case 'not-recognised':
      return { label: t(`wallet.standing-${pass.standing}`), date: t('wallet.until', { moment: until }) }
  }
}
