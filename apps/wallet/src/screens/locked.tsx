import { type Instant, plainDigits } from '@excelsior/domain'
import { timeInWords } from '@excelsior/ui'
import { DemoStrip, Disclosure, Mark, PinField, untranslated } from '@excelsior/ui/components'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ScreenProps } from '../screen-props.ts'
import { demoOf } from './demo.ts'
import { PinOwner } from './pin-owner.tsx'

const MINUTE = 60_000

/** All that a locked wallet shows: no name, no type, no number of passes. */
export function Locked({ wallet, t }: ScreenProps) {
  const pin = useRef<HTMLInputElement>(null)
  const [came, setCame] = useState<'wrong' | 'wait'>()
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    pin.current?.focus()
  }, [])

  const unlock = async (event: Event) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setCame(undefined)
    const what = await wallet.unlock(plainDigits(pin.current?.value ?? ''))
    setBusy(false)
    if (what === 'open') return
    setCame(what)
    if (!pin.current) return
    pin.current.value = ''
    pin.current.focus()
  }
  // Up to the whole minute, when it is over for certain.
  const until = (Math.ceil(wallet.lockWaitUntil / MINUTE) * MINUTE) as Instant
  const error =
    came === 'wrong' ? t('lock.wrong') : came && t('lock.wait', { time: timeInWords(until, wallet.zone, t) })
  return (
    <div class="app">
      <header class="head">
        <DemoStrip text={demoOf(wallet, t)} />
        <div class="wrap appbar">
          <p class="appbar__title">
            <Mark />
            <b {...untranslated}>{t('common.service')}</b>
          </p>
        </div>
      </header>
      <main id="main" class="wrap body stack stack--loose">
        <h1 class="list-title">{t('lock.locked')}</h1>
        {wallet.handedOver && <p>{t('lock.waiting')}</p>}
        <form class="form measure" onSubmit={unlock} noValidate>
          <PinOwner />
          <PinField
            t={t}
            id="pin"
            label={t('lock.pin')}
            error={error || undefined}
            field={pin}
            use="current-password"
          />
          <p class="checking" role="status">
            {busy && <span>{t('wallet.checking')}</span>}
          </p>
          <button class="button button--big" type="submit">
            {t('lock.open')}
          </button>
        </form>
        <Disclosure summary={t('lock.forgotten')}>
          <p>{t('lock.forgotten-text')}</p>
          <p>
            <button class="button button--danger" type="button" onClick={wallet.forgetAll}>
              {t('lock.delete-all')}
            </button>
          </p>
        </Disclosure>
      </main>
    </div>
  )
}
