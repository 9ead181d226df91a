import { plainDigits } from '@excelsior/domain'
import { PinField } from '@excelsior/ui/components'
import { useEffect, useRef, useState } from 'preact/hooks'
import { SHORTEST_PIN } from '../passes/lock.ts'
import type { ScreenProps } from '../screen-props.ts'
import { PinOwner } from './pin-owner.tsx'

type Fault = 'short' | 'differs' | 'failed'

/** Sets the lock, or takes it off. */
export function LockPart({ wallet, t }: ScreenProps) {
  const [pin, again] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)]
  const told = useRef<HTMLParagraphElement>(null)
  const [fault, setFault] = useState<Fault>()
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<'is-set' | 'is-off'>()
  // The form that had the focus is gone then.
  useEffect(() => {
    if (done) told.current?.focus()
  }, [done])

  const change = (next: string | undefined) => {
    setBusy(true)
    setFault(undefined)
    wallet
      .setPin(next)
      .then(() => setDone(next === undefined ? 'is-off' : 'is-set'))
      .catch(() => setFault('failed'))
      .then(() => setBusy(false))
  }
  const set = (event: Event) => {
    event.preventDefault()
    if (busy) return
    const wanted = plainDigits(pin.current?.value ?? '')
    const short = [...wanted].length < SHORTEST_PIN
    if (!short && wanted === plainDigits(again.current?.value ?? '')) return change(wanted)
    setFault(short ? 'short' : 'differs')
    pin.current?.focus()
  }
  const least = { least: SHORTEST_PIN }
  return (
    <>
      <p tabIndex={-1} ref={told} role="status">
        {busy ? t('wallet.checking') : done && t(`lock.${done}`)}
      </p>
      <p>{t('lock.what')}</p>
      <p>{t('lock.forgotten-what')}</p>
      {wallet.lock === 'open' ? (
        <p class="actions">
          <button class="button" type="button" onClick={wallet.lockNow}>
            {t('lock.now')}
          </button>
          <button class="button button--quiet" type="button" onClick={() => change(undefined)}>
            {t('lock.off')}
          </button>
        </p>
      ) : (
        <form class="form" onSubmit={set} noValidate>
          <PinOwner />
          <PinField
            t={t}
            id="new-pin"
            label={t('lock.new')}
            hint={t('lock.new-hint', least)}
            error={fault && t(`lock.fault-${fault}`, least)}
            field={pin}
            use="new-password"
          />
          <PinField t={t} id="new-pin-again" label={t('lock.again')} field={again} use="new-password" />
          <button class="button button--quiet" type="submit">
            {t('lock.set')}
          </button>
        </form>
      )}
    </>
  )
}
