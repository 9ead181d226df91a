import { ageOn, type Instant, type PartialDate, type Zone } from '@excelsior/domain'
import type { Translator } from './i18n/translator.ts'

export interface Door {
  readonly zone: Zone
  /** In years: from this age on the door asks for a photo ID. */
  readonly photoIdFromAge: number
}

/** What to do at the door, by the holder's age today; whose papers leave it open brings an ID. */
export function showItInWords(
  birth: PartialDate,
  now: Instant,
  { zone, photoIdFromAge }: Door,
  t: Translator,
): string {
  const { max } = ageOn(birth, zone.dateAt(now))
  return max < photoIdFromAge ? t('pass.show-it-child', { age: photoIdFromAge }) : t('pass.show-it')
}
