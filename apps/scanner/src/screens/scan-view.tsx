import type { CameraView } from '@excelsior/capture'
import type { Translator } from '@excelsior/ui'
import { CameraFilm, CameraFrame } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { hindranceInWords, RefreshButton, type TrustLineProps } from './trust-line.tsx'

/** What is said while nothing was read yet, or what came of a picture. */
export type Hint =
  | 'none'
  | 'move'
  | 'glimpsed'
  | 'picture-reading'
  | 'picture-no-code'
  | 'picture-too-large'
  | 'picture-no-picture'
  | 'picture-pdf-damaged'
  | 'picture-pdf-unsupported'
  | 'picture-pdf-reader-missing'
  | 'no-decoder'

/** What the camera looks at, and for what. */
export interface LookProps extends TrustLineProps {
  /** A verdict or another page lies over it; the camera's picture goes on underneath. */
  readonly behind: boolean
  readonly video: HTMLVideoElement
  readonly camera: CameraView
  readonly hint: Hint
  /** Of a card in several codes so many were seen. */
  readonly parts: { readonly seen: number; readonly of: number } | undefined
  /** Drops what was seen of it: the next person's turn. */
  onDropParts(): void
}

export interface ScanViewProps extends LookProps {
  /** What to do while the camera looks. */
  readonly hold: string
  /** What stands there while it does not. */
  readonly children: ComponentChildren
}

/** While the camera looks and nothing can be checked, that is the sentence in the middle, and there is no frame. */
export const hindranceInView = (props: LookProps): string | undefined =>
  props.camera.state === 'on' ? hindranceInWords(props) : undefined

/** "1 of 2 seen." */
export const partsInWords = ({ seen, of }: { seen: number; of: number }, t: Translator): string =>
  t('scanner.parts-seen', { seen, of })

/** The camera's picture, and the one sentence on it. It takes the focus when nothing lies over it any more. */
export function ScanView(props: ScanViewProps) {
  const { t, behind, camera, hint, parts } = props
  const looks = camera.state === 'on'
  const hindrance = hindranceInView(props)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!behind) heading.current?.focus()
  }, [behind])
  return (
    <main class={parts ? 'scan__view scan__view--parts' : 'scan__view'} id={behind ? undefined : 'main'}>
      <CameraFilm video={props.video} />
      {!looks && props.children}
      {looks && hindrance === undefined && <CameraFrame />}
      <div class={hindrance === undefined ? 'scan__say' : 'scan__say scan__say--middle'}>
        <h1 tabIndex={-1} ref={heading}>
          {hindrance ?? (looks ? props.hold : t(`scanner.camera-${camera.state}`))}
        </h1>
        {hindrance !== undefined && <RefreshButton {...props} class="scan__button" />}
        <p class={hint === 'none' && !parts ? 'hidden-visually' : 'scan__hint'} role="status">
          {parts ? partsInWords(parts, t) : hint !== 'none' && t(`scanner.hint-${hint}`)}
        </p>
        {parts && (
          <button class="scan__button scan__next" type="button" onClick={props.onDropParts}>
            {t('scanner.next-person')}
          </button>
        )}
      </div>
    </main>
  )
}
