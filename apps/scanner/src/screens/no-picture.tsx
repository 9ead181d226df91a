import type { CameraView } from '@excelsior/capture'
import type { Translator } from '@excelsior/ui'
import type { ComponentChildren } from 'preact'

export interface NoPictureProps {
  readonly t: Translator
  readonly camera: CameraView
  onCamera(): void
  /** Other ways to show a code. */
  readonly children?: ComponentChildren
}

/** Where the camera's picture would be: why there is none, and what to do about it. */
export function NoPicture({ t, camera, onCamera, children }: NoPictureProps) {
  if (camera.state === 'starting' || camera.state === 'off') return null
  return (
    <div class="scan__none">
      <p>{t(`scanner.camera-help-${camera.state}`)}</p>
      {camera.state !== 'unsupported' && (
        <button class="scan__button" type="button" onClick={onCamera}>
          {t('scanner.camera-again')}
        </button>
      )}
      {children}
    </div>
  )
}
