import { birthDateInWords, displayName } from '@excelsior/ui'
import { DemoStrip, Name, nameClass, Sun, untranslated } from '@excelsior/ui/components'
import { useEffect, useRef, useState } from 'preact/hooks'
import { drawnAs, isOwn, type WalletPass } from '../passes/kept-pass.ts'
import { addressOf } from '../route.ts'
import type { ScreenProps } from '../screen-props.ts'
import { demoOf } from './demo.ts'
import { KindLine } from './kind-line.tsx'
import { LatinName } from './names.tsx'
import { ShownCode } from './shown-code.tsx'
import { shareOf } from './slip.tsx'
import { standingInWords, titleInWords } from './standing-in-words.ts'

/** A live region is heard when its text changes, not when it comes with it. */
const SAID_AFTER = 300

/**
 * One pass, full screen: white in every theme, and nothing beside the code that is not needed at the door. What counts
 * for none here has no coloured head and no sun, and says so.
 */
export function OpenPass({ pass, wallet, t }: ScreenProps & { readonly pass: WalletPass }) {
  const name = displayName(pass.givenName, pass.familyName)
  const { label, left, date } = standingInWords(pass, wallet.now(), wallet.zone, t)
  const isOther = drawnAs(pass) === 'other'
  const heading = useRef<HTMLHeadingElement>(null)
  const [up, setUp] = useState(false)
  useEffect(() => {
    heading.current?.focus()
    const timer = setTimeout(() => setUp(true), SAID_AFTER)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class={isOther ? 'show show--other' : 'show'}>
      <header>
        <DemoStrip text={demoOf(wallet, t)} />
        <div class="pass__head">
          <div class="show__bar">
            <a class="iconbutton" href="#passes">
              <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                <path d="M15 4l-8 8 8 8" />
              </svg>
              <span>{t('wallet.back')}</span>
            </a>
            <a class="iconbutton" href={addressOf({ page: 'more', id: pass.id })}>
              {t('wallet.more')}
            </a>
          </div>
          <h1 class="pass__type" tabIndex={-1} ref={heading}>
            {titleInWords(pass, t)}
          </h1>
          {!isOther && <Sun class="pass__sun" share={shareOf(pass, wallet.now())} />}
        </div>
      </header>
      <main class="show__main" id="main">
        {pass.standing === 'not-accepted' && <p class="show__elsewhere">{t('wallet.elsewhere-text')}</p>}
        <div class="show__who">
          <p class={nameClass('show__name', pass)}>
            <Name {...pass} />
          </p>
          <LatinName {...pass} />
          {pass.birthDate !== null && (
            <p>
              {t.rich('pass.born', {
                date: <span {...untranslated}>{birthDateInWords(pass.birthDate, t)}</span>,
              })}
            </p>
          )}
          {!isOwn(pass) && (
            <p class="show__kind">
              <KindLine pass={pass} t={t} />
            </p>
          )}
        </div>
        <dl class="pass__until">
          <div>
            <dt>{label}</dt>
            <dd class="pass__date" {...untranslated}>
              {date}
            </dd>
            {left && <dd class="pass__left">{left}</dd>}
          </div>
        </dl>
        {pass.standing === 'unchecked' && <p class="show__note">{t('wallet.unchecked')}</p>}
        <ShownCode pass={pass} wallet={wallet} t={t} label={t('wallet.code-of', { name })} />
        <p class="hidden-visually" role="status" {...untranslated}>
          {up && t('wallet.code-of', { name })}
        </p>
      </main>
    </div>
  )
}
