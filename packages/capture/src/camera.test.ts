import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Camera, type CameraView, openCamera } from './camera.ts'

/** As much of a browser's camera as the app touches. */
class FakeTrack {
  onended: (() => void) | null = null
  onmute: (() => void) | null = null
  muted = false
  stopped = false
  torch: boolean | undefined
  readonly deviceId: string
  constructor(deviceId: string) {
    this.deviceId = deviceId
  }
  stop() {
    this.stopped = true
  }
  getSettings() {
    return { deviceId: this.deviceId }
  }
  getCapabilities() {
    return this.deviceId === 'wide' ? { torch: true } : {}
  }
  async applyConstraints({ advanced }: { advanced: { torch?: boolean }[] }) {
    this.torch = advanced[0]?.torch
  }
}

let tracks: FakeTrack[]
let refuse: string | undefined
let hang: boolean
const LENSES = ['wide', 'tele', 'front']

const live = () => tracks.filter(({ stopped }) => !stopped)
const newest = () => tracks[tracks.length - 1]!

async function getUserMedia({ video }: { video: { deviceId?: { exact: string } } }) {
  if (hang) await new Promise(() => {})
  if (refuse) throw Object.assign(new Error('no'), { name: refuse })
  const id = video.deviceId?.exact ?? 'wide'
  if (!LENSES.includes(id)) throw Object.assign(new Error('gone'), { name: 'OverconstrainedError' })
  const track = new FakeTrack(id)
  tracks.push(track)
  expect(live()).toHaveLength(1)
  return { active: true, getTracks: () => [track], getVideoTracks: () => [track] }
}

beforeEach(() => {
  vi.useFakeTimers()
  tracks = []
  refuse = undefined
  hang = false
  const enumerateDevices = async () => LENSES.map((deviceId) => ({ kind: 'videoinput', deviceId, label: '' }))
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia, enumerateDevices } })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function open(lens?: string): { camera: Camera; chosen: string[] } {
  const chosen: string[] = []
  const video = { srcObject: null, play: async () => {} }
  return {
    camera: openCamera({ video, lens, onChange: (_: CameraView) => {}, onLens: (id) => chosen.push(id) }),
    chosen,
  }
}
const settle = () => vi.advanceTimersByTimeAsync(0)

async function started(lens?: string) {
  const opened = open(lens)
  opened.camera.start()
  await settle()
  return opened
}

describe('the camera', () => {
  test('is asked for once, however often it is started', async () => {
    const { camera } = await started()
    camera.start()
    camera.start()
    await settle()
    expect(tracks).toHaveLength(1)
    expect(camera.view).toMatchObject({ state: 'on', lenses: 3 })
  })

  test('is rebuilt when its track ends or stays mute, never two at once, ten times over', async () => {
    const { camera } = await started()
    for (let time = 0; time < 5; time++) {
      newest().onended?.()
      await settle()
      newest().muted = true
      newest().onmute?.()
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(tracks).toHaveLength(11)
    expect(live()).toHaveLength(1)
    expect(camera.view.state).toBe('on')
  })

  test('is left alone when a mute passes', async () => {
    await started()
    newest().muted = true
    newest().onmute?.()
    newest().muted = false
    await vi.advanceTimersByTimeAsync(1_000)
    expect(tracks).toHaveLength(1)
  })

  test('is given back while the page is away, and opened anew', async () => {
    const { camera } = await started()
    for (let time = 0; time < 10; time++) {
      camera.stop()
      expect(live()).toHaveLength(0)
      camera.start()
      await settle()
      expect(live()).toHaveLength(1)
    }
  })

  test.each([
    ['blocked', 'NotAllowedError'],
    ['missing', 'NotFoundError'],
    ['busy', 'NotReadableError'],
  ] as const)('that is %s is said to be so, and can be tried again', async (state, name) => {
    refuse = name
    const { camera } = await started()
    expect(camera.view.state).toBe(state)
    refuse = undefined
    camera.start()
    await settle()
    expect(camera.view.state).toBe('on')
  })

  test('that does not answer is told within 3 s; another try does not wait for it', async () => {
    hang = true
    const { camera } = await started()
    await vi.advanceTimersByTimeAsync(2_999)
    expect(camera.view.state).toBe('starting')
    await vi.advanceTimersByTimeAsync(1)
    expect(camera.view.state).toBe('waiting')
    hang = false
    camera.start()
    await settle()
    expect(camera.view.state).toBe('on')
  })

  test('is unsupported where the browser has none', () => {
    vi.stubGlobal('navigator', {})
    const { camera } = open()
    camera.start()
    expect(camera.view.state).toBe('unsupported')
  })
})

describe('the lens', () => {
  test('is chosen by id, round and round, and the choice is told', async () => {
    const { camera, chosen } = await started()
    for (const _ of LENSES) {
      camera.nextLens()
      await settle()
    }
    expect(chosen).toEqual(['tele', 'front', 'wide'])
    expect(live()).toHaveLength(1)
  })

  test('chosen last time is taken; when its id is gone, the rear camera is', async () => {
    await started('tele')
    expect(newest().deviceId).toBe('tele')
    await started('an-id-of-last-year').catch(() => {})
    expect(newest().deviceId).toBe('wide')
  })
})

describe('the light', () => {
  test('is offered where the camera has one, and comes back after a pause', async () => {
    const { camera } = await started()
    expect(camera.view.torch).toBe('off')
    camera.setTorch(true)
    await settle()
    expect(camera.view.torch).toBe('on')
    camera.stop()
    camera.start()
    await settle()
    expect(newest().torch).toBe(true)
    expect(camera.view.torch).toBe('on')
  })

  test('is not offered elsewhere', async () => {
    const { camera } = await started('tele')
    expect(camera.view.torch).toBe('unsupported')
  })
})
