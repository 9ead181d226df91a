import type { Instant } from '@excelsior/domain'
import { displayName } from '../display-name.ts'
import type { Translator } from '../i18n/translator.ts'
import { birthDateInWords, dayInWords, untilInWords } from '../i18n/when.ts'
import { Name } from '../name/name.tsx'
import { untranslated } from '../name/untranslated.ts'
import type { ShownPass } from '../pass-card/pass-card.tsx'
import { QrCode } from '../qr-code/qr-code.tsx'
import { shareLeft } from '../share-left.ts'
import { type Door, showItInWords } from '../show-it.ts'
import { Sun } from '../sun/sun.tsx'

export interface PassSheetProps {
  readonly pass: ShownPass
  readonly now: Instant
  readonly door: Door
  readonly t: Translator
}

/** The pass on paper: one page of A4 or Letter, and on it a card of 85 by 54 mm to cut out. Black lines only. */
export function PassSheet(props: PassSheetProps) {
  const { pass, now, door, t } = props
  const { zone, photoIdFromAge } = door
  const born = birthDateInWords(pass.birthDate, t)
  const until = untilInWords(pass.expires, zone, t)
  const share = shareLeft(pass.issued, pass.expires, now)
  return (
    <div class="sheet">
      <div class="sheet__pass">
        <div class="sheet__head">
          <p class="sheet__brand">
            <span {...untranslated}>{t('common.service')}</span>
            <span class="sheet__printed">{t('pass.printed', { date: dayInWords(zone.dateAt(now), t) })}</span>
          </p>
          <h2 class="sheet__type">{t(`pass.type-${pass.type}`)}</h2>
          <Sun class="sheet__sun" share={share} />
        </div>
        <div class="sheet__grid">
          <dl class="sheet__facts">
            <div>
              <dt>{t('pass.name')}</dt>
              <dd>
                <Name {...pass} />
              </dd>
            </div>
            <div>
              <dt>{t('pass.birth-date')}</dt>
              <dd {...untranslated}>{born}</dd>
            </div>
            <div>
              <dt>{t('pass.valid-until')}</dt>
              <dd {...untranslated}>{until}</dd>
            </div>
          </dl>
          <div class="sheet__code">
            <QrCode
              modules={pass.modules}
              label={t('pass.code-of', { name: displayName(pass.givenName, pass.familyName) })}
            />
          </div>
        </div>
      </div>
      <div class="sheet__notes">
        <div>
          <h2>{t('pass.how-to-use')}</h2>
          <p>{t('pass.how-to-use-text', { age: photoIdFromAge })}</p>
        </div>
        <div>
          <h2>{t('pass.how-to-keep')}</h2>
          <p>{t('pass.how-to-keep-text')}</p>
        </div>
      </div>
      <Purse {...props} born={born} until={until} share={share} />
    </div>
  )
}

interface PurseProps extends PassSheetProps {
  readonly born: string
  readonly until: string
  readonly share: number
}

/** Two halves side by side, folded on the line between them; the code is on one half alone. */
function Purse({ pass, now, door, t, born, until, share }: PurseProps) {
  return (
    <div class="purse">
      <svg class="scissors" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <circle cx="5.5" cy="6.5" r="3" />
        <circle cx="5.5" cy="17.5" r="3" />
        <path d="M8 8.5 21 17M8 15.5 21 7" />
      </svg>
      <span class="fold fold--top" />
      <span class="fold fold--bottom" />
      <span class="fold__word">{t('pass.fold')}</span>
      <div class="purse__side">
        <div class="purse__head">
          <div>
            <p class="purse__brand" {...untranslated}>
              {t('common.service')}
            </p>
            <p class="purse__type">{t(`pass.type-${pass.type}`)}</p>
          </div>
          <Sun class="sheet__sun" share={share} />
        </div>
        <div class="purse__body">
          <p class="purse__name">
            <Name {...pass} />
          </p>
          <p class="purse__row">{t.rich('pass.born', { date: <b {...untranslated}>{born}</b> })}</p>
          <p class="purse__row purse__row--until">
            {t('pass.valid-until')} <b {...untranslated}>{until}</b>
          </p>
        </div>
      </div>
      <div class="purse__side purse__side--code">
        <QrCode modules={pass.modules} label={t('pass.code-smaller')} />
        <p>{showItInWords(pass.birthDate, now, door, t)}</p>
      </div>
    </div>
  )
}
