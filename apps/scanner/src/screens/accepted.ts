import { PASS_TYPES, type PassType } from '@excelsior/domain'
import type { Translator } from '@excelsior/ui'

/** "Vaccination, PCR test": always in the same order. */
export const acceptedInWords = (accepted: readonly PassType[], t: Translator): string =>
  PASS_TYPES.filter((type) => accepted.includes(type))
    .map((type) => t(`pass.type-${type}`))
    .reduceRight((rest, first) => t('common.list-comma', { first, rest }))
