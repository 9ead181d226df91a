import { qrCode } from '@excelsior/credentials'
import { birthDateInWords, type Translator } from '@excelsior/ui'
import { Icon, Name, PassSheet, untranslated } from '@excelsior/ui/components'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { TEXTS } from '../app-texts.ts'
import { copyText } from '../device/copy-text.ts'
import { passesOf } from '../passes/group-passes.ts'
import { drawnAs, isOwn, type OwnPass, type WalletPass } from '../passes/kept-pass.ts'
import { addressOf } from '../route.ts'
import type { ScreenProps } from '../screen-props.ts'
import { KindLine } from './kind-line.tsx'
import { LatinName } from './names.tsx'
import { Page } from './page.tsx'
import { renewAddress } from './portal-addresses.ts'
import { standingInWords, titleInWords } from './standing-in-words.ts'

/** Age from which a photo ID is asked for while no list says otherwise. */
const PHOTO_ID_FROM = 18

type PassProps = ScreenProps & { readonly pass: WalletPass }

/** What can be done with one pass; its name is not that of the page it came from. One that is over is told so here, and has no code. */
export function More({ pass, wallet, t }: PassProps) {
  const good = drawnAs(pass) !== 'over'
  const person = wallet.people.find((each) => passesOf(each).some(({ id }) => id === pass.id))
  const title = titleInWords(pass, t)
  const { label, left, date } = standingInWords(pass, wallet.now(), wallet.zone, t)
  const back = good
    ? { href: addressOf({ page: 'open', id: pass.id }), text: t('wallet.back-one') }
    : undefined
  return (
    <>
      <div class="no-print">
        <Page wallet={wallet} t={t} {...(back ? { title: t('wallet.more'), lead: title, back } : { title })}>
          <dl class="facts measure">
            <div>
              <dt>{t('pass.name')}</dt>
              <dd>
                <Name {...pass} />
                <LatinName {...pass} />
              </dd>
            </div>
            {pass.birthDate !== null && (
              <div>
                <dt>{t('pass.birth-date')}</dt>
                <dd {...untranslated}>{birthDateInWords(pass.birthDate, t)}</dd>
              </div>
            )}
            {!isOwn(pass) && (
              <div>
                <dt>{t('wallet.what')}</dt>
                <dd>
                  <KindLine pass={pass} t={t} whole />
                </dd>
              </div>
            )}
            <div>
              <dt>{label}</dt>
              <dd>
                <span {...untranslated}>{date}</span> {left && <span class="more__left">{left}</span>}
              </dd>
            </div>
          </dl>
          {!good && <Over pass={pass} wallet={wallet} t={t} />}
          {good && pass.rule !== undefined && (
            <section class="stack measure">
              <h2>{t('wallet.rule-title')}</h2>
              <p>{t(`wallet.rule-${pass.rule}`)}</p>
            </section>
          )}
          {good && <Copies pass={pass} t={t} />}
          {person && wallet.people.length > 1 && (
            <div class="check">
              <input
                class="check__box"
                type="checkbox"
                id="pin"
                checked={person.pinned}
                onChange={(event) => wallet.pin(person, event.currentTarget.checked)}
              />
              <label class="check__label" for="pin">
                {t.rich('wallet.pin', { name: <Name {...pass} /> })}
              </label>
            </div>
          )}
          <section class="stack measure">
            <h2>{t('wallet.remove-title')}</h2>
            <p>{t('wallet.remove-what')}</p>
            <p>
              <button class="button button--danger" type="button" onClick={() => wallet.remove(pass)}>
                {t('wallet.remove')}
              </button>
            </p>
          </section>
        </Page>
      </div>
      {good && isOwn(pass) && <Paper pass={pass} wallet={wallet} t={t} />}
    </>
  )
}

function Over({ pass, t }: PassProps) {
  const renewable = pass.type === 'vaccination' && pass.standing === 'ended'
  return (
    <section class="stack measure">
      <h2>{t(`wallet.over-${pass.standing}`)}</h2>
      <p>{t(`wallet.over-${pass.standing}-text`)}</p>
      <p>
        <a class="button" href={renewAddress(t.locale)}>
          {t(renewable ? 'wallet.renew' : 'wallet.get-pass')}
        </a>
      </p>
    </section>
  )
}

/** Other ways to keep it. No file is opened here: an installed app would have no way back from it. */
function Copies({ pass, t }: { readonly pass: WalletPass; readonly t: ScreenProps['t'] }) {
  const [copied, setCopied] = useState<'not-yet' | 'done' | 'failed'>('not-yet')
  return (
    <section class="stack measure">
      <h2>{t('wallet.keep-another-way')}</h2>
      <p>{t(isOwn(pass) ? 'wallet.copies-text' : 'wallet.copies-other')}</p>
      <p class="actions">
        {isOwn(pass) && typeof window.print === 'function' && (
          <button class="button" type="button" onClick={() => window.print()}>
            <Icon name="print" />
            {t('wallet.print')}
          </button>
        )}
        <button
          class="button button--quiet"
          type="button"
          onClick={async () => setCopied((await copyText(pass.text)) ? 'done' : 'failed')}
        >
          {t('wallet.copy-text')}
        </button>
      </p>
      <p role="status">{copied !== 'not-yet' && t(`wallet.copied-${copied}`)}</p>
    </section>
  )
}

/** Printing this page gives the sheet, not the screen. */
function Paper({ pass, wallet, t }: ScreenProps & { readonly pass: OwnPass }) {
  const { modules } = useMemo(() => qrCode(pass.text), [pass.text])
  const photoIdFromAge = wallet.trust.view.trust?.rules.photoIdFrom ?? PHOTO_ID_FROM
  const [english, setEnglish] = useState<Translator>()
  useEffect(() => {
    // Where they cannot be had, the sheet speaks the reader's language alone. A function would be called by `useState`.
    TEXTS.load('en').then(
      (translator) => setEnglish(() => translator),
      () => undefined,
    )
  }, [])
  return (
    <div class="print-only">
      <PassSheet
        pass={{ ...pass, modules }}
        now={wallet.now()}
        door={{ zone: wallet.zone, photoIdFromAge }}
        t={t}
        english={english}
      />
    </div>
  )
}
