interface OlderElement {
  requestFullscreen?: () => Promise<void> | undefined
  webkitRequestFullscreen?: () => void
}
interface OlderDocument {
  readonly fullscreenElement?: Element | null
  readonly webkitFullscreenElement?: Element | null
}

/** Safari on tablets has it under its old name, on phones not at all. */
function request(): (() => void) | undefined {
  const element: OlderElement = document.documentElement
  if (element.requestFullscreen) return () => void element.requestFullscreen?.()?.catch(() => {})
  if (element.webkitRequestFullscreen) return () => element.webkitRequestFullscreen?.()
  return undefined
}

/** Whether the page could fill the screen and does not. An installed app fills it by itself. */
export function fullScreenWaits(): boolean {
  const { fullscreenElement, webkitFullscreenElement }: OlderDocument = document
  const filled = fullscreenElement ?? webkitFullscreenElement
  return !filled && request() !== undefined && !matchMedia('(display-mode: standalone)').matches
}

/** Only from within a touch or a key: browsers refuse it elsewhere. */
export function fillScreen() {
  request()?.()
}

export function leaveFullScreen() {
  const older: { exitFullscreen?: () => Promise<void> | undefined; webkitExitFullscreen?: () => void } =
    document
  const { fullscreenElement, webkitFullscreenElement }: OlderDocument = document
  if (!(fullscreenElement ?? webkitFullscreenElement)) return
  if (older.exitFullscreen) older.exitFullscreen()?.catch(() => {})
  else older.webkitExitFullscreen?.()
}

export function onFullScreen(then: () => void) {
  for (const kind of ['fullscreenchange', 'webkitfullscreenchange']) document.addEventListener(kind, then)
}
