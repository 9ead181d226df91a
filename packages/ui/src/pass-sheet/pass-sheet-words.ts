import type { Instant, SheetWords } from '@excelsior/domain'
import { displayName } from '../display-name.ts'
import type { Translator } from '../i18n/translator.ts'
import { birthDateInWords, dayInWords, untilInWords } from '../i18n/when.ts'
import type { ShownPass } from '../pass-card/pass-card.tsx'
import { type Door, showItInWords } from '../show-it.ts'

/** The reader's language, and after it English where that is another: who stands at the door may read English only. */
export function passSheetWords(
  pass: Omit<ShownPass, 'modules'>,
  now: Instant,
  door: Door,
  t: Translator,
  english: Translator,
): readonly SheetWords[] {
  const translators = t.locale === english.locale ? [t] : [t, english]
  return translators.map((translator) => wordsIn(pass, now, door, translator))
}

function wordsIn(pass: Omit<ShownPass, 'modules'>, now: Instant, door: Door, t: Translator): SheetWords {
  const service = t('common.service')
  const type = t(`pass.type-${pass.type}`)
  return {
    locale: t.locale,
    title: t('common.page-title', { page: type }),
    service,
    printed: t('pass.printed', { date: dayInWords(door.zone.dateAt(now), t) }),
    type,
    name: t('pass.name'),
    birthDate: t('pass.birth-date'),
    born: birthDateInWords(pass.birthDate, t),
    validUntil: t('pass.valid-until'),
    until: untilInWords(pass.expires, door.zone, t),
    howToUse: t('pass.how-to-use'),
    howToUseText: t('pass.how-to-use-text', { age: door.photoIdFromAge }),
    howToKeep: t('pass.how-to-keep'),
    howToKeepText: t('pass.how-to-keep-text'),
    codeOf: t('pass.code-of', { name: displayName(pass.givenName, pass.familyName) }),
    codeSmaller: t('pass.code-smaller'),
    showIt: showItInWords(pass.birthDate, now, door, t),
    fold: t('pass.fold'),
  }
}
