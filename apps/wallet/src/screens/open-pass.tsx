import { qrCode } from '@excelsior/credentials'
import { birthDateInWords, displayName, shareLeft } from '@excelsior/ui'
import { DemoStrip, Name, nameClass, QrCode, Sun, untranslated } from '@excelsior/ui/components'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { WalletPass } from '../passes/kept-pass.ts'
import { addressOf } from '../route.ts'
import type { ScreenProps } from '../screen-props.ts'
import { demoOf } from './demo.ts'
import { standingInWords } from './standing-in-words.ts'

/** A live region is heard when its text changes, not when it comes with it. */
const SAID_AFTER = 300
/** Modules a side up to which 4 px a module fit a screen of 320 px: version 15 and its quiet zone take a little more. */
const ORDINARY = 61

/** One pass, full screen: white in every theme, and nothing beside the code that is not needed at the door. */
export function OpenPass({ pass, wallet, t }: ScreenProps & { readonly pass: WalletPass }) {
  const { modules } = useMemo(() => qrCode(pass.text), [pass.text])
  const name = displayName(pass.givenName, pass.familyName)
  const { label, left, date } = standingInWords(pass, wallet.now(), wallet.zone, t)
  const heading = useRef<HTMLHeadingElement>(null)
  const [up, setUp] = useState(false)
  useEffect(() => {
    heading.current?.focus()
    const timer = setTimeout(() => setUp(true), SAID_AFTER)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class="show">
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
            {t(`pass.type-${pass.type}`)}
          </h1>
          <Sun class="pass__sun" share={shareLeft(pass.issued, pass.expires, wallet.now())} />
        </div>
      </header>
      <main class="show__main" id="main">
        <div class="show__who">
          <p class={nameClass('show__name', pass)}>
            <Name {...pass} />
          </p>
          <p>
            {t.rich('pass.born', {
              date: <span {...untranslated}>{birthDateInWords(pass.birthDate, t)}</span>,
            })}
          </p>
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
        <div class={modules.length + 8 > ORDINARY ? 'show__code show__code--dense' : 'show__code'}>
          <QrCode modules={modules} label={t('wallet.code-of', { name })} />
        </div>
        <p class="hidden-visually" role="status" {...untranslated}>
          {up && t('wallet.code-of', { name })}
        </p>
      </main>
    </div>
  )
}
