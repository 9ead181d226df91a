import type { Instant, PartialDate, PassType } from '@excelsior/domain'
import { displayName } from '../display-name.ts'
import type { Translator } from '../i18n/translator.ts'
import { birthDateInWords, timeLeftInWords, untilInWords } from '../i18n/when.ts'
import { Mark } from '../mark/mark.tsx'
import { Name } from '../name/name.tsx'
import { nameClass } from '../name/name-class.ts'
import { untranslated } from '../name/untranslated.ts'
import { QrCode } from '../qr-code/qr-code.tsx'
import { shareLeft } from '../share-left.ts'
import { type Door, showItInWords } from '../show-it.ts'
import { Sun } from '../sun/sun.tsx'

export interface ShownPass {
  readonly type: PassType
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: PartialDate
  readonly issued: Instant
  readonly expires: Instant
  readonly modules: readonly (readonly boolean[])[]
}

export interface PassCardProps {
  readonly pass: ShownPass
  readonly now: Instant
  readonly door: Door
  readonly t: Translator
  /** A picture of a pass that is nobody's. */
  readonly sample?: boolean
}

export function PassCard({ pass, now, door, t, sample = false }: PassCardProps) {
  const ended = now >= pass.expires
  // The sample is no part of what a page says: its type is no heading there.
  const Type = sample ? 'p' : 'h2'
  return (
    <article class={ended ? 'pass pass--ended' : 'pass'} aria-label={sample ? t('pass.sample') : undefined}>
      <div class="pass__head">
        <p class="pass__issuer">
          <Mark />
          <span {...untranslated}>{t('common.service')}</span>
          {sample && <b class="pass__sample">{t('pass.sample')}</b>}
        </p>
        <Type class="pass__type">{t(`pass.type-${pass.type}`)}</Type>
        {!ended && <Sun class="pass__sun" share={shareLeft(pass.issued, pass.expires, now)} />}
      </div>
      <div class="pass__body">
        <p class={nameClass('pass__name', pass)}>
          <Name givenName={pass.givenName} familyName={pass.familyName} />
        </p>
        <p class="pass__born">
          {t.rich('pass.born', {
            date: <span {...untranslated}>{birthDateInWords(pass.birthDate, t)}</span>,
          })}
        </p>
        <dl class="pass__until">
          <div>
            <dt>{t('pass.valid-until')}</dt>
            <dd class="pass__date" {...untranslated}>
              {untilInWords(pass.expires, door.zone, t)}
            </dd>
            <dd class="pass__left">{timeLeftInWords(pass.expires, now, t)}</dd>
          </div>
        </dl>
        <div class="pass__code">
          <QrCode
            modules={pass.modules}
            label={t('pass.code-of', { name: displayName(pass.givenName, pass.familyName) })}
          />
        </div>
        <p class="pass__foot">{showItInWords(pass.birthDate, now, door, t)}</p>
      </div>
    </article>
  )
}
