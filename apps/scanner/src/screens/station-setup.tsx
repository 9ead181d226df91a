import type { Translator } from '@excelsior/ui'
import { useRef, useState } from 'preact/hooks'
import { isPin, type StationCamera } from '../device/station.ts'
import { Page } from './page.tsx'
import { StationPin } from './station-pin.tsx'

export interface StationSetupProps {
  readonly t: Translator
  readonly demo: boolean
  /** Whether this device keeps anything: else a reload would open the station. */
  readonly lasting: boolean
  onStart(pin: string, camera: StationCamera): Promise<void>
}

/** Before a device is left to the people who come: the PIN that leads out again. */
export function StationSetup({ t, demo, lasting, onStart }: StationSetupProps) {
  const first = useRef<HTMLInputElement>(null)
  const second = useRef<HTMLInputElement>(null)
  const [camera, setCamera] = useState<StationCamera>('front')
  const [fault, setFault] = useState<'none' | 'short' | 'differs'>('none')
  const [busy, setBusy] = useState(false)
  const start = async () => {
    if (busy) return
    const pin = first.current?.value ?? ''
    const found = !isPin(pin) ? 'short' : pin !== second.current?.value ? 'differs' : 'none'
    setFault(found)
    if (found === 'short') first.current?.focus()
    else if (found === 'differs') second.current?.focus()
    else {
      setBusy(true)
      await onStart(pin, camera)
    }
  }
  return (
    <Page t={t} demo={demo} title={t('scanner.station-title')} lead={t('scanner.station-what')} back={true}>
      {lasting ? (
        <form
          class="form measure"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            start()
          }}
        >
          <StationPin
            t={t}
            id="pin"
            label={t('scanner.station-pin')}
            hint={t('scanner.station-pin-hint')}
            error={fault === 'short' ? t('scanner.station-pin-short') : undefined}
            field={first}
          />
          <StationPin
            t={t}
            id="pin-again"
            label={t('scanner.station-pin-again')}
            error={fault === 'differs' ? t('scanner.station-pin-differs') : undefined}
            field={second}
          />
          <fieldset>
            <legend class="legend">{t('scanner.station-camera')}</legend>
            {(['front', 'chosen'] as const).map((each) => (
              <div class="check" key={each}>
                <input
                  class="check__box check__box--round"
                  type="radio"
                  name="station-camera"
                  id={`camera-${each}`}
                  checked={camera === each}
                  onChange={() => setCamera(each)}
                />
                <label class="check__label" for={`camera-${each}`}>
                  {t(`scanner.station-camera-${each}`)}
                </label>
              </div>
            ))}
          </fieldset>
          <ul class="bullets">
            {['station-forgotten', 'station-device'].map((key) => (
              <li key={key}>
                <span>{t(`scanner.${key}`)}</span>
              </li>
            ))}
          </ul>
          <button class="button button--big" type="submit">
            {t(busy ? 'scanner.station-checking' : 'scanner.station-start')}
          </button>
        </form>
      ) : (
        <p class="measure">{t('scanner.station-not-kept')}</p>
      )}
    </Page>
  )
}
