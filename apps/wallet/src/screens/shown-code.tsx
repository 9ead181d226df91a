import { type QrCode as Code, LIVE_CODE_TURNS, qrCode } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { QrCode } from '@excelsior/ui/components'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { codesOf } from '../passes/codes-of.ts'
import type { WalletPass } from '../passes/kept-pass.ts'
import { liveCodeAt } from '../passes/live-pass.ts'
import type { ScreenProps } from '../screen-props.ts'

/** Modules a side up to which 4 px a module fit a screen of 320 px: version 15 and its quiet zone take a little more. */
const ORDINARY = 61
/** A live code is no denser, so that any door phone reads it. */
const LARGEST_LIVE = 13
const SECOND = 1000

interface ShownCodeProps extends ScreenProps {
  readonly pass: WalletPass
  readonly label: string
}

/** The code to hold before the scanner: the one that changes, where there is one and the clock is right. */
export function ShownCode({ pass, wallet, t, label }: ShownCodeProps) {
  const live = pass.showsLive ? pass.live : undefined
  const [fixed, setFixed] = useState(false)
  const turns = live !== undefined && !fixed && !wallet.clockOff
  const turning = useTurningCode(turns ? live : undefined, wallet.now)
  if (!live || turning === 'failed') return <FixedCodes pass={pass} t={t} label={label} />
  return (
    <>
      {turns ? (
        <TurningCode {...turning} t={t} label={label} />
      ) : (
        <FixedCodes pass={pass} t={t} label={label} />
      )}
      <div class="show__turn">
        <p>{t(turns ? 'wallet.live-what' : wallet.clockOff ? 'wallet.clock-off' : 'wallet.fixed-what')}</p>
        {!wallet.clockOff && (
          <button class="button button--quiet" type="button" onClick={() => setFixed(turns)}>
            {t(turns ? 'wallet.show-fixed' : 'wallet.show-live')}
          </button>
        )}
      </div>
    </>
  )
}

interface Turning {
  readonly code: Code | undefined
  /** Whole seconds until the next one. */
  readonly seconds: number
}

/** A new code every half a minute; `failed` where the key does not sign. */
function useTurningCode(live: WalletPass['live'], now: () => Instant): Turning | 'failed' {
  const [shown, setShown] = useState<{ readonly code: Code; readonly at: number }>()
  const [failed, setFailed] = useState(false)
  const [time, setTime] = useState<number>(now)
  useEffect(() => {
    if (!live) return
    let over = false
    let made = Number.NEGATIVE_INFINITY
    const turn = () => {
      const at = now()
      setTime(at)
      // Also when the clock was set back, or the page slept.
      if (at >= made && at < made + LIVE_CODE_TURNS) return
      made = at
      liveCodeAt(live, at)
        .then((text) => {
          if (!over) setShown({ code: qrCode(text, LARGEST_LIVE), at })
        })
        .catch(() => {
          if (!over) setFailed(true)
        })
    }
    turn()
    const timer = setInterval(turn, SECOND)
    document.addEventListener('visibilitychange', turn)
    return () => {
      over = true
      clearInterval(timer)
      document.removeEventListener('visibilitychange', turn)
      setShown(undefined)
    }
    // The same pass is unsealed anew every half a minute: its text is what tells it from another.
  }, [live?.bound])
  if (failed) return 'failed'
  const left = shown ? shown.at + LIVE_CODE_TURNS - time : LIVE_CODE_TURNS
  return { code: shown?.code, seconds: Math.max(1, Math.ceil(left / SECOND)) }
}

/** Its countdown is for the eyes alone: it would be read out every second. */
function TurningCode({ code, seconds, t, label }: Turning & Pick<ShownCodeProps, 't' | 'label'>) {
  return (
    <>
      <div class="show__code show__code--dense show__code--live">
        {code && <QrCode modules={code.modules} label={label} />}
      </div>
      <p class="show__next" aria-hidden="true">
        {t('wallet.live-next', { seconds })}
      </p>
    </>
  )
}

/** The code that stays the same; of a card in several codes one after the other; its text alone where it fits into none. */
function FixedCodes({ pass, t, label }: Pick<ShownCodeProps, 'pass' | 't' | 'label'>) {
  const codes = useMemo(() => codesOf(pass), [pass.format, pass.text])
  const [at, setAt] = useState(0)
  const code = codes[at]
  if (!code) return <p class="show__note">{t('wallet.text-only')}</p>
  const { modules } = code
  const place = codes.length > 1 ? t('wallet.code-part', { part: at + 1, of: codes.length }) : undefined
  return (
    <>
      <div class={modules.length + 8 > ORDINARY ? 'show__code show__code--dense' : 'show__code'}>
        <QrCode modules={modules} label={place ? `${label}. ${place}` : label} />
      </div>
      {place && (
        <div class="show__turn">
          <p role="status">{place}</p>
          <button
            class="button button--quiet"
            type="button"
            onClick={() => setAt((before) => (before + 1) % codes.length)}
          >
            {t('wallet.next-code')}
          </button>
        </div>
      )}
    </>
  )
}
