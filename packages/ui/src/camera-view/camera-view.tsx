import { useEffect, useRef } from 'preact/hooks'

/** The one video element, made by whoever runs the camera; a server has none. */
export function CameraFilm({ video }: { readonly video: HTMLVideoElement | undefined }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (video) place.current?.appendChild(video)
  }, [video])
  return <div class="scan__film" ref={place} aria-hidden="true" />
}

const CORNERS =
  'M4 44V20A16 16 0 0 1 20 4h24M156 4h24a16 16 0 0 1 16 16v24M196 156v24a16 16 0 0 1-16 16h-24M44 196H20a16 16 0 0 1-16-16v-24'

/** Four corners, white with a dark edge: to be seen on any picture. */
export function CameraFrame() {
  return (
    <svg class="scan__frame" viewBox="0 0 200 200" aria-hidden="true" focusable="false">
      <path class="scan__frame-edge" d={CORNERS} />
      <path d={CORNERS} />
    </svg>
  )
}
