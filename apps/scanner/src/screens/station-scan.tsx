import type { PassType } from '@excelsior/domain'
import { DemoStrip, Icon, Mark } from '@excelsior/ui/components'
import { acceptedInWords } from './accepted.ts'
import { ToolIcon } from './icons.tsx'
import { hindranceInView, type LookProps, ScanView } from './scan-view.tsx'
import { TrustLine } from './trust-line.tsx'

export interface StationScanProps extends LookProps {
  readonly accepted: readonly PassType[]
  readonly demo: boolean
  /** Where the camera looks back at the person, the picture moves as a mirror does. */
  readonly mirrored: boolean
  readonly fullScreenWaits: boolean
  onCamera(): void
  onFullScreen(): void
}

/** A fixed station between two people: nothing to set, nothing that leads away but the question for the PIN. */
export function StationScan(props: StationScanProps) {
  const { t, behind } = props
  const look = ['scan', 'scan--station']
  if (behind) look.push('scan--behind')
  if (props.mirrored) look.push('scan--mirrored')
  return (
    <div class={look.join(' ')} aria-hidden={behind ? 'true' : undefined}>
      <header>
        <DemoStrip text={props.demo ? t('scanner.demo') : undefined} />
        <div class="scan__bar">
          <span class="scan__brand" translate={false}>
            <Mark />
            {t('scanner.name')}
          </span>
        </div>
        <p class="scan__takes">
          <span>{t('scanner.accepted-here')}</span> <b>{acceptedInWords(props.accepted, t)}</b>
        </p>
      </header>
      <ScanView {...props} hold={t('scanner.station-hold')}>
        <NoPicture {...props} />
      </ScanView>
      <footer>
        <div class="tools tools--app">
          {props.fullScreenWaits && (
            <button class="tool" type="button" onClick={props.onFullScreen}>
              <ToolIcon name="full" />
              {t('scanner.station-full')}
            </button>
          )}
          <a class="tool" href="#leave">
            <Icon name="lock" />
            {t('scanner.station-staff')}
          </a>
        </div>
        {hindranceInView(props) === undefined && <TrustLine {...props} />}
      </footer>
    </div>
  )
}

/** A scanner that types needs no camera; whoever has none is told what to do about it. */
function NoPicture({ t, camera, onCamera }: StationScanProps) {
  if (camera.state === 'starting' || camera.state === 'off') return null
  return (
    <div class="scan__none">
      <p>{t(`scanner.camera-help-${camera.state}`)}</p>
      {camera.state !== 'unsupported' && (
        <button class="scan__button" type="button" onClick={onCamera}>
          {t('scanner.camera-again')}
        </button>
      )}
    </div>
  )
}
