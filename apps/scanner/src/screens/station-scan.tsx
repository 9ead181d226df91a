import type { PassType } from '@excelsior/domain'
import { Icon } from '@excelsior/ui/components'
import { ToolIcon } from './icons.tsx'
import { NoPicture } from './no-picture.tsx'
import { ScanHead } from './scan-head.tsx'
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
      <ScanHead t={t} demo={props.demo} accepted={props.accepted} />
      <ScanView {...props} hold={t('scanner.station-hold')}>
        <NoPicture t={t} camera={props.camera} onCamera={props.onCamera} />
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
