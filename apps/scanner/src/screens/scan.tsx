import { CREDENTIAL_FILES } from '@excelsior/capture'
import type { PassType } from '@excelsior/domain'
import { Icon, PictureInput } from '@excelsior/ui/components'
import { ToolIcon } from './icons.tsx'
import { NoPicture } from './no-picture.tsx'
import { ScanHead } from './scan-head.tsx'
import { hindranceInView, type LookProps, ScanView } from './scan-view.tsx'
import { TrustLine } from './trust-line.tsx'

export interface ScanProps extends LookProps {
  readonly accepted: readonly PassType[]
  readonly readsPdfs: boolean
  readonly updateWaits: boolean
  readonly total: number
  readonly demo: boolean
  onTorch(on: boolean): void
  onLens(): void
  onPicture(file: File): void
  onCamera(): void
  onUpdate(): void
}

export function Scan(props: ScanProps) {
  const { t, behind } = props
  return (
    <div class={behind ? 'scan scan--behind' : 'scan'} aria-hidden={behind ? 'true' : undefined}>
      <ScanHead t={t} demo={props.demo} accepted={props.accepted}>
        <a class="iconbutton" href="#settings">
          {t('scanner.settings')}
        </a>
      </ScanHead>
      <ScanView {...props} hold={t('scanner.hold')}>
        <NoPicture t={t} camera={props.camera} onCamera={props.onCamera}>
          <PictureInput id="photo" capture onPicture={props.onPicture} class="scan__button">
            {t('scanner.take-photo')}
          </PictureInput>
          <a class="scan__button" href="#type">
            {t('scanner.type-code')}
          </a>
        </NoPicture>
      </ScanView>
      <footer>
        <Tools {...props} />
        {props.updateWaits && (
          <div class="scan__state">
            <span>{t('scanner.update-waits')}</span>
            <button class="scan__act" type="button" onClick={props.onUpdate}>
              {t('scanner.update-now')}
            </button>
          </div>
        )}
        {hindranceInView(props) === undefined && <TrustLine {...props} />}
      </footer>
    </div>
  )
}

function Tools({ t, camera, total, readsPdfs, onTorch, onLens, onPicture }: ScanProps) {
  return (
    <div class="tools tools--app">
      {camera.torch !== 'unsupported' && (
        <button
          class="tool"
          type="button"
          aria-pressed={camera.torch === 'on' ? 'true' : 'false'}
          onClick={() => onTorch(camera.torch !== 'on')}
        >
          <ToolIcon name="light" />
          {t('scanner.light')}
        </button>
      )}
      {camera.lenses > 1 && (
        <button class="tool" type="button" onClick={onLens}>
          <ToolIcon name="lens" />
          {t('scanner.other-lens')}
        </button>
      )}
      <PictureInput id="picture" pdf={readsPdfs} also={CREDENTIAL_FILES} onPicture={onPicture} class="tool">
        <Icon name="picture" />
        {t(readsPdfs ? 'scanner.from-file' : 'scanner.from-picture')}
      </PictureInput>
      <a class="tool" href="#type">
        <ToolIcon name="keyboard" />
        {t('scanner.type-code')}
      </a>
      <a class="tool" href="#today">
        <ToolIcon name="tally" />
        {t('scanner.today-count', { count: total })}
      </a>
    </div>
  )
}
