import type { Translator } from '@excelsior/ui'
import { useEffect, useRef, useState } from 'preact/hooks'
import { isPin } from '../device/station.ts'
import { Page } from './page.tsx'
import { StationPin } from './station-pin.tsx'

/** What a try came to. */
export type LeaveTry = 'left' | 'wrong' | 'wait'

export interface StationLeaveProps {
  readonly t: Translator
  readonly demo: boolean
  /** Milliseconds until the next try is possible. */
  readonly wait: () => number
  onTry(pin: string): Promise<LeaveTry>
  /** Nobody does anything: back to scanning. */
  onIdle(): void
}

/** Milliseconds without a key or a touch. */
const IDLE = 30_000

/** The only way out of a fixed station. */
export function StationLeave({ t, demo, wait, onTry, onIdle }: StationLeaveProps) {
  const field = useRef<HTMLInputElement>(null)
  const [state, setState] = useState<'asking' | 'busy' | 'wrong' | 'wait' | 'no-pin'>('asking')
  const [left, setLeft] = useState(wait())
  useEffect(() => {
    let last = performance.now()
    const moved = () => {
      last = performance.now()
    }
    const kinds = ['pointerdown', 'touchstart', 'keydown'] as const
    for (const kind of kinds) window.addEventListener(kind, moved, true)
    const timer = setInterval(() => {
      setLeft(wait())
      if (performance.now() - last > IDLE) onIdle()
    }, 500)
    return () => {
      clearInterval(timer)
      for (const kind of kinds) window.removeEventListener(kind, moved, true)
    }
  }, [])
  const attempt = async () => {
    const pin = field.current?.value ?? ''
    if (state === 'busy' || wait() > 0) return
    if (!isPin(pin)) {
      setState('no-pin')
      field.current?.focus()
      return
    }
    setState('busy')
    const came = await onTry(pin)
    if (came === 'left') return
    setState(came)
    setLeft(wait())
    if (field.current) field.current.value = ''
    field.current?.focus()
  }
  const error =
    state === 'wrong'
      ? t('scanner.station-wrong')
      : state === 'no-pin'
        ? t('scanner.station-pin-short-typed')
        : undefined
  return (
    <Page
      t={t}
      demo={demo}
      title={t('scanner.station-leave-title')}
      lead={t('scanner.station-leave-lead')}
      back={true}
    >
      <form
        class="form measure"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          attempt()
        }}
      >
        <StationPin t={t} id="pin" label={t('scanner.station-pin')} error={error} field={field} />
        <p role="status">{left > 0 && t('scanner.station-wait', { seconds: Math.ceil(left / 1000) })}</p>
        <button class="button button--big" type="submit" aria-disabled={left > 0 ? 'true' : undefined}>
          {t(state === 'busy' ? 'scanner.station-checking' : 'scanner.station-leave')}
        </button>
        <p class="soft">{t('scanner.station-forgotten')}</p>
      </form>
    </Page>
  )
}
