/** What the camera is doing, and why there is none. */
export type CameraState =
  | 'off'
  | 'starting'
  /** Asked for, and no answer yet: the browser may be asking the person. */
  | 'waiting'
  | 'on'
  /** The browser knows no cameras, or the page is not on a secure origin. */
  | 'unsupported'
  /** The person or a policy said no. */
  | 'blocked'
  | 'missing'
  /** Another program holds it, or it does not answer. */
  | 'busy'

export interface CameraView {
  readonly state: CameraState
  readonly torch: 'unsupported' | 'off' | 'on'
  /** How many cameras can be chosen from. */
  readonly lenses: number
}

export interface Camera {
  readonly view: CameraView
  /** Does nothing while it runs. */
  start(): void
  /** For a picture that froze without a word. */
  startAnew(): void
  stop(): void
  /** Turns to the next camera and says which it is, so that the choice can be kept. */
  nextLens(): void
  setTorch(on: boolean): void
  /** Turns to the camera above the screen, or back to the one chosen. */
  face(facing: Facing): void
}

/** `user`: the front camera, whichever lens was chosen for scanning by hand. */
export type Facing = 'environment' | 'user'

export interface CameraOptions {
  readonly video: Pick<HTMLVideoElement, 'srcObject' | 'play'>
  /** The camera chosen last time, by id; ids change, then the rear camera is taken. */
  readonly lens: string | undefined
  /** Default `environment`. */
  readonly facing?: Facing
  onChange(view: CameraView): void
  onLens(id: string): void
}

/** Picture or message, within this time. */
const PICTURE_WITHIN = 3_000
/** A mute that passes (a rotation, a notification) is no reason to start anew. */
const MUTE_GRACE = 800

/** Runs one camera into one video element. There is never more than one stream at a time. */
export function openCamera(options: CameraOptions): Camera {
  const { video } = options
  let view: CameraView = { state: 'off', torch: 'unsupported', lenses: 0 }
  let wanted = false
  let lens = options.lens
  let facing = options.facing ?? 'environment'
  let torchWanted = false
  let stream: MediaStream | undefined
  let lensIds: readonly string[] = []
  /** Every start takes a number; whatever an older one brings is closed again. */
  let starts = 0
  let opening: Promise<void> = Promise.resolve()

  const change = (part: Partial<CameraView>) => {
    view = { ...view, ...part }
    options.onChange(view)
  }
  const release = () => {
    for (const track of stream?.getTracks() ?? []) {
      track.onended = null
      track.onmute = null
      track.stop()
    }
    stream = undefined
    video.srcObject = null
  }

  const restart = () => {
    starts += 1
    const start = starts
    release()
    if (!wanted) return
    if (!navigator.mediaDevices?.getUserMedia) return change({ state: 'unsupported' })
    change({ state: 'starting' })
    // One after the other: an answer to an older request is awaited and closed before the next is made.
    opening = opening.then(() => (start === starts ? open(start) : undefined))
  }

  async function open(start: number) {
    const slow = setTimeout(() => start === starts && change({ state: 'waiting' }), PICTURE_WITHIN)
    try {
      const opened = await request(facing === 'user' ? undefined : lens, facing)
      clearTimeout(slow)
      if (start !== starts) return closeAll(opened)
      stream = opened
      await begin(opened, start)
    } catch (fault) {
      if (start === starts) change({ state: stateOf(fault) })
    } finally {
      clearTimeout(slow)
    }
  }

  async function begin(opened: MediaStream, start: number) {
    const track = opened.getVideoTracks()[0]
    if (!track) return change({ state: 'missing' })
    track.onended = () => start === starts && restart()
    track.onmute = () => setTimeout(() => start === starts && track.muted && restart(), MUTE_GRACE)
    video.srcObject = opened
    const noPicture = setTimeout(() => start === starts && change({ state: 'busy' }), PICTURE_WITHIN)
    await video.play()
    clearTimeout(noPicture)
    if (start !== starts) return
    focusByItself(track)
    const torch = hasTorch(track)
    change({ state: 'on', torch: torch ? 'off' : 'unsupported' })
    if (torch && torchWanted) setTorch(true)
    lensIds = await lensesOf(navigator.mediaDevices)
    if (start === starts) change({ lenses: lensIds.length })
  }

  function setTorch(on: boolean) {
    torchWanted = on
    const track = stream?.getVideoTracks()[0]
    if (!track || !hasTorch(track)) return
    const constraint: TorchConstraint = { torch: on }
    track.applyConstraints({ advanced: [constraint] }).then(
      () => change({ torch: on ? 'on' : 'off' }),
      () => change({ torch: 'unsupported' }),
    )
  }

  return {
    get view() {
      return view
    },
    start() {
      const running = wanted && stream?.active && view.state === 'on'
      wanted = true
      if (running || view.state === 'starting') return
      // A request that hangs is not waited for: should its stream come after all, it is closed at once.
      if (view.state === 'waiting') opening = Promise.resolve()
      restart()
    },
    startAnew() {
      if (wanted && view.state === 'on') restart()
    },
    stop() {
      wanted = false
      starts += 1
      release()
      change({ state: 'off' })
    },
    nextLens() {
      const current = stream?.getVideoTracks()[0]?.getSettings().deviceId ?? lens
      const next = lensIds[(lensIds.indexOf(current ?? '') + 1) % lensIds.length]
      if (next === undefined) return
      lens = next
      options.onLens(next)
      restart()
    },
    setTorch,
    face(next) {
      if (next === facing) return
      facing = next
      if (wanted) restart()
    },
  }
}

interface TorchConstraint extends MediaTrackConstraintSet {
  readonly torch: boolean
}

const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 } }

async function request(lens: string | undefined, facing: Facing): Promise<MediaStream> {
  const facingSo = { audio: false, video: { ...PICTURE, facingMode: facing } }
  if (lens === undefined) return navigator.mediaDevices.getUserMedia(facingSo)
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { ...PICTURE, deviceId: { exact: lens } },
    })
  } catch (fault) {
    if (fault instanceof Error && fault.name === 'NotAllowedError') throw fault
    return navigator.mediaDevices.getUserMedia(facingSo)
  }
}

function closeAll(stream: MediaStream) {
  for (const track of stream.getTracks()) track.stop()
}

function stateOf(fault: unknown): CameraState {
  switch (fault instanceof Error ? fault.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'blocked'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing'
    default:
      return 'busy'
  }
}

/** Newer than the types, and absent in older browsers. */
function capabilitiesOf(track: MediaStreamTrack): Readonly<Record<string, unknown>> {
  return typeof track.getCapabilities === 'function' ? { ...track.getCapabilities() } : {}
}

const hasTorch = (track: MediaStreamTrack) => capabilitiesOf(track).torch === true

function focusByItself(track: MediaStreamTrack) {
  const { focusMode } = capabilitiesOf(track)
  if (!Array.isArray(focusMode) || !focusMode.includes('continuous')) return
  const constraint: MediaTrackConstraintSet & { focusMode: string } = { focusMode: 'continuous' }
  track.applyConstraints({ advanced: [constraint] }).catch(() => {})
}

/** By id only: labels are translated, and empty before consent. */
async function lensesOf(devices: MediaDevices): Promise<readonly string[]> {
  const all = await devices.enumerateDevices().catch(() => [])
  return all
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
    .map(({ deviceId }) => deviceId)
}
