import type { PassType } from '@excelsior/domain'
import { DemoStrip, Icon, Mark, PictureInput } from '@excelsior/ui/components'
import { acceptedInWords } from './accepted.ts'
import { ToolIcon } from './icons.tsx'
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
      <header>
        <DemoStrip text={props.demo ? t('scanner.demo') : undefined} />
        <div class="scan__bar">
          <span class="scan__brand" translate={false}>
            <Mark />
            {t('scanner.name')}
          </span>
          <a class="iconbutton" href="#settings">
            {t('scanner.settings')}
          </a>
        </div>
        <p class="scan__takes">
          <span>{t('scanner.accepted-here')}</span> <b>{acceptedInWords(props.accepted, t)}</b>
        </p>
      </header>
      <ScanView {...props} hold={t('scanner.hold')}>
        <NoPicture {...props} />
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

/** Without a camera there is still a photograph, a file, a typed code. */
function NoPicture({ t, camera, onCamera, onPicture }: ScanProps) {
  if (camera.state === 'starting' || camera.state === 'off') return null
  return (
    <div class="scan__none">
      <p>{t(`scanner.camera-help-${camera.state}`)}</p>
      {camera.state !== 'unsupported' && (
        <button class="scan__button" type="button" onClick={onCamera}>
          {t('scanner.camera-again')}
        </button>
      )}
      <PictureInput id="photo" capture onPicture={onPicture} class="scan__button">
        {t('scanner.take-photo')}
      </PictureInput>
      <a class="scan__button" href="#type">
        {t('scanner.type-code')}
      </a>
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
      <PictureInput id="picture" pdf={readsPdfs} onPicture={onPicture} class="tool">
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
